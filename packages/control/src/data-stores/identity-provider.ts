import { WellspringError } from '@wellspring/errors';
import type { IdentityProviderConfiguration } from '../generated/shapes.js';

/** The strategy of a data store that names none: requests are signed with SigV4. */
export const defaultIdentityProvider: IdentityProviderConfiguration = {
  AuthorizationStrategy: 'AWS_AUTH',
  FineGrainedAuthorizationEnabled: false,
};

const place = 'identityProviderConfiguration';
const grantTypes: ReadonlySet<unknown> = new Set(['authorization_code', 'client_credentials']);

/**
 * The SMART strategies need somebody who says what access tokens are worth: the customer's function (HealthLake knows
 * no other), an authorization server whose tokens can be checked by its keys or by asking it, or the built-in server.
 * What stands outside is told of by metadata: a JSON document with the elements that the service model's documentation
 * of `Metadata` lists (https://hl7.org/fhir/smart-app-launch/conformance.html#metadata).
 *
 * @param hasBuiltIn whether the built-in authorization server is on
 * @throws WellspringError `invalid-parameter`
 */
export function checkIdentityProvider(
  provider: IdentityProviderConfiguration | undefined,
  hasBuiltIn: boolean,
): void {
  if (!provider || provider.AuthorizationStrategy === 'AWS_AUTH') return;
  const { AuthorizationStrategy: strategy, IdpLambdaArn: arn, Metadata: text } = provider;
  if (text === undefined) {
    if (arn !== undefined) throw invalid(`${place}.metadata is required with ${strategy}`);
    if (!hasBuiltIn) throw invalid(`${place}.idpLambdaArn is required with ${strategy}, ${orMetadata}`);
    return;
  }
  const metadata = parse(text);
  checkMetadata(metadata);
  checkServer(metadata);
  if (arn === undefined && !namesServer(metadata))
    throw invalid(`${place}.idpLambdaArn is required with ${strategy}, ${orMetadata}`);
}

const orMetadata = 'or metadata with issuer and jwks_uri, or with introspection_endpoint';

/** Whether tokens can be checked by what the metadata say: without them the customer's function has to. */
function namesServer(metadata: Readonly<Record<string, unknown>>): boolean {
  const hasKeys = metadata['issuer'] !== undefined && metadata['jwks_uri'] !== undefined;
  return hasKeys || metadata['introspection_endpoint'] !== undefined;
}

/** The elements by which tokens are checked, where they are there. */
function checkServer(metadata: Readonly<Record<string, unknown>>): void {
  const { issuer, wellspring_audience: audience } = metadata;
  if (issuer !== undefined && !isUrl(issuer)) throw wrong('issuer', 'a URL');
  for (const name of ['jwks_uri', 'introspection_endpoint'])
    if (metadata[name] !== undefined && !isSecure(metadata[name]))
      throw wrong(name, 'an https URL (or http on this machine), without a user or a fragment');
  const texts = Array.isArray(audience) ? (audience as readonly unknown[]) : [audience];
  if (audience !== undefined && !texts.every((text) => typeof text === 'string' && text !== ''))
    throw wrong('wellspring_audience', 'a text, or an array of texts');
}

/** Whether what goes there, and comes from there, can be neither read nor changed on its way. */
function isSecure(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  const isPlain = username === '' && password === '' && hash === '';
  return isPlain && (protocol === 'https:' || (protocol === 'http:' && isLocal));
}

function checkMetadata(metadata: Readonly<Record<string, unknown>>): void {
  const grants = listOf(metadata, 'grant_types_supported');
  if (grants.length === 0 || !grants.every((grant) => grantTypes.has(grant)))
    throw wrong('grant_types_supported', 'an array of authorization_code, client_credentials or both');
  if (!isUrl(metadata['token_endpoint'])) throw wrong('token_endpoint', 'a URL');
  // An app that only uses client credentials is never sent to an authorization endpoint.
  const endpoint = metadata['authorization_endpoint'];
  if ((grants.includes('authorization_code') || endpoint !== undefined) && !isUrl(endpoint))
    throw wrong('authorization_endpoint', 'a URL');
  if (!listOf(metadata, 'capabilities').every((name) => typeof name === 'string'))
    throw wrong('capabilities', 'an array of strings');
  if (!listOf(metadata, 'code_challenge_methods_supported').includes('S256'))
    throw wrong('code_challenge_methods_supported', 'an array that includes S256');
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new WellspringError('invalid-parameter', `${place}.metadata is not JSON`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${place}.metadata is not a JSON object`);
  return value as Readonly<Record<string, unknown>>;
}

function listOf(metadata: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const value = metadata[name];
  if (!Array.isArray(value)) throw wrong(name, 'an array');
  return value;
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value);
}

function wrong(name: string, wanted: string): WellspringError {
  return invalid(`${place}.metadata must have ${name}: ${wanted}`);
}

function invalid(message: string): WellspringError {
  return new WellspringError('invalid-parameter', message);
}

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
 * The SMART strategies need the Lambda that reads access tokens, and metadata: a JSON document with
 * the elements that the service model's documentation of `Metadata` lists
 * (https://hl7.org/fhir/smart-app-launch/conformance.html#metadata).
 *
 * @throws WellspringError `invalid-parameter`
 */
export function checkIdentityProvider(provider: IdentityProviderConfiguration | undefined): void {
  if (!provider || provider.AuthorizationStrategy === 'AWS_AUTH') return;
  if (provider.IdpLambdaArn === undefined)
    throw invalid(`${place}.idpLambdaArn is required with ${provider.AuthorizationStrategy}`);
  if (provider.Metadata === undefined)
    throw invalid(`${place}.metadata is required with ${provider.AuthorizationStrategy}`);
  checkMetadata(provider.Metadata);
}

function checkMetadata(text: string): void {
  const metadata = parse(text);
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

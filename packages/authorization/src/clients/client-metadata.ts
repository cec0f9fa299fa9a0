import { parseScope } from '@wellspring/smart';
import { WellspringError } from '@wellspring/errors';
import { contextScopes } from '../scopes/context-scopes.js';

/** How an app proves to be itself at the token endpoint. */
export const authenticationMethods = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const;

/** What an app may come for. */
export const clientGrantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;

/** An app as it is registered, by the names of RFC 7591. The secret, where it has one, is not here. */
export interface ClientMetadata {
  readonly client_id: string;
  readonly client_name: string;
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly (typeof clientGrantTypes)[number][];
  readonly token_endpoint_auth_method: (typeof authenticationMethods)[number];
  /** The most it may be given, with spaces between. */
  readonly scope: string;
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  readonly jwks_uri?: string;
}

/** What an app may be given where its administrator does not say: reading for who logs in, with a refresh token. */
const usualScope =
  'openid fhirUser profile launch launch/patient launch/encounter offline_access online_access patient/*.rs user/*.rs';

const members: ReadonlySet<string> = new Set([
  'client_id',
  'client_name',
  'redirect_uris',
  'grant_types',
  'token_endpoint_auth_method',
  'scope',
  'jwks',
  'jwks_uri',
]);

/** What a `client_id` is written like. */
export const clientIdForm = /^[A-Za-z0-9._~-]{1,200}$/;

const longestList = 50;
const longestText = 2_000;

/**
 * Reads what is registered of an app, with what it leaves out filled in.
 *
 * @throws WellspringError `invalid-parameter` naming the member
 */
export function readClientMetadata(value: Readonly<Record<string, unknown>>): ClientMetadata {
  for (const name of Object.keys(value)) if (!members.has(name)) throw wrong(name, 'there is no such member');
  const client_id = text(value, 'client_id');
  if (!clientIdForm.test(client_id)) throw wrong('client_id', 'must be 1 to 200 letters, digits or . _ ~ -');
  const redirect_uris = list(value, 'redirect_uris') ?? [];
  for (const uri of redirect_uris) checkRedirectUri(uri);
  const token_endpoint_auth_method = oneOf(
    value,
    'token_endpoint_auth_method',
    authenticationMethods,
    'none',
  );
  const grant_types = (list(value, 'grant_types') ??
    (redirect_uris.length > 0
      ? ['authorization_code', 'refresh_token']
      : ['client_credentials'])) as (typeof clientGrantTypes)[number][];
  if (grant_types.length === 0 || !grant_types.every((type) => clientGrantTypes.includes(type)))
    throw wrong('grant_types', `must be some of ${clientGrantTypes.join(', ')}`);
  if (grant_types.includes('authorization_code') !== redirect_uris.length > 0)
    throw wrong('redirect_uris', 'must be there where grant_types has authorization_code, and only there');
  if (grant_types.includes('client_credentials') && token_endpoint_auth_method !== 'private_key_jwt')
    throw wrong('token_endpoint_auth_method', 'must be private_key_jwt with client_credentials');
  const backend = !grant_types.includes('authorization_code');
  const scope = optionalText(value, 'scope') ?? (backend ? '' : usualScope);
  checkScope(scope, grant_types);
  const keys = readKeys(value, token_endpoint_auth_method === 'private_key_jwt');
  return {
    client_id,
    client_name: optionalText(value, 'client_name') ?? client_id,
    redirect_uris,
    grant_types,
    token_endpoint_auth_method,
    scope,
    ...keys,
  };
}

/** https, a scheme of a native app's own (RFC 8252 7.1: a domain turned round), or this machine. */
function checkRedirectUri(uri: string): void {
  const url = URL.parse(uri);
  if (!url || url.hash !== '' || uri.includes('#') || url.username !== '' || url.password !== '')
    throw wrong('redirect_uris', 'must be absolute addresses without a fragment');
  if (url.protocol === 'https:') return;
  if (url.protocol === 'http:') {
    if (['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) return;
    throw wrong(
      'redirect_uris',
      'must be https; http is for this machine (127.0.0.1, [::1], localhost) alone',
    );
  }
  if (!/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(url.protocol))
    throw wrong('redirect_uris', 'must be https, or have a scheme like com.example.app:');
}

function checkScope(scope: string, grantTypes: readonly string[]): void {
  for (const each of scope.split(' ').filter((part) => part !== '')) {
    const parsed = parseScope(each);
    if (!parsed && !contextScopes.has(each)) throw wrong('scope', `${each} is no scope`);
    if (parsed?.level === 'system' && !grantTypes.includes('client_credentials'))
      throw wrong('scope', 'has a system/ scope, which is for client_credentials');
  }
}

function readKeys(
  value: Readonly<Record<string, unknown>>,
  needed: boolean,
): Pick<ClientMetadata, 'jwks' | 'jwks_uri'> {
  const uri = optionalText(value, 'jwks_uri');
  const jwks = value['jwks'];
  if (!needed) {
    if (uri !== undefined || jwks !== undefined) throw wrong('jwks', 'is for private_key_jwt');
    return {};
  }
  if ((uri === undefined) === (jwks === undefined))
    throw wrong('jwks', 'or jwks_uri must be there, and not both');
  if (uri !== undefined) {
    const url = URL.parse(uri);
    if (url?.protocol !== 'https:' && url?.hostname !== '127.0.0.1')
      throw wrong('jwks_uri', 'must be an https address');
    return { jwks_uri: uri };
  }
  const keys = isObject(jwks) ? jwks['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > longestList)
    throw wrong('jwks', 'must have keys');
  for (const key of keys as readonly unknown[])
    if (!isObject(key) || !['RSA', 'EC'].includes(String(key['kty'])) || 'd' in key)
      throw wrong('jwks', 'must have public RSA or EC keys');
  return { jwks: { keys: keys as Record<string, unknown>[] } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function text(value: Readonly<Record<string, unknown>>, name: string): string {
  const found = optionalText(value, name);
  if (found === undefined) throw wrong(name, 'is required');
  return found;
}

function optionalText(value: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const found = value[name];
  if (found === undefined) return undefined;
  if (typeof found !== 'string' || found.length === 0 || found.length > longestText)
    throw wrong(name, `must be a text of at most ${String(longestText)} characters`);
  return found;
}

function list(value: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  const found = value[name];
  if (found === undefined) return undefined;
  const fits = (each: unknown): boolean => typeof each === 'string' && each.length <= longestText;
  if (!Array.isArray(found) || found.length > longestList || !found.every(fits))
    throw wrong(name, `must be a list of at most ${String(longestList)} texts`);
  return [...new Set(found as string[])];
}

function oneOf<T extends string>(
  value: Readonly<Record<string, unknown>>,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const found = value[name] ?? fallback;
  if (!choices.includes(found as T)) throw wrong(name, `must be one of ${choices.join(', ')}`);
  return found as T;
}

function wrong(name: string, why: string): WellspringError {
  return new WellspringError('invalid-parameter', `${name} ${why}`);
}

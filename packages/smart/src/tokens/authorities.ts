import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { BuiltInAuthorization } from '../provider/built-in-authorization.js';
import type { SmartProvider, TokenAuthority } from '../provider/smart-provider.js';
import type { RemoteClient } from '../remote/remote-client.js';
import { checkTimes } from './check-times.js';
import type { Claims } from './claims.js';
import { introspect, type IntrospectionClient } from './introspect.js';
import { RefusedToken } from './refused-token.js';
import { createRemoteKeys } from './remote-keys.js';
import { askTokenHook } from './token-hook.js';
import { isJwt, verifyJwt } from './verify-jwt.js';

/** What an authority says of a token that is good. */
export interface KnownClaims {
  readonly claims: Claims;
  readonly issuer: string;
  /** The last moment at which the token holds, in seconds since 1970; undefined where it does not say. */
  readonly last: number | undefined;
  readonly roleArn: string | undefined;
}

/** A question to the authority of a data store. */
export interface TokenQuestion {
  readonly token: string;
  readonly storeId: string;
  readonly provider: SmartProvider;
  readonly operationName: string;
  /** The address of the data store, without a slash at the end. */
  readonly base: string;
}

export interface AuthoritiesOptions {
  readonly hooks: Readonly<Record<string, string>>;
  readonly introspectionClients: Readonly<Record<string, IntrospectionClient>>;
  readonly builtIn: BuiltInAuthorization | undefined;
  /** For addresses that the operator has set. */
  readonly trusted: RemoteClient;
  /** For addresses that come with a data store. */
  readonly remote: RemoteClient;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Asks whoever says what tokens are worth. */
export interface Authorities {
  /** @throws RefusedToken; Error where there is nobody to ask */
  claims(question: TokenQuestion): Promise<KnownClaims>;
  /** The SMART configuration that holds for a data store; undefined where there is no server to tell of. */
  configuration(provider: SmartProvider, storeId: string): Readonly<Record<string, unknown>> | undefined;
}

/** Sets of keys that are kept: one a server. */
const mostKeySets = 100;

export function createAuthorities(options: AuthoritiesOptions): Authorities {
  const { hooks, introspectionClients, builtIn, trusted, remote, now } = options;
  const keySets = new Map<string, JWTVerifyGetKey>();
  const builtInKeys = new WeakMap<JSONWebKeySet, JWTVerifyGetKey>();

  function keysAt(url: string): JWTVerifyGetKey {
    let keys = keySets.get(url);
    if (keys === undefined) {
      const [oldest] = keySets.keys();
      if (keySets.size >= mostKeySets && oldest !== undefined) keySets.delete(oldest);
      keys = createRemoteKeys(url, remote, now);
      keySets.set(url, keys);
    }
    return keys;
  }

  async function ofHook(arn: string, question: TokenQuestion): Promise<KnownClaims> {
    const { token, storeId, operationName, base, provider } = question;
    const url = Object.hasOwn(hooks, arn) ? hooks[arn] : undefined;
    if (url === undefined) throw new Error(`WELLSPRING_TOKEN_HOOKS has no address for ${arn}`);
    const { claims, roleArn } = await askTokenHook(
      url,
      { datastoreEndpoint: `${base}/`, operationName, bearerToken: token, datastoreId: storeId },
      trusted,
      { base, audiences: provider.audiences },
      now() / 1_000,
    );
    return known(claims, arn, roleArn);
  }

  async function ofServer(
    { issuer, jwksUri, introspectionEndpoint }: Extract<TokenAuthority, { kind: 'server' }>,
    { token, base, provider: { audiences } }: TokenQuestion,
  ): Promise<KnownClaims> {
    if (issuer !== undefined && jwksUri !== undefined && isJwt(token)) {
      const claims = await verifyJwt(token, keysAt(jwksUri), { issuer, base, audiences, now: now() });
      return known(claims, issuer);
    }
    if (introspectionEndpoint === undefined) throw new RefusedToken('The access token is no JWT');
    const client = Object.hasOwn(introspectionClients, introspectionEndpoint)
      ? introspectionClients[introspectionEndpoint]
      : undefined;
    if (client === undefined)
      throw new Error(`WELLSPRING_INTROSPECTION_CLIENTS has no client for ${introspectionEndpoint}`);
    // The operator has named this very address: a private network is no secret to it.
    const claims = await introspect(token, introspectionEndpoint, client, trusted, {
      issuer,
      base,
      audiences,
      now: now(),
    });
    return known(claims, issuer ?? new URL(introspectionEndpoint).origin);
  }

  async function ofBuiltIn(question: TokenQuestion): Promise<KnownClaims> {
    const { token, base, provider, storeId } = question;
    const issuer = builtIn?.configuration(storeId, provider.strategy)['issuer'];
    if (builtIn === undefined || typeof issuer !== 'string')
      throw new Error('the data store names no authorization server, and the built-in one is off');
    const keys = ownKeys(await builtIn.keys());
    // Whom its tokens are for is its own affair, not the metadata's: always this data store.
    const claims = await verifyJwt(token, keys, { issuer, base, audiences: undefined, now: now() });
    if (await builtIn.isRevoked(claims)) throw new RefusedToken('The access token was revoked');
    return known(claims, issuer);
  }

  /** Keys are made ready once for each set that is given. */
  function ownKeys(set: JSONWebKeySet): JWTVerifyGetKey {
    let keys = builtInKeys.get(set);
    if (keys === undefined) {
      keys = createLocalJWKSet(set);
      builtInKeys.set(set, keys);
    }
    return keys;
  }

  function known(claims: Claims, issuer: string, roleArn?: string): KnownClaims {
    return { claims, issuer, last: checkTimes(claims, now() / 1_000), roleArn };
  }

  return {
    claims(question) {
      const { authority } = question.provider;
      switch (authority.kind) {
        case 'hook':
          return ofHook(authority.arn, question);
        case 'server':
          return ofServer(authority, question);
        case 'built-in':
          return ofBuiltIn(question);
        default:
          return authority satisfies never;
      }
    },
    configuration(provider, storeId) {
      if (provider.authority.kind !== 'built-in') return provider.metadata;
      return builtIn?.configuration(storeId, provider.strategy);
    },
  };
}

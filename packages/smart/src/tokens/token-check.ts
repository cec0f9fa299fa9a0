import { createHash } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';
import type { Grant } from '../grant.js';
import type { BuiltInAuthorization } from '../provider/built-in-authorization.js';
import type { SmartProvider } from '../provider/smart-provider.js';
import { createRemoteClient } from '../remote/remote-client.js';
import { createAuthorities, type Authorities } from './authorities.js';
import { createTokenCache } from './token-cache.js';
import { grantOf } from './token-grant.js';
import type { IntrospectionClient } from './introspect.js';

/** What a token that is good in a data store gives. */
export interface CheckedToken {
  readonly grant: Grant;
  /** Who gave it: the issuer, or the ARN of the hook. */
  readonly issuer: string;
  /** The role that has to allow what is done, too; of the hook alone. */
  readonly roleArn: string | undefined;
}

/** A request that came with a token. */
export interface TokenRequest {
  readonly token: string;
  readonly storeId: string;
  readonly provider: SmartProvider;
  /** The IAM action without its service: `SearchWithGet`; empty where no hook is to be told of it. */
  readonly operationName: string;
}

export interface TokenCheckOptions {
  /** What clients reach the server by, without a slash at the end. */
  readonly publicUrl: string;
  /** HTTP addresses of the functions that stand in for Lambda functions, by ARN. */
  readonly hooks: Readonly<Record<string, string>>;
  /** Whom this server is to an authorization server, by the address of its introspection. */
  readonly introspectionClients: Readonly<Record<string, IntrospectionClient>>;
  readonly builtIn: BuiltInAuthorization | undefined;
  /** Whether the metadata of a data store may name addresses of private networks. */
  readonly allowPrivate: boolean;
  /** How many tokens are remembered. */
  readonly remembered: number;
  /** For how long at most, in milliseconds. */
  readonly rememberedMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Checks access tokens. */
export interface TokenCheck {
  /**
   * @throws RefusedToken; WellspringError `token-check-unavailable`, whose cause says why, with nothing of the token: it
   * is for the log
   */
  check(request: TokenRequest): Promise<CheckedToken>;
  /** The SMART configuration that holds for a data store; undefined where there is no server to tell of. */
  configuration(provider: SmartProvider, storeId: string): Readonly<Record<string, unknown>> | undefined;
  /** Closes the connections that are kept. */
  close(): void;
}

/** Checks that may wait for other servers at a time. */
const mostWaiting = 256;
/** Those of one data store, whose server may be slow: it leaves some to the others. */
const mostOfStore = 64;

/**
 * Makes the check of access tokens: by the keys of the authorization server, by asking it, by the customer's hook, or by
 * the built-in server's keys, as the data store's configuration has it. What was found out is remembered for a short
 * time, never longer than the token holds, and under the data store, its configuration and, as the hook decides about
 * each, the operation.
 */
export function createTokenCheck(options: TokenCheckOptions): TokenCheck {
  const { now, publicUrl } = options;
  // What the operator has set may lead anywhere; what is set with a data store must not.
  const trusted = createRemoteClient({ allowPrivate: true, allowPlain: true });
  const remote = createRemoteClient({ allowPrivate: options.allowPrivate });
  const authorities = createAuthorities({ ...options, trusted, remote });
  const cache = createTokenCache<CheckedToken>(options.remembered, now);
  let waiting = 0;
  const ofStores = new Map<string, number>();

  async function find(request: TokenRequest): Promise<{ value: CheckedToken; until: number }> {
    const { storeId } = request;
    const ofStore = ofStores.get(storeId) ?? 0;
    if (waiting >= mostWaiting || ofStore >= mostOfStore) throw unavailable();
    waiting += 1;
    ofStores.set(storeId, ofStore + 1);
    try {
      const base = `${publicUrl}/datastore/${request.storeId}/r4`;
      const known = await authorities.claims({ ...request, base });
      const until = now() + options.rememberedMs;
      return {
        value: {
          grant: grantOf(known.claims, termsOf(request, base, authorities)),
          issuer: known.issuer,
          roleArn: known.roleArn,
        },
        until: known.last === undefined ? until : Math.min(until, known.last * 1_000),
      };
    } catch (error) {
      if (error instanceof WellspringError) throw error;
      throw unavailable(error);
    } finally {
      waiting -= 1;
      const left = ofStores.get(storeId)! - 1;
      if (left > 0) ofStores.set(storeId, left);
      else ofStores.delete(storeId);
    }
  }

  return {
    configuration: (provider, storeId) => authorities.configuration(provider, storeId),
    check: (request) => cache.get(keyOf(request), () => find(request)),
    close() {
      trusted.close();
      remote.close();
    },
  };
}

/** What scopes count goes by the strategy, and by what the configuration says that the server can do. */
function termsOf({ provider, storeId, token }: TokenRequest, base: string, authorities: Authorities) {
  const listed = authorities.configuration(provider, storeId)?.['capabilities'];
  const can = (capability: string): boolean => Array.isArray(listed) && listed.includes(capability);
  const isV2 = provider.strategy === 'SMART_ON_FHIR' && can('permission-v2');
  return {
    base,
    versions: isV2 ? 'v1-v2' : 'v1',
    granular: isV2 && can('permission-v2.2'),
    fineGrained: provider.fineGrained,
    namelessSubject: `token-${digest(token).slice(0, 16)}`,
  } as const;
}

function keyOf({ token, storeId, provider, operationName }: TokenRequest): string {
  return `${storeId} ${provider.revision} ${operationName} ${digest(token)}`;
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function unavailable(cause?: unknown): WellspringError {
  return new WellspringError('token-check-unavailable', 'Access tokens cannot be checked at present', {
    cause,
  });
}

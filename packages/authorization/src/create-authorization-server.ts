import type { Caller } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import {
  derivedRequest,
  newCallRecord,
  readBody,
  type CallRecord,
  type HttpRequest,
  type HttpResponse,
} from '@wellspring/http';
import type { BuiltInAuthorization } from '@wellspring/smart';
import { accountTable } from './accounts/account-table.js';
import { loginAttempts } from './accounts/attempts.js';
import { administer } from './api/administer.js';
import type { AuthorizationOptions } from './authorization-options.js';
import { clientTable } from './clients/client-table.js';
import { dataStoreArn } from './data-store-arn.js';
import { publicKeysOf } from './keys/public-keys.js';
import { keyRing } from './keys/signing-keys.js';
import { noteCall } from './noted-call.js';
import { errorPage } from './pages/error-page.js';
import { securityHeaders } from './pages/security-headers.js';
import { styleSheet } from './pages/style.js';
import { isAlive } from './provider/is-alive.js';
import { nodeExchange } from './provider/node-exchange.js';
import { providerCache } from './provider/provider-cache.js';
import type { Realm } from './provider/realm.js';
import { recordTable } from './records/record-table.js';
import { scopeRulesOf } from './scopes/scope-rules.js';
import { issuerOf, smartConfiguration } from './smart-configuration.js';
import { sweeper } from './sweeper.js';

/** The built-in authorization server. */
export interface AuthorizationServer {
  /** Answers people's browsers and apps below `/authorization/`; it throws nothing, and notes what it was asked. */
  handle(request: HttpRequest, record?: CallRecord): Promise<HttpResponse>;
  /**
   * Answers signed requests below `/authorization/`: users, clients, launches.
   *
   * @throws WellspringError `access-denied`, `authorization-server-off`, `authorization-not-found`, `invalid-parameter` ...
   */
  administer(request: HttpRequest, caller: Caller): Promise<HttpResponse>;
  /** How data planes check its tokens, without a call over the network. */
  readonly builtIn: BuiltInAuthorization;
  /** Begins to remove what is over, once in a while. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

/** What browsers and apps send are short forms. */
const longestBody = 56 * 1024;

/** @example const server = createAuthorizationServer(options); server.start(); */
export function createAuthorizationServer(options: AuthorizationOptions): AuthorizationServer {
  const { database, sealer, publicUrl, lifetimes } = options;
  const keys = keyRing({
    database,
    sealer,
    rotationDays: options.keyDays,
    longestToken: Math.max(lifetimes.accessToken, lifetimes.serviceToken),
  });
  const providers = providerCache(
    keys,
    sealer.derive('authorization cookies').toString('base64url'),
    (error) => {
      options.onFailure(error, '');
    },
  );
  const formKey = sealer.derive('authorization forms');
  const sweep = sweeper(options);

  const realmOf = async (storeId: string): Promise<Realm | undefined> => {
    const store = await options.store(storeId);
    if (!store) return undefined;
    const issuer = issuerOf(publicUrl, storeId);
    return {
      storeId,
      issuer,
      mountPath: new URL(issuer).pathname,
      store,
      accounts: accountTable(database, storeId),
      attempts: loginAttempts(database, sealer, storeId),
      clients: clientTable(database, sealer, storeId),
      records: recordTable(database, sealer, storeId),
      lifetimes,
    };
  };

  const answer = async (request: HttpRequest, record: CallRecord): Promise<HttpResponse> => {
    const target = readPath(request.path);
    const realm = target && (await realmOf(target.storeId));
    if (!realm) return nothingThere();
    if (target.below === '/style.css')
      return {
        status: 200,
        headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' },
        body: styleSheet,
      };
    const body = await readBody(request, longestBody);
    noteCall(record, request, dataStoreArn(options, realm.storeId), target.below, body);
    const provider = await providers.provider(realm);
    // Only a public address with a path has the two differ.
    const mounted = derivedRequest(request, { path: `${realm.mountPath}${target.below}` });
    const exchange = nodeExchange(withConsent(mounted), realm.mountPath, body);
    if (target.below.startsWith('/interaction/')) {
      const { handleInteraction } = await import('./interactions/interaction-handler.js');
      return handleInteraction(realm, provider, exchange, mounted, body, formKey, record);
    }
    await provider.callback()(exchange.incoming, exchange.outgoing);
    record.responseElements = exchange.outgoing.issued;
    return exchange.outgoing.collected();
  };

  return {
    async handle(request, record = newCallRecord()) {
      try {
        return await answer(request, record);
      } catch (error) {
        const known = error instanceof WellspringError;
        if (!known || error.definition.status >= 500) options.onFailure(error, request.requestId);
        const target = readPath(request.path);
        return {
          status: known ? error.definition.status : 500,
          headers: securityHeaders([]),
          body: errorPage(
            { mountPath: `/authorization/${target?.storeId ?? '-'}` },
            known ? error.message : `The server failed; request id ${request.requestId}`,
          ),
        };
      }
    },
    async administer(request, caller) {
      const target = readPath(request.path);
      if (!target) throw new WellspringError('no-such-path', `There is nothing at ${request.path}`);
      return administer(options, request, target.storeId, target.below, caller, realmOf);
    },
    builtIn: {
      configuration: (storeId, strategy) => ({
        ...smartConfiguration(publicUrl, storeId, scopeRulesOf(strategy)),
      }),
      keys: publicKeysOf(keys),
      async isRevoked(claims) {
        const storeId = String(claims['iss']).slice(issuerOf(publicUrl, '').length);
        const realm = /^[0-9a-f]{32}$/.test(storeId) ? await realmOf(storeId) : undefined;
        return realm === undefined || !(await isAlive(realm, claims));
      },
    },
    start: sweep.start,
    stop: sweep.stop,
  };
}

function readPath(path: string): { readonly storeId: string; readonly below: string } | undefined {
  const match = /^\/authorization\/([0-9a-f]{32})(\/[^?#]*)?$/.exec(path);
  return match ? { storeId: match[1]!, below: match[2] ?? '/' } : undefined;
}

/**
 * OpenID Connect gives refresh tokens to apps that ask for the prompt `consent` alone (Core 11); SMART's apps do not, and
 * ours asks each time anyway.
 */
function withConsent(request: HttpRequest): HttpRequest {
  if (!request.path.endsWith('/auth') || !request.query.includes('offline_access')) return request;
  const query = new URLSearchParams(request.query);
  if (query.has('prompt') || !query.get('scope')?.split(' ').includes('offline_access')) return request;
  return derivedRequest(request, { query: `${request.query}&prompt=consent` });
}

function nothingThere(): HttpResponse {
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: 'There is no authorization server here.\n',
  };
}

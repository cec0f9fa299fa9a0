import { errors, type Client, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { askedScopes } from './asked-scopes.js';
import type { Realm } from './realm.js';
import { textParameter } from './text-parameter.js';

/**
 * The data store as a resource server (RFC 8707): which scopes there are depends on the request, since SMART's have no end.
 * At the token endpoint they come from what was granted, through the same sieve again: an app whose registration was cut
 * gets less from then on.
 */
export function resourceServerOf(
  realm: Realm,
  ctx: KoaContextWithOIDC,
  indicator: string,
  client: Client,
): ResourceServer {
  const { fhirBase } = realm.store;
  if (indicator.replace(/\/$/, '') !== fhirBase) throw new errors.InvalidTarget();
  const backend = textParameter(ctx.oidc.params, 'grant_type') === 'client_credentials';
  const granted = ctx.oidc.entities.Grant?.getResourceScope(fhirBase);
  const asked = ctx.oidc.route === 'token' && !backend ? granted : textParameter(ctx.oidc.params, 'scope');
  const scopes = askedScopes(realm, client, asked, backend ? 'client' : 'person');
  if (backend && scopes.length === 0) throw new errors.InvalidScope('no scope that it may have', asked ?? '');
  return {
    audience: fhirBase,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: backend ? realm.lifetimes.serviceToken : realm.lifetimes.accessToken,
    jwt: { sign: { alg: 'RS256' } },
  };
}

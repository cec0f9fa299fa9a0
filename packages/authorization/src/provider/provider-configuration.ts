import { errors, type Configuration } from 'oidc-provider';
import type { SigningKeys } from '../keys/signing-keys.js';
import { contextOf } from '../launch/launch-context.js';
import { securityHeaders } from '../pages/security-headers.js';
import { errorPage } from '../pages/error-page.js';
import { extraParameters } from './extra-parameters.js';
import { policyOf } from './interaction-policy.js';
import { providerAccount } from './provider-account.js';
import type { Realm } from './realm.js';
import { recordAdapter } from './record-adapter.js';
import { resourceServerOf } from './resource-server.js';
import { stillAllowed } from './still-allowed.js';

/** A grant with a refresh token ends after a year, however often that was replaced: then the person is asked again. */
export const longestGrant = 366 * 86_400;
const authorizationCodeSeconds = 60;
const interactionSeconds = 1_800;
const longestAssertion = 300 + 15;
/** SMART's backend services sign with these (https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html). */
const assertionAlgorithms = ['RS384', 'ES384', 'RS256', 'ES256'] as const;

/** How oidc-provider is to behave for one data store. */
export function providerConfiguration(realm: Realm, keys: SigningKeys, cookieKey: string): Configuration {
  const { fhirBase } = realm.store;
  const { lifetimes } = realm;
  return {
    adapter: recordAdapter(realm.records, realm.clients),
    jwks: { keys: [...keys] as never },
    cookies: {
      keys: [cookieKey],
      names: { session: 'wellspring_login', interaction: 'wellspring_step', resume: 'wellspring_resume' },
      // Each data store has its own logins.
      long: { httpOnly: true, sameSite: 'lax', path: realm.mountPath, signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    scopes: ['openid', 'offline_access', 'fhirUser', 'profile'],
    claims: { openid: ['sub'], fhirUser: ['fhirUser'], profile: ['name', 'preferred_username'] },
    // SMART's fhirUser is read from the ID token; there is no userinfo endpoint.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: [...assertionAlgorithms], idTokenSigningAlgValues: ['RS256'] },
    assertJwtClientAuthClaimsAndHeader: (_ctx, claims) => {
      // SMART: at most five minutes; clocks differ by a few seconds.
      if (Number(claims['exp']) > Date.now() / 1000 + longestAssertion)
        throw new errors.InvalidClientAuth('the assertion is good for more than five minutes');
    },
    extraClientMetadata: { properties: ['registered_scope'] },
    extraParams: extraParameters(realm),
    interactions: {
      policy: policyOf(realm),
      url: (_ctx, interaction) => `${realm.mountPath}/interaction/${interaction.uid}`,
    },
    findAccount: (_ctx, id) => providerAccount(realm, id),
    // What was agreed to was agreed to for that patient and that launch: the next launch asks again.
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId);
    },
    extraTokenClaims: async (ctx, token) => {
      // A backend service acts for itself, with nothing in context.
      if (token.kind !== 'AccessToken') return undefined;
      const context = await contextOf(realm.records, token.grantId);
      if (!context) throw new errors.InvalidGrant('it was revoked');
      const given = {
        ...context,
        accountId: token.accountId,
        clientId: token.clientId ?? '',
        at: ctx.oidc.entities.Grant?.iat ?? 0,
        scopes: token.scope?.split(' ') ?? [],
      };
      if (!(await stillAllowed(realm, given)))
        throw new errors.InvalidGrant('the person or the app may not do that any more');
      return {
        gid: token.grantId,
        fhirUser: `${fhirBase}/${context.fhirUser}`,
        ...(context.patient !== undefined && { patient: context.patient }),
        ...(context.encounter !== undefined && { encounter: context.encounter }),
      };
    },
    issueRefreshToken: (_ctx, client, { scopes }) =>
      client.grantTypeAllowed('refresh_token') &&
      (scopes.has('offline_access') || scopes.has('online_access')),
    expiresWithSession: (_ctx, { scopes }) => !scopes.has('offline_access'),
    rotateRefreshToken: true,
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) =>
          client.clientAuthMethod !== 'none' || token.clientId === client.clientId,
      },
      pushedAuthorizationRequests: { enabled: false },
      registration: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => fhirBase,
        getResourceServerInfo: (ctx, indicator, client) => resourceServerOf(realm, ctx, indicator, client),
        useGrantedResource: () => true,
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: {
      AccessToken: lifetimes.accessToken,
      AuthorizationCode: authorizationCodeSeconds,
      ClientCredentials: lifetimes.serviceToken,
      Grant: (_ctx, grant) => grantSeconds(realm, grant.openid?.scope ?? ''),
      IdToken: lifetimes.accessToken,
      Interaction: interactionSeconds,
      RefreshToken: lifetimes.refreshToken,
      Session: lifetimes.session,
    },
    renderError: (ctx, out) => {
      ctx.set(securityHeaders([]));
      ctx.type = 'html';
      ctx.body = errorPage(realm, out.error_description ?? out.error);
    },
    fetch: async (url, options) => {
      const { protocol, hostname } = new URL(url);
      if (protocol !== 'https:' && hostname !== '127.0.0.1') throw new Error('only https is read');
      return fetch(url, { ...options, redirect: 'error' });
    },
  };
}

/** How long what somebody agreed to can be built on: a token, a session, or refresh tokens for a year. */
export function grantSeconds({ lifetimes }: Realm, scope: string): number {
  return scope.split(' ').includes('offline_access')
    ? longestGrant
    : lifetimes.session + lifetimes.accessToken;
}

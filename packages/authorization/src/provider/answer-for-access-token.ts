import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { publicKey } from '../keys/public-keys.js';
import type { SigningKeys } from '../keys/signing-keys.js';
import { isAlive, noteRevoked } from './is-alive.js';
import type { Realm } from './realm.js';
import { textParameter } from './text-parameter.js';

/**
 * Introspection (RFC 7662) and revocation (RFC 7009) of access tokens, which the library leaves to whoever made them JWTs.
 * It has authenticated the app by then, and says `unsupported_token_type`.
 */
export async function answerForAccessToken(
  realm: Realm,
  keys: SigningKeys,
  ctx: KoaContextWithOIDC,
): Promise<void> {
  const route = ctx.oidc.route;
  if (route !== 'introspection' && route !== 'revocation') return;
  if ((ctx.body as { readonly error?: string } | undefined)?.error !== 'unsupported_token_type') return;
  const { client } = ctx.oidc;
  const claims = await verified(realm, keys, textParameter(ctx.oidc.params, 'token') ?? '');
  const own = claims?.['client_id'] === client?.clientId;
  ctx.status = 200;
  if (route === 'revocation') {
    ctx.body = '';
    if (own && claims) await noteRevoked(realm, claims);
    return;
  }
  const allowed = own || client?.clientAuthMethod !== 'none';
  const active = claims !== undefined && allowed && (await isAlive(realm, claims));
  if (!active) {
    ctx.body = { active: false };
    return;
  }
  // The name of the grant is for us alone.
  ctx.body = { active: true, token_type: 'Bearer', ...claims, gid: undefined };
}

/** Undefined where it is no access token of this data store, or its time is over. */
async function verified(realm: Realm, keys: SigningKeys, token: string): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: keys.map(publicKey) }), {
      issuer: realm.issuer,
      audience: realm.store.fhirBase,
      typ: 'at+jwt',
      algorithms: ['RS256'],
    });
    return payload;
  } catch {
    return undefined;
  }
}

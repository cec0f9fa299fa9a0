import type { JWTPayload } from 'jose';
import type { Realm } from './realm.js';
import { isBefore, stillAllowed } from './still-allowed.js';

const revoked = 'RevokedToken';
/** Clocks differ; a token is looked up for a little longer than it holds. */
const leeway = 120;

/**
 * Whether nothing ended a token of ours before its time: its own revocation, that of its grant, what became of its
 * account and its app.
 */
export async function isAlive(realm: Realm, claims: JWTPayload): Promise<boolean> {
  const { jti, sub, gid } = claims;
  if (jti === undefined || (await realm.records.find(revoked, jti))) return false;
  const clientId = String(claims['client_id']);
  const at = claims.iat ?? 0;
  // A backend service has neither a grant nor an account.
  if (typeof gid !== 'string') return !isBefore(at, await realm.clients.registeredAt(clientId));
  if (!(await realm.records.find('Grant', gid))) return false;
  const { fhirUser, patient, scope } = claims;
  return stillAllowed(realm, {
    accountId: sub ?? '',
    clientId,
    at,
    fhirUser: String(fhirUser).slice(realm.store.fhirBase.length + 1),
    patient: typeof patient === 'string' ? patient : undefined,
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
  });
}

/** From now on that token is worth nothing. */
export async function noteRevoked(realm: Realm, { jti, exp }: JWTPayload): Promise<void> {
  if (jti === undefined || exp === undefined) return;
  const expiresIn = Math.max(0, exp - Math.floor(Date.now() / 1000)) + leeway;
  await realm.records.put({ kind: revoked, id: jti, payload: {}, expiresIn });
}

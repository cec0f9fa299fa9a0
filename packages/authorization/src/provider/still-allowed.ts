import { mayHaveUserScopes, mayOpen } from '../accounts/account.js';
import { hasUserScope } from '../scopes/allowed-scopes.js';
import type { Realm } from './realm.js';

/** What somebody was given. */
export interface Given {
  /** The id of the account. */
  readonly accountId: string;
  readonly clientId: string;
  /** When, in seconds since 1970. */
  readonly at: number;
  /** `Practitioner/5` */
  readonly fhirUser: string;
  readonly patient: string | undefined;
  readonly scopes: readonly string[];
}

/**
 * Whether somebody could have today what they were given once: the account was neither given a new password nor disabled
 * since, is who it was then, may open that record still, and have `user/` scopes still; and the app is the one that was
 * registered then. Administrators change all that, and grants last for up to a year.
 */
export async function stillAllowed(
  { store, accounts, clients }: Realm,
  { accountId, clientId, at, fhirUser, patient, scopes }: Given,
): Promise<boolean> {
  if (isBefore(at, await clients.registeredAt(clientId))) return false;
  const account = await accounts.find(accountId);
  if (!account || account.disabled || account.fhirUser !== fhirUser) return false;
  if (isBefore(at, account.passwordChangedAt)) return false;
  if (hasUserScope(scopes) && !mayHaveUserScopes(account, store.fineGrained)) return false;
  return patient === undefined || mayOpen(account, patient, store.patients);
}

/** Whole seconds against milliseconds; before what never was is everything. */
export function isBefore(seconds: number, milliseconds: number | undefined): boolean {
  return milliseconds === undefined || seconds * 1000 + 999 < milliseconds;
}

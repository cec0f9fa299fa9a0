import { mayHaveUserScopes, mayOpen, type Account } from '../accounts/account.js';
import { hasUserScope } from '../scopes/allowed-scopes.js';
import type { Realm } from './realm.js';

/** What somebody's token says they may. */
export interface Stated {
  /** `Practitioner/5` */
  readonly fhirUser: string;
  readonly patient: string | undefined;
  readonly scopes: readonly string[];
}

/**
 * Whether somebody could have today what they were given once: they are who they were then, may open that record still,
 * and have `user/` scopes still. Administrators change accounts, and grants last for up to a year.
 */
export async function stillAllowed(
  { store }: Realm,
  account: Account | undefined,
  { fhirUser, patient, scopes }: Stated,
): Promise<boolean> {
  if (!account || account.disabled || account.fhirUser !== fhirUser) return false;
  if (hasUserScope(scopes) && !mayHaveUserScopes(account, store.fineGrained)) return false;
  return patient === undefined || mayOpen(account, patient, store.patients);
}

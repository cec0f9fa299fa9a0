import type { Account as ProviderAccount } from 'oidc-provider';
import type { Realm } from './realm.js';

/** An account as oidc-provider wants it; undefined where it is gone or disabled: then its refresh tokens give nothing. */
export async function providerAccount(realm: Realm, id: string): Promise<ProviderAccount | undefined> {
  const account = await realm.accounts.find(id);
  if (!account || account.disabled) return undefined;
  return {
    accountId: id,
    claims: () => ({
      sub: id,
      fhirUser: `${realm.store.fhirBase}/${account.fhirUser}`,
      name: account.name,
      preferred_username: account.username,
    }),
  };
}

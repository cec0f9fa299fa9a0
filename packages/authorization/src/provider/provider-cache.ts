import type { Provider } from 'oidc-provider';
import type { KeyRing } from '../keys/signing-keys.js';
import type { Realm } from './realm.js';

/** Providers by data store, made when they are first asked for. */
export interface ProviderCache {
  provider(realm: Realm): Promise<Provider>;
}

/** A provider is some 100 KB; the one that was asked for longest ago goes. */
const mostKept = 64;

/** A provider is made anew when the keys, their order or the data store's settings changed. */
export function providerCache(
  ring: KeyRing,
  cookieKey: string,
  onFailure: (error: unknown) => void,
): ProviderCache {
  const kept = new Map<string, { readonly state: string; readonly provider: Provider }>();
  return {
    async provider(realm) {
      const keys = await ring.keys();
      const state = JSON.stringify([realm.store.fhirBase, realm.store.rules, keys.map(({ kid }) => kid)]);
      const known = kept.get(realm.storeId);
      // The library takes its time and memory; who has no app never loads it.
      const { createProvider } = await import('./create-provider.js');
      const provider =
        known?.state === state ? known.provider : createProvider(realm, keys, cookieKey, onFailure);
      kept.delete(realm.storeId);
      kept.set(realm.storeId, { state, provider });
      if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
      return provider;
    },
  };
}

import { readSmartProvider, type SmartProvider } from './smart-provider.js';

/** Looks up what a data store's configuration says of tokens; undefined: it takes none, or is not there. */
export type ProviderLookup = (storeId: string) => Promise<SmartProvider | undefined>;

/** How long a configuration is believed, in milliseconds: a change of it holds everywhere after that. */
const believedMs = 900;
/** Data stores that are remembered, those that are none with them. */
const most = 1_000;

interface Entry {
  readonly found: Promise<SmartProvider | undefined>;
  readonly until: number;
}

/**
 * @param configuration reads the `IdentityProviderConfiguration` that is kept with a data store; undefined where there
 * is none
 * @param now milliseconds, of a clock that does not go back
 */
export function createProviderLookup(
  configuration: (storeId: string) => Promise<unknown>,
  now: () => number,
): ProviderLookup {
  const entries = new Map<string, Entry>();
  return (storeId) => {
    if (!/^[0-9a-f]{32}$/.test(storeId)) return Promise.resolve(undefined);
    const known = entries.get(storeId);
    if (known && known.until > now()) return known.found;
    const found = configuration(storeId).then(readSmartProvider);
    entries.delete(storeId);
    entries.set(storeId, { found, until: now() + believedMs });
    const [oldest] = entries.keys();
    if (entries.size > most && oldest !== undefined) entries.delete(oldest);
    found.catch(() => {
      if (entries.get(storeId)?.found === found) entries.delete(storeId);
    });
    return found;
  };
}

import type { DataStore, StoredVersion } from '@wellspring/store';
import type { Condition } from './condition.js';

/** How many resources meet a condition. */
export type Match =
  { readonly kind: 'none' | 'many' } | { readonly kind: 'one'; readonly version: StoredVersion };

/**
 * Looks for what meets a condition. In a unit of work, after `unit.lock` of the condition's name and before
 * anything is written: then the data store as everyone sees it is the right one to ask, and its statements
 * are prepared.
 */
export async function findMatch(store: Pick<DataStore, 'search'>, { query }: Condition): Promise<Match> {
  const { matches, next } = await store.search({ ...query, count: 2 });
  const [version, other] = matches;
  if (version === undefined) return { kind: 'none' };
  // A page of very large resources is shorter than asked for.
  return other === undefined && next === undefined ? { kind: 'one', version } : { kind: 'many' };
}

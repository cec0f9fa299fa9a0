import type { Include, Issue } from '@wellspring/fhir';
import type { DataStore, ResourceKey, StoredVersion } from '@wellspring/store';
import { createIncludeBudget, type IncludeBudget } from './include-budget.js';
import type { IncludeLimits } from './include-limits.js';
import { referredKeys } from './referred-keys.js';
import { keyText } from './resource-key.js';
import { mayBeReferredTo, reverseSearches } from './reverse-searches.js';

/** What comes with the matches of a page. */
export interface IncludedResources {
  /** Each once, and none of the matches. */
  readonly resources: readonly StoredVersion[];
  /** That some were left out, and why. */
  readonly notes: readonly Issue[];
}

/** What looking for includes needs. */
export interface IncludeSource {
  readonly store: Pick<DataStore, 'id' | 'readSome' | 'search' | 'searchParameters'>;
  readonly limits: IncludeLimits;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** Resources that are asked for at once; a reading ends where they become too large. */
const mostRead = 500;
/** Resources on a page of a reverse search: at least, since some may be there already, and at most. */
const leastPage = 100;
const mostPage = 1_000;

/**
 * Finds what `_include` and `_revinclude` ask for with the matches of a page: of each step away from the
 * matches first what they refer to, in the order of the includes and of the references, and then what
 * refers to them, newest first.
 * @see https://hl7.org/fhir/R4/search.html#revinclude
 */
export async function includedResources(
  source: IncludeSource,
  matches: readonly StoredVersion[],
  includes: readonly Include[],
): Promise<IncludedResources> {
  if (includes.length === 0 || matches.length === 0) return { resources: [], notes: [] };
  const budget = createIncludeBudget(source.limits);
  const parameters = source.store.searchParameters();
  const seen = new Set(matches.map(keyText));
  const resources: StoredVersion[] = [];
  let from = matches;
  let wanted = includes;
  for (let depth = 0; from.length > 0 && wanted.length > 0 && !budget.isFull(); depth++) {
    const forward = wanted.filter(({ direction }) => direction === 'forward');
    const reverse = wanted.filter(({ direction }) => direction === 'reverse');
    if (depth > 0 && depth >= source.limits.depth) {
      const referred = referredKeys(from, forward, source.store.id, parameters);
      const unseen = referred.some((key) => !seen.has(keyText(key)));
      // The reverse ones are not looked up only to tell whether there are any.
      if (unseen || mayBeReferredTo(from, reverse, parameters)) budget.endedEarly();
      break;
    }
    const found: StoredVersion[] = [];
    if (forward.length > 0) found.push(...(await referredTo(source, from, forward, seen, budget)));
    if (reverse.length > 0) found.push(...(await referringFrom(source, from, reverse, seen, budget)));
    resources.push(...found);
    from = found;
    wanted = includes.filter(({ iterate }) => iterate);
  }
  return { resources, notes: budget.notes() };
}

/** Keeps what is new and has room. */
function keep(
  versions: readonly StoredVersion[],
  seen: Set<string>,
  budget: IncludeBudget,
): readonly StoredVersion[] {
  const kept: StoredVersion[] = [];
  for (const version of versions) {
    const key = keyText(version);
    if (seen.has(key)) continue;
    if (!budget.take(version)) break;
    seen.add(key);
    kept.push(version);
  }
  return kept;
}

async function referredTo(
  { store, signal }: IncludeSource,
  from: readonly StoredVersion[],
  includes: readonly Include[],
  seen: Set<string>,
  budget: IncludeBudget,
): Promise<readonly StoredVersion[]> {
  const wanted = new Map<string, ResourceKey>();
  for (const key of referredKeys(from, includes, store.id, store.searchParameters())) {
    const text = keyText(key);
    if (!seen.has(text)) wanted.set(text, key);
  }
  const kept: StoredVersion[] = [];
  let keys: readonly ResourceKey[] = [...wanted.values()];
  /** Of the keys the first ones, whose look-ups are paid for. */
  let paid = 0;
  while (keys.length > 0 && !signal.aborted) {
    if (paid === 0) paid = budget.lookUps(Math.min(mostRead, keys.length));
    if (paid === 0) break;
    // Deleted, or never there: a reference may lead to nothing.
    const { versions, rest } = await store.readSome(keys.slice(0, paid));
    const fitting = keep(versions, seen, budget);
    kept.push(...fitting);
    if (fitting.length < versions.length) break;
    keys = keys.slice(paid - rest.length);
    paid = rest.length;
  }
  return kept;
}

async function referringFrom(
  { store, signal }: IncludeSource,
  from: readonly ResourceKey[],
  includes: readonly Include[],
  seen: Set<string>,
  budget: IncludeBudget,
): Promise<readonly StoredVersion[]> {
  const isGone = () => signal.aborted;
  const kept: StoredVersion[] = [];
  for (const { searches, lookUps } of reverseSearches(from, includes, store.searchParameters())) {
    if (isGone() || budget.lookUps(lookUps) < lookUps) break;
    let cursor: string | undefined;
    do {
      const page = await store.search({
        searches,
        // One more than there is room for tells that there are more.
        count: Math.min(mostPage, Math.max(leastPage, budget.room() + 1)),
        ...(cursor !== undefined && { cursor }),
        total: 'none',
        sort: [{ param: '_lastUpdated', direction: 'descending' }],
        applied: [],
      });
      kept.push(...keep(page.matches, seen, budget));
      cursor = page.next;
      // Each page of it costs as a look-up does, so that resources known already end it, too.
    } while (cursor !== undefined && !isGone() && budget.lookUps(1) > 0);
  }
  return kept;
}

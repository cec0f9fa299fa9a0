import { canReferTo, type Include, type Issue, type SearchQuery } from '@wellspring/fhir';
import type { DataStore, StoredVersion } from '@wellspring/store';
import { createIncludeBudget, type IncludeBudget } from './include-budget.js';
import type { IncludeLimits } from './include-limits.js';
import { keyText, referredKeys, type ResourceKey } from './referred-keys.js';

/** What comes with the matches of a page. */
export interface IncludedResources {
  /** Each once, and none of the matches. */
  readonly resources: readonly StoredVersion[];
  /** That some were left out, and why. */
  readonly notes: readonly Issue[];
}

/** What looking for includes needs. */
export interface IncludeSource {
  readonly store: Pick<DataStore, 'read' | 'search'>;
  /** The address of the data store. */
  readonly base: string;
  readonly limits: IncludeLimits;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** Reads at a time: a page must not take the connections of all others. */
const concurrency = 4;
/** Resources that one reverse search asks about. */
const chunk = 250;
/** Resources on a page of a reverse search. */
const reversePage = 250;

/**
 * Finds what `_include` and `_revinclude` ask for with the matches of a page. The order is that of
 * the steps away from the matches, then of the includes, then of the references, or for reverse
 * ones, newest first.
 * @see https://hl7.org/fhir/R4/search.html#revinclude
 */
export async function includedResources(
  source: IncludeSource,
  matches: readonly StoredVersion[],
  includes: readonly Include[],
): Promise<IncludedResources> {
  const budget = createIncludeBudget(source.limits);
  const seen = new Set(matches.map(keyText));
  const resources: StoredVersion[] = [];
  let from = matches;
  let wanted = includes;
  for (let depth = 0; from.length > 0 && wanted.length > 0; depth++) {
    if (depth > 0 && depth >= source.limits.depth) {
      if (mayLeadOn(from, wanted, seen, source.base)) budget.endedEarly();
      break;
    }
    const found: StoredVersion[] = [];
    for (const include of wanted) {
      if (budget.isFull()) break;
      const next =
        include.direction === 'forward'
          ? await referredTo(source, from, include, seen, budget)
          : await referringFrom(source, from, include, seen, budget);
      found.push(...next);
    }
    resources.push(...found);
    from = found;
    wanted = includes.filter(({ iterate }) => iterate);
  }
  return { resources, notes: budget.notes() };
}

/** Keeps what is new and has room. */
function keep(
  versions: readonly (StoredVersion | undefined)[],
  seen: Set<string>,
  budget: IncludeBudget,
): readonly StoredVersion[] {
  const kept: StoredVersion[] = [];
  for (const version of versions) {
    // Deleted, or never there: a reference may lead to nothing.
    if (version?.body === undefined || seen.has(keyText(version))) continue;
    if (!budget.take(version)) break;
    seen.add(keyText(version));
    kept.push(version);
  }
  return kept;
}

async function referredTo(
  { store, base, signal }: IncludeSource,
  from: readonly StoredVersion[],
  include: Include,
  seen: Set<string>,
  budget: IncludeBudget,
): Promise<readonly StoredVersion[]> {
  const keys = new Map<string, ResourceKey>();
  for (const version of from) {
    for (const key of referredKeys(version, [include], base)) {
      if (!seen.has(keyText(key))) keys.set(keyText(key), key);
    }
  }
  const kept: StoredVersion[] = [];
  const left = [...keys.values()];
  while (left.length > 0 && !signal.aborted) {
    const next = left.splice(0, concurrency);
    const some = next.slice(0, budget.lookUps(next.length));
    if (some.length === 0) break;
    const versions = await Promise.all(some.map(({ type, id }) => store.read(type, id)));
    kept.push(...keep(versions, seen, budget));
  }
  return kept;
}

async function referringFrom(
  { store, base, signal }: IncludeSource,
  from: readonly StoredVersion[],
  include: Include,
  seen: Set<string>,
  budget: IncludeBudget,
): Promise<readonly StoredVersion[]> {
  const kept: StoredVersion[] = [];
  for (const param of include.params) {
    const referred = from.filter(({ type }) => mayReferTo(include, param, type)).map(keyText);
    for (let at = 0; at < referred.length; at += chunk) {
      const some = referred.slice(at, at + chunk);
      const asked = some.slice(0, budget.lookUps(some.length));
      if (asked.length === 0) return kept;
      // References are indexed as they were written, so both ways to write one are looked for.
      const targets = asked.flatMap((key) => [key, `${base}/${key}`]);
      const query: SearchQuery = {
        type: include.source,
        conditions: [{ param, anyOf: [{ kind: 'reference', targets }] }],
        count: reversePage,
        total: 'none',
        sort: { by: '_lastUpdated', direction: 'descending' },
        applied: [],
      };
      let cursor: string | undefined;
      do {
        const page = await store.search(cursor === undefined ? query : { ...query, cursor });
        kept.push(...keep(page.matches, seen, budget));
        cursor = page.next;
        // Each page of it costs as a look-up does, so that resources known already end it, too.
      } while (cursor !== undefined && !signal.aborted && budget.lookUps(1) > 0);
    }
  }
  return kept;
}

function mayReferTo({ source, target }: Include, param: string, type: string): boolean {
  return (target === undefined || type === target) && canReferTo(source, param, type);
}

/** Whether another step might find something: the reverse ones are not looked up for that. */
function mayLeadOn(
  from: readonly StoredVersion[],
  includes: readonly Include[],
  seen: ReadonlySet<string>,
  base: string,
): boolean {
  return includes.some((include) =>
    include.direction === 'forward'
      ? from.some((version) => referredKeys(version, [include], base).some((key) => !seen.has(keyText(key))))
      : from.some(({ type }) => include.params.some((param) => mayReferTo(include, param, type))),
  );
}

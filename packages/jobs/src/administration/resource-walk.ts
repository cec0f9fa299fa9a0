import { parseSearch, type SearchScope } from '@wellspring/fhir';
import { lastUpdatedOf, type DataStore, type ResourceKey } from '@wellspring/store';
import type { ChangedBetween } from './administration-job.js';

/** A resource that a walk came to, and its version then. */
export type WalkedResource = ResourceKey & { readonly vid: bigint };

/**
 * The current resources of a search in the order of their last change, a page at a time. What is erased or changed
 * while the walk goes on is in no later page, and disturbs none.
 *
 * @param parameters of the search, beside the times
 * @param after the version id that an earlier walk ended with
 */
export async function* walkCurrent(
  store: DataStore,
  scope: SearchScope,
  parameters: readonly (readonly [name: string, value: string])[],
  { since, before }: ChangedBetween,
  count: number,
  after?: bigint,
): AsyncGenerator<readonly WalkedResource[]> {
  // A search tells times to the millisecond, in which there may be several versions.
  const from = after === undefined ? since : lastUpdatedOf(after);
  const parsed = parseSearch(
    scope,
    [
      ...parameters,
      ['_lastUpdated', `lt${before}`],
      ...(from === undefined ? [] : [['_lastUpdated', `ge${from}`] as const]),
      ['_sort', '_lastUpdated'],
      ['_count', String(count)],
    ],
    { strict: true, maxCount: count },
  );
  if (!parsed.ok) throw new Error(parsed.issues.map(({ diagnostics }) => diagnostics).join('; '));
  let cursor: string | undefined;
  do {
    const page = await store.search({ ...parsed.query, ...(cursor !== undefined && { cursor }) });
    const fresh = page.matches.filter(({ vid }) => after === undefined || vid > after);
    if (fresh.length > 0) yield fresh.map(({ type, id, vid }) => ({ type, id, vid }));
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Likewise, the resources that are deleted and still have their versions. */
export async function* walkDeleted(
  store: DataStore,
  of: { readonly type: string } | { readonly patient: string },
  { since, before }: ChangedBetween,
  limit: number,
  after?: bigint,
): AsyncGenerator<readonly WalkedResource[]> {
  const times = { before: new Date(before), ...(since !== undefined && { since: new Date(since) }) };
  for (let last = after; ;) {
    const page = await store.deletedResources({ of, ...times, after: last, limit });
    if (page.length === 0) return;
    last = page.at(-1)!.vid;
    yield page;
  }
}

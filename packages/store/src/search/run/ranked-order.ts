import {
  compareSortValues,
  extractIndexValues,
  sortValueOf,
  type JsonObject,
  type SearchParameters,
  type SortKey,
  type SortValue,
} from '@wellspring/fhir';
import { decodeBody } from '../../body/body-codec.js';
import { microsOf } from '../../clock/version-clock.js';
import type { VersionRow } from '../../read/stored-version.js';
import { typeName } from '../../rows/type-number.js';
import type { SearchPlan } from '../plan/search-plan.js';
import { versionsStatement } from '../sql/page-sql.js';
import type { Ask } from './ask.js';
import type { Counted } from './condition-counts.js';
import { versionOrderPage } from './version-order.js';

/** Resources that are read at a time. */
const CHUNK = 500;

/** Where a resource stands in an order of several keys. */
export interface Rank {
  readonly values: readonly (SortValue | undefined)[];
  readonly vid: bigint;
}

/**
 * A page in an order that no index has: all that matches is gone through, its values are taken from the
 * resources, and the places of the page's worth that comes first are kept. Some 30 microseconds a match, at flat
 * memory.
 */
export async function rankedPage(
  ask: Ask,
  store: Counted,
  parameters: SearchParameters,
  plans: readonly SearchPlan[],
  keys: readonly SortKey[],
  place: { readonly backwards: boolean; readonly after?: Rank },
  limit: number,
): Promise<readonly VersionRow[]> {
  for (;;) {
    const best = await bestRanks(ask, store, parameters, plans, keys, place, limit);
    if (best.length === 0) return [];
    const rows = await ask<VersionRow>(
      versionsStatement(
        store.schema,
        best.map(({ vid }) => vid),
      ),
    );
    // One of them was erased in between. A page that is one short would be taken for the last.
    if (rows.length === best.length) return rows;
  }
}

async function bestRanks(
  ask: Ask,
  store: Counted,
  parameters: SearchParameters,
  plans: readonly SearchPlan[],
  keys: readonly SortKey[],
  place: { readonly backwards: boolean; readonly after?: Rank },
  limit: number,
): Promise<readonly Rank[]> {
  const compare = (left: Rank, right: Rank): number =>
    (place.backwards ? -1 : 1) * compareRanks(keys, left, right);
  let best: Rank[] = [];
  let after: bigint | undefined;
  for (;;) {
    const rows: readonly VersionRow[] = await versionOrderPage(
      ask,
      store,
      plans,
      { ascending: true, ...(after !== undefined && { after }) },
      CHUNK,
    );
    const fresh = rows
      // What a full page has no room for comes with the next.
      .filter(({ body }) => body !== null)
      .map((row) => rankOf(row, keys, parameters))
      .filter((each) => place.after === undefined || compare(each, place.after) > 0);
    best = [...best, ...fresh].sort(compare).slice(0, limit);
    const last = rows.findLast(({ body }) => body !== null);
    if (rows.length < CHUNK && last === rows.at(-1)) return best;
    after = last!.vid;
  }
}

/** Where a version stands. */
export function rankOf(row: VersionRow, keys: readonly SortKey[], parameters: SearchParameters): Rank {
  const type = typeName(row.type);
  const tree = JSON.parse(decodeBody(row.body!).toString('utf8')) as JsonObject;
  const resource = {
    type,
    id: row.id,
    // As clients see it.
    lastUpdated: Math.floor(microsOf(row.vid) / 1_000),
    values: extractIndexValues(type, tree, parameters),
  };
  return { values: keys.map((key) => sortValueOf(key, resource)), vid: row.vid };
}

/** Where one stands before another: less than 0. */
export function compareRanks(keys: readonly SortKey[], left: Rank, right: Rank): number {
  for (const [index, key] of keys.entries()) {
    const order = compareSortValues(key, left.values[index], right.values[index]);
    if (order !== 0) return order;
  }
  const ascending = keys.at(-1)?.direction !== 'descending';
  if (left.vid === right.vid) return 0;
  return left.vid < right.vid === ascending ? -1 : 1;
}

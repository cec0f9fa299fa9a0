import { WellspringError } from '@wellspring/errors';
import type { SearchParameters, SearchQuery, SortValue } from '@wellspring/fhir';
import { openCursor, sealCursor } from '../read/cursor.js';
import { versionColumns, type StoredVersion, type VersionRow } from '../read/stored-version.js';
import { versionPage } from '../read/version-page.js';
import { microseconds } from '../rows/array-rows.js';
import type { StoreContext } from '../store-context.js';
import { planSearch } from './plan/plan-search.js';
import type { SearchPlan } from './plan/search-plan.js';
import { askWithin, type Ask } from './run/ask.js';
import { expandHierarchies } from './run/expand-hierarchies.js';
import { findInsides } from './run/find-insides.js';
import { idOrderPage } from './run/id-order.js';
import { rankedPage, rankOf } from './run/ranked-order.js';
import { orderOf, type SearchOrder } from './run/search-order.js';
import { searchTotal } from './run/search-total.js';
import { typesInUse } from './run/types-in-use.js';
import { valueOrderPage } from './run/value-order.js';
import { versionOrderPage } from './run/version-order.js';
import { sourceInShards } from '../distribution/search-in-shards.js';

/** A page of search results. */
export interface SearchPage {
  /** In the query's order, each resource once. */
  readonly matches: readonly StoredVersion[];
  /** Goes into the `cursor` of the next page; absent on the last. */
  readonly next?: string;
  /** Goes into the `cursor` of the page before; absent on the first. */
  readonly previous?: string;
  /** How many resources match on all pages, where the query asked for it. */
  readonly total?: number;
}

/** A place in the results, and which way to go from there. */
export interface Cursor {
  readonly vid: bigint;
  readonly backwards: boolean;
}

/** Runs a search: one page of it, and its total where it is asked for. */
export async function search(store: StoreContext, query: SearchQuery): Promise<SearchPage> {
  const ask = askWithin(store);
  const { id, term } = store;
  const parameters = store.parameters.current().held;
  const searches = await typesInUse(ask, store, query.searches);
  const hierarchies = await expandHierarchies(ask, store, searches);
  const insides = await findInsides(ask, store, searches);
  const plans = searches.map((each) => planSearch(each, { id, term, parameters, hierarchies, insides }));
  const list = listOf(query);
  const cursor =
    query.cursor === undefined ? undefined : placeOf(openCursor(store.secret, list, query.cursor));
  const asked: AskedSearch = { ask, parameters, query: { ...query, searches }, plans };
  const { distribution } = store;
  const source =
    distribution === undefined
      ? sourceOf(store, asked)
      : await sourceInShards({ ...store, distribution }, asked);
  const links =
    query.count === 0
      ? { matches: [] }
      : await page(store, asked, source, cursor, (place) =>
          sealCursor(store.secret, list, place.backwards ? -place.vid : place.vid),
        );
  if (query.total === 'none') return links;
  return { ...links, total: await source.total(query.total) };
}

/** A search, planned. */
export interface AskedSearch {
  readonly ask: Ask;
  readonly parameters: SearchParameters;
  readonly query: SearchQuery;
  /** Of each of the query's types. */
  readonly plans: readonly SearchPlan[];
}

/** What a search finds. */
export interface SearchSource {
  rows(order: SearchOrder, cursor: Cursor | undefined, limit: number): Promise<readonly VersionRow[]>;
  total(precision: 'estimate' | 'accurate'): Promise<number>;
}

/** @param anchorOf the version that a page ended with, where it is not to be looked for in these tables */
export function sourceOf(
  store: StoreContext,
  search: AskedSearch,
  anchorOf: (vid: bigint) => Promise<VersionRow> = async (vid) =>
    existing(await anchor(search.ask, store.schema, vid)),
): SearchSource {
  return {
    rows: (order, cursor, limit) => rowsOf(store, search, order, cursor, limit, anchorOf),
    total: (precision) => searchTotal(search.ask, store, search.plans, precision),
  };
}

async function page(
  store: StoreContext,
  { query, parameters }: AskedSearch,
  source: SearchSource,
  cursor: Cursor | undefined,
  seal: (cursor: Cursor) => string,
): Promise<Omit<SearchPage, 'total'>> {
  const backwards = cursor?.backwards ?? false;
  const order = orderOf(query, store.term, parameters);
  const rows = await source.rows(order, cursor, query.count + 1);
  const { versions, more } = versionPage(rows, query.count, store.versions);
  const matches = backwards ? versions.toReversed() : versions;
  const [first, last] = [matches[0], matches.at(-1)];
  // Where one came from is always there, though it may have been written meanwhile.
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : cursor !== undefined;
  return {
    matches,
    ...(hasNext && last !== undefined && { next: seal({ vid: last.vid, backwards: false }) }),
    ...(hasPrevious && first !== undefined && { previous: seal({ vid: first.vid, backwards: true }) }),
  };
}

async function rowsOf(
  store: StoreContext,
  { ask, parameters, query: { searches }, plans }: AskedSearch,
  order: SearchOrder,
  cursor: Cursor | undefined,
  limit: number,
  anchorOf: (vid: bigint) => Promise<VersionRow>,
): Promise<readonly VersionRow[]> {
  const backwards = cursor?.backwards ?? false;
  switch (order.kind) {
    case 'version': {
      const place = {
        ascending: order.ascending !== backwards,
        ...(cursor !== undefined && { after: cursor.vid }),
      };
      return versionOrderPage(ask, store, plans, place, limit);
    }
    case 'id': {
      const [plan] = plans;
      if (plan === undefined) return [];
      const after = cursor && (await anchorOf(cursor.vid)).id;
      const place = { ascending: order.ascending !== backwards, ...(after !== undefined && { after }) };
      return idOrderPage(ask, store, plan, place, limit);
    }
    case 'value': {
      const [plan] = plans;
      const [search] = searches;
      if (plan === undefined || search === undefined) return [];
      const key = { param: order.param, direction: directionOf(order.order.ascending) } as const;
      const rank = cursor && rankOf(await anchorOf(cursor.vid), [key], parameters);
      const after = rank && { vid: rank.vid, value: columnValue(order.order.table, rank.values[0]) };
      const place = { backwards, ...(after && { after }) };
      return valueOrderPage(ask, store, search.type, plan, order, place, limit);
    }
    case 'ranked': {
      const after = cursor && rankOf(await anchorOf(cursor.vid), order.keys, parameters);
      return rankedPage(
        ask,
        store,
        parameters,
        plans,
        order.keys,
        { backwards, ...(after && { after }) },
        limit,
      );
    }
    default:
      return order satisfies never;
  }
}

/** The direction of an order by one key. */
export function directionOf(ascending: boolean): 'ascending' | 'descending' {
  return ascending ? 'ascending' : 'descending';
}

/** The version that a page ended with: versions stay, so its values are what they were. */
export async function anchor(ask: Ask, schema: string, vid: bigint): Promise<VersionRow | undefined> {
  const [row] = await ask<VersionRow>({
    text: `SELECT ${versionColumns} FROM ${schema}.version v WHERE v.vid = $1`,
    values: [vid],
  });
  return row;
}

/** @throws WellspringError `invalid-cursor` where that version is not there, or has no values */
export function existing(row: VersionRow | undefined): VersionRow {
  if (row?.body === undefined || row.body === null)
    throw new WellspringError(
      'invalid-cursor',
      'The page link (_cursor) leads to a resource that is not there any more',
    );
  return row;
}

/** A value as its index column holds it. */
function columnValue(
  table: 'date' | 'number' | 'quantity' | 'string',
  value: SortValue | undefined,
): bigint | number | string | undefined {
  return table === 'date' && typeof value === 'number' ? microseconds(value) : value;
}

function placeOf(position: bigint): Cursor {
  return position < 0n ? { vid: -position, backwards: true } : { vid: position, backwards: false };
}

/** Parameters that say how much of the matches is wanted, not which. */
const presentation = /^_(?:count|total|summary|elements|format|pretty|include|revinclude)(?:[:.]|$)/;

/**
 * What a page link belongs to: the same resources in the same order. By what was asked, not by what it means at
 * the moment: the bounds of `ap` move with the time, and so may the codes of a value set.
 */
function listOf({ searches, sort, applied }: SearchQuery): string {
  const scope = searches.map(({ type, conditions }) => [
    type,
    conditions.filter(({ kind }) => kind === 'either'),
  ]);
  const asked = applied.filter(([name]) => !presentation.test(name));
  return `search\0${JSON.stringify([scope, sort, asked])}`;
}

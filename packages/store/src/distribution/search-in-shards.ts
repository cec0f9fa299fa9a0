import type { SortKey } from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import type { VersionRow } from '../read/stored-version.js';
import { compareRanks, rankOf } from '../search/run/ranked-order.js';
import type { SearchOrder } from '../search/run/search-order.js';
import {
  anchor,
  directionOf,
  existing,
  sourceOf,
  type AskedSearch,
  type Cursor,
  type SearchSource,
} from '../search/search.js';
import { versionsStatement } from '../search/sql/page-sql.js';
import type { Place } from '../search/sql/place.js';
import { versionKeys } from '../search/run/version-order.js';
import type { StoreContext } from '../store-context.js';
import type { VersionKey } from '../write/current-version.js';
import { byPart } from './by-part.js';
import type { Shard } from './distribution.js';
import { homesOf, shardsOfPatients } from './guests.js';
import { onDatabase, shardsOfResources, type Distributed } from './identity.js';
import { eachShard, inShard, unmoved } from './in-shards.js';
import { mergeRows, type Standing } from './merge-rows.js';
import { patientsOfSearch } from './patients-of.js';
import { withoutChains } from './chains-in-shards.js';

type Store = StoreContext & Distributed;

/**
 * A search of a distributed data store: each shard is asked as if it were a data store by itself, and what they find is
 * merged. Of a search for what belongs to a patient that is one shard, most often.
 */
export async function sourceInShards(store: Store, search: AskedSearch): Promise<SearchSource> {
  const plans = await Promise.all(search.plans.map((plan) => withoutChains(store, search.ask, plan)));
  const asked: AskedSearch = { ...search, plans };
  const anchorOf = anchors(store, search);
  const patients = patientsOf(store, search);
  /** Asks the one shard that may be enough, else all that may have something. */
  const answered = async <T>(
    ofOne: (shard: StoreContext) => Promise<T>,
    ofMany: (shards: readonly Shard[]) => Promise<T>,
  ): Promise<T> => {
    const [home, ...others] = homesOf(store.distribution, patients ?? []);
    if (home !== undefined && others.length === 0) {
      const found = await ofOne(inShard(store, home));
      // Looked up after: what went to another shard meanwhile is noted with that.
      const places = await shardsOfPatients(store, patients!, onDatabase(store.database));
      if (places.length === 1) return found;
    }
    return unmoved(store, async () => ofMany(await shardsOf(store, asked, patients)));
  };
  return {
    rows: (order, cursor, limit) =>
      answered(
        (shard) => sourceOf(shard, asked, anchorOf).rows(order, cursor, limit),
        async (shards) => {
          if (order.kind === 'version') {
            const ascending = order.ascending !== (cursor?.backwards ?? false);
            const place = { ascending, ...(cursor !== undefined && { after: cursor.vid }) };
            return versionsInShards(store, shards, asked, place, limit);
          }
          const lists = await eachShard(store, shards, (shard) =>
            sourceOf(shard, asked, anchorOf).rows(order, cursor, limit),
          );
          return mergeRows(lists, limit, standingOf(order, cursor, search));
        },
      ),
    total: (precision) =>
      answered(
        (shard) => sourceOf(shard, asked).total(precision),
        async (shards) => {
          const totals = await eachShard(store, shards, (shard) => sourceOf(shard, asked).total(precision));
          return totals.reduce((sum, total) => sum + total, 0);
        },
      ),
  };
}

/** A page in the order of version ids: of each shard the ids alone, then the bodies of those that are on the page. */
async function versionsInShards(
  store: Store,
  shards: readonly Shard[],
  { ask, plans }: AskedSearch,
  place: Place,
  limit: number,
): Promise<readonly VersionRow[]> {
  for (;;) {
    const lists = await eachShard(store, shards, async (context, shard) => {
      const keys = await versionKeys(ask, context, plans, place, limit);
      return keys.map(({ vid }) => ({ vid, part: shard.part }));
    });
    const keys = lists
      .flat()
      .sort((left, right) => (left.vid < right.vid === place.ascending ? -1 : 1))
      .slice(0, limit);
    const wanted = byPart(keys);
    const found = await eachShard(
      store,
      shards.filter(({ part }) => wanted.has(part)),
      ({ schema }, { part }) =>
        ask<VersionRow>(
          versionsStatement(
            schema,
            wanted.get(part)!.map(({ vid }) => vid),
          ),
        ),
    );
    const rows = new Map(found.flat().map((row) => [row.vid, row]));
    // One of them was erased in between. A page that is one short would be taken for the last.
    if (rows.size === keys.length) return keys.map(({ vid }) => rows.get(vid)!);
  }
}

/** The patients of whose compartments all must be that is found; undefined where it may be others, or of many. */
function patientsOf(store: Store, { query }: AskedSearch): readonly Hash64[] | undefined {
  const patients = new Set<string>();
  for (const search of query.searches) {
    const ofSearch = patientsOfSearch(search, store.id);
    if (ofSearch === undefined) return undefined;
    for (const patient of ofSearch) patients.add(patient);
  }
  // As many patients as there are shards, and more, are everywhere.
  if (patients.size === 0 || patients.size > store.distribution.shards.length) return undefined;
  return [...patients].map((patient) => store.term.reference(patient));
}

/** The shards that may have something of what is searched for. */
async function shardsOf(
  store: Store,
  { plans }: AskedSearch,
  patients: readonly Hash64[] | undefined,
): Promise<readonly Shard[]> {
  const { shards } = store.distribution;
  const send = onDatabase(store.database);
  if (patients !== undefined) return shardsOfPatients(store, patients, send);
  const keys: VersionKey[] = [];
  for (const { ids, type } of plans) {
    if (ids === undefined) return shards;
    keys.push(...ids.map((id) => ({ type: type.number, id })));
  }
  const places = new Set((await shardsOfResources(store, keys, send)).values());
  return shards.filter((shard) => places.has(shard));
}

/** The version that a page ended with is in whatever shard; all that are asked go on from there. */
function anchors(store: Store, { ask }: AskedSearch): (vid: bigint) => Promise<VersionRow> {
  let found: Promise<VersionRow> | undefined;
  const find = async (vid: bigint): Promise<VersionRow> => {
    const rows = await eachShard(store, store.distribution.shards, ({ schema }) => anchor(ask, schema, vid));
    return existing(rows.find((row) => row !== undefined));
  };
  return (vid) => (found ??= find(vid));
}

/** How rows stand to one another in an order, as it is gone through. */
function standingOf(order: SearchOrder, cursor: Cursor | undefined, { parameters }: AskedSearch): Standing {
  const backwards = cursor?.backwards ?? false;
  switch (order.kind) {
    case 'version':
      throw new TypeError('Version ids are merged before their bodies are read');
    case 'id': {
      const ascending = order.ascending !== backwards;
      return { needsBody: false, before: (left, right) => left.id < right.id === ascending };
    }
    case 'value':
      return ranked([{ param: order.param, direction: directionOf(order.order.ascending) }]);
    case 'ranked':
      return ranked(order.keys);
    default:
      return order satisfies never;
  }

  function ranked(keys: readonly SortKey[]): Standing {
    const ranks = new Map<VersionRow, ReturnType<typeof rankOf>>();
    const rank = (row: VersionRow) => {
      let known = ranks.get(row);
      if (known === undefined) ranks.set(row, (known = rankOf(row, keys, parameters)));
      return known;
    };
    return {
      needsBody: true,
      before: (left, right) => compareRanks(keys, rank(left), rank(right)) < 0 !== backwards,
    };
  }
}

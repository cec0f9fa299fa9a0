import type { SortKey } from '@wellspring/fhir';
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
import type { StoreContext } from '../store-context.js';
import type { Shard } from './distribution.js';
import { shardsOfPatients } from './guests.js';
import { onDatabase, type Distributed } from './identity.js';
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
  const shards = await shardsOf(store, search);
  const plans = await Promise.all(search.plans.map((plan) => withoutChains(store, search.ask, plan)));
  const asked: AskedSearch = { ...search, plans };
  const anchorOf = anchors(store, search);
  const [only] = shards;
  if (only !== undefined && shards.length === 1) return sourceOf(inShard(store, only), asked, anchorOf);
  return {
    rows: (order, cursor, limit) =>
      unmoved(store, async () => {
        const lists = await eachShard(store, shards, (shard) =>
          sourceOf(shard, asked, anchorOf).rows(order, cursor, limit),
        );
        return mergeRows(lists, limit, standingOf(order, cursor, search));
      }),
    total: (precision) =>
      unmoved(store, async () => {
        const totals = await eachShard(store, shards, (shard) => sourceOf(shard, asked).total(precision));
        return totals.reduce((sum, total) => sum + total, 0);
      }),
  };
}

/** Those that may have something of what is searched for. */
async function shardsOf(store: Store, { query }: AskedSearch): Promise<readonly Shard[]> {
  const patients = new Set<string>();
  for (const search of query.searches) {
    const ofSearch = patientsOfSearch(search, store.id);
    if (ofSearch === undefined) return store.distribution.shards;
    for (const patient of ofSearch) patients.add(patient);
  }
  // As many patients as there are shards, and more, are everywhere.
  if (patients.size === 0 || patients.size > store.distribution.shards.length)
    return store.distribution.shards;
  const hashes = [...patients].map((patient) => store.term.reference(patient));
  return shardsOfPatients(store, hashes, onDatabase(store.database));
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
    case 'version': {
      const ascending = order.ascending !== backwards;
      return { needsBody: false, before: (left, right) => left.vid < right.vid === ascending };
    }
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

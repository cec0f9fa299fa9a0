import { WellspringError } from '@wellspring/errors';
import type { DataStore } from '../data-store.js';
import type { ParameterIndex } from '../parameters/parameter-index.js';
import { readHistory } from '../read/read-history.js';
import { readVersion } from '../read/read-version.js';
import { typeNumber } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { compartmentInShards } from './compartment-in-shards.js';
import { deletedInShards } from './deleted-in-shards.js';
import { historyInShards } from './history-in-shards.js';
import type { Distributed } from './identity.js';
import { inShard } from './in-shards.js';
import { readWhereItLies } from './read-resource.js';
import { someInShards } from './some-in-shards.js';

/**
 * What of a data store is done otherwise where it is distributed; the rest looks for itself where a resource lies.
 *
 * @param translated gives a failure the words of a data store
 */
export function distributedStore(
  store: StoreContext & Distributed,
  translated: <T>(work: Promise<T>) => Promise<T>,
): Partial<DataStore> {
  return {
    vread: (type, id, version) =>
      translated(whereItLies(store, type, id, (shard) => readVersion(shard, type, id, version))),
    history: (type, id, options) =>
      translated(whereItLies(store, type, id, (shard) => readHistory(shard, type, id, options))),
    historyOfMany: (type, options) => translated(historyInShards(store, type, options)),
    readSome: (keys) => translated(someInShards(store, keys)),
    compartment: (query) => translated(compartmentInShards(store, query)),
    deletedResources: (options) => translated(deletedInShards(store, options)),
    parameterIndex: noParameterIndex,
  };
}

async function whereItLies<T>(
  store: StoreContext & Distributed,
  type: string,
  id: string,
  read: (shard: StoreContext) => Promise<T | undefined>,
): Promise<T | undefined> {
  const number = typeNumber(type);
  if (number === undefined) return undefined;
  return readWhereItLies(store, { type: number, id }, (shard) => read(inShard(store, shard)));
}

function refuse(): Promise<never> {
  return Promise.reject(
    new WellspringError(
      'not-distributed',
      'A data store that is distributed with Citus does not index search parameters of its own yet',
    ),
  );
}

/** SearchParameter resources are stored like others; nothing is indexed by them, and no search may name them. */
const noParameterIndex: ParameterIndex = {
  sync: () => Promise.resolve(false),
  reports: refuse,
  takeUp: refuse,
  inHand: () => Promise.resolve([]),
  whole: refuse,
  count: refuse,
  indexSome: refuse,
  end: refuse,
};

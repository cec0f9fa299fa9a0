import {
  deletedResources,
  type DeletedResource,
  type DeletedResourcesOptions,
} from '../read/deleted-resources.js';
import type { StoreContext } from '../store-context.js';
import type { Distributed } from './identity.js';
import { eachShard, inShard, unmoved } from './in-shards.js';

/**
 * Deleted resources in the order in which they were deleted. Of a patient all those of his shard: many are others',
 * and whoever asks looks at each.
 */
export async function deletedInShards(
  store: StoreContext & Distributed,
  options: DeletedResourcesOptions,
): Promise<readonly DeletedResource[]> {
  const { of, limit } = options;
  if ('patient' in of) {
    const shard = store.distribution.shardOf(store.term.reference(`Patient/${of.patient}`));
    return deletedResources({ ...inShard(store, shard), distribution: store.distribution }, options);
  }
  const lists = await unmoved(store, () =>
    eachShard(store, store.distribution.shards, (shard) => deletedResources(shard, options)),
  );
  return lists
    .flat()
    .sort((left, right) => (left.vid < right.vid ? -1 : 1))
    .slice(0, limit);
}

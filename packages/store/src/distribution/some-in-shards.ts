import type { ResourceKey } from '../data-store.js';
import { readSome, type SomeResources } from '../read/read-some.js';
import type { StoredVersion } from '../read/stored-version.js';
import { PAGE_BYTES } from '../read/version-page.js';
import { knownType } from '../rows/resource-rows.js';
import type { StoreContext } from '../store-context.js';
import type { Shard } from './distribution.js';
import { onDatabase, shardsOfResources, type Distributed } from './identity.js';
import { inShard } from './in-shards.js';

/** `readSome` of a distributed data store: shard by shard, in the order of their first keys, while there is room. */
export async function someInShards(
  store: StoreContext & Distributed,
  keys: readonly ResourceKey[],
): Promise<SomeResources> {
  const places = await shardsOfResources(
    store,
    keys.map(({ type, id }) => ({ type: knownType(type), id })),
    onDatabase(store.database),
  );
  const wanted = new Map<Shard, number[]>();
  for (const [place, shard] of places) {
    const some = wanted.get(shard);
    if (some === undefined) wanted.set(shard, [place]);
    else some.push(place);
  }
  const found = new Map<string, StoredVersion>();
  let end = keys.length;
  let bytes = 0;
  for (const [shard, some] of wanted) {
    if (some[0]! >= end) continue;
    if (bytes > PAGE_BYTES) {
      end = some[0]!;
      continue;
    }
    const { versions, rest } = await readSome(
      inShard(store, shard),
      some.map((place) => keys[place]!),
    );
    for (const version of versions) {
      found.set(nameOf(version), version);
      bytes += version.body?.length ?? 0;
    }
    if (rest.length > 0) end = Math.min(end, some[some.length - rest.length]!);
  }
  const versions = keys.slice(0, end).flatMap((key) => {
    const version = found.get(nameOf(key));
    return version === undefined ? [] : [version];
  });
  return { versions, rest: keys.slice(end) };
}

function nameOf({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}

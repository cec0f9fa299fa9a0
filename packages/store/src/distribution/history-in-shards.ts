import type { HistoryOptions, HistoryPage, HistoryVersion } from '../read/history-version.js';
import { pageSize } from '../read/history-version.js';
import { readHistoryOfMany } from '../read/read-history-of-many.js';
import type { StoreContext } from '../store-context.js';
import type { Distributed } from './identity.js';
import { eachShard, unmoved } from './in-shards.js';

/** The history of a type, or of everything: that of each shard, merged, newest first. */
export async function historyInShards(
  store: StoreContext & Distributed,
  type: string | undefined,
  options: HistoryOptions,
): Promise<HistoryPage> {
  const pages = await unmoved(store, () =>
    eachShard(store, store.distribution.shards, (shard) => readHistoryOfMany(shard, type, options)),
  );
  const place = pages[0]!.place;
  // A page that is full says nothing of what is older than its end.
  const ends = pages.flatMap(({ versions, next }) =>
    next === undefined ? [] : [versions.at(-1)?.vid ?? 2n ** 63n - 1n],
  );
  const end = ends.reduce((highest, each) => (each > highest ? each : highest), -1n);
  const known = pages
    .flatMap(({ versions }): readonly HistoryVersion[] => versions)
    .filter(({ vid }) => vid >= end)
    .sort((left, right) => (left.vid > right.vid ? -1 : 1));
  const versions = known.slice(0, pageSize(options));
  const last = versions.at(-1);
  const more = ends.length > 0 || known.length > versions.length;
  return { versions, ...(more && last !== undefined && { next: place(last) }), place };
}

import type { StoredVersion } from '../read/stored-version.js';

/**
 * Versions of the resources of one data store as they were read, ready to be sent. A version never
 * changes, so what is here is right for ever; what is current is asked elsewhere.
 */
export interface VersionCache {
  readonly get: (vid: bigint) => StoredVersion | undefined;
  /** The latest version of a resource that is here. Whether it is the current one only the database can say. */
  readonly latest: (type: string, id: string) => StoredVersion | undefined;
  readonly set: (version: StoredVersion) => void;
}

/** Keeps nothing: what was read in a transaction may never come to be. */
export const noVersions: VersionCache = {
  get: () => undefined,
  latest: () => undefined,
  set: () => undefined,
};

/** Room for the versions of all data stores. */
export interface VersionCaches {
  /** A cache of its own for a data store: no other one's versions are ever found in it. */
  readonly forStore: () => VersionCache;
  /** How much is held at the moment. */
  readonly bytes: () => number;
}

export interface VersionCachesOptions {
  /** The most that all of them together may take, what JavaScript needs for them counted; default 32 MiB, 0 for no cache. */
  readonly bytes?: number;
}

/** Bodies lie one behind the other in blocks: 45,000 buffers of their own would burden every collection. */
interface Block {
  readonly space: Buffer;
  /** Bytes of bodies. */
  filled: number;
  /** Bytes that it stands for, {@link OVERHEAD} and all: those lie elsewhere, and its space is not touched for them. */
  charged: number;
  /** What is in it, to be forgotten with it. */
  readonly entries: Entry[];
}

/** What is held of one data store. */
interface StoreEntries {
  readonly byVid: Map<bigint, Entry>;
  /** By type, then by id. */
  readonly latest: Map<string, Map<string, Entry>>;
}

interface Entry {
  /** Where it is found. */
  readonly cache: StoreEntries;
  readonly version: StoredVersion;
  /** Whether it was asked for since it was put in its block. */
  asked: boolean;
}

/** Of the room, so that what goes at once is little. */
const BLOCKS = 64;
/**
 * A version without its body, in JavaScript's own heap: the objects of the entry, the version and its Buffer, the id, the
 * time, the BigInt, and its places in the maps; 560 bytes in a heap snapshot with one map, and some 50 for the other.
 */
const OVERHEAD = 610;

/**
 * Makes the caches, empty. Memory is bounded by bytes: the oldest block goes as a whole, and what was asked
 * for while it grew old is copied to the newest, up to half of that. So as long as all fits, nothing is copied twice.
 *
 * @example
 * const caches = createVersionCaches({ bytes: 32 * 1024 * 1024 });
 * const cache = caches.forStore();
 * cache.set(version);
 * cache.get(version.vid); // the same, its body copied
 */
export function createVersionCaches({ bytes = 32 * 1024 * 1024 }: VersionCachesOptions = {}): VersionCaches {
  const blockSize = Math.floor(bytes / BLOCKS);
  const blocks: Block[] = [];

  const put = (cache: StoreEntries, version: StoredVersion, block: Block): void => {
    const { vid, type, id, lastUpdated, method, body } = version;
    let kept = version;
    if (body) {
      body.copy(block.space, block.filled);
      const copy = block.space.subarray(block.filled, block.filled + body.length);
      // One by one: a member behind a spread takes ten times as long.
      kept = { type, id, version: version.version, vid, lastUpdated, method, body: copy };
      block.filled += body.length;
    }
    block.charged += sizeOf(version);
    const entry: Entry = { cache, version: kept, asked: false };
    block.entries.push(entry);
    cache.byVid.set(vid, entry);
    let ofType = cache.latest.get(type);
    if (ofType === undefined) cache.latest.set(type, (ofType = new Map<string, Entry>()));
    const before = ofType.get(id);
    if (before === undefined || before.version.vid <= vid) ofType.set(id, entry);
  };

  const roomFor = (size: number): Block => {
    const newest = blocks.at(-1);
    if (newest && newest.charged + size <= blockSize) return newest;
    const oldest = blocks.length === BLOCKS ? blocks.shift() : undefined;
    const block: Block = { space: Buffer.allocUnsafeSlow(blockSize), filled: 0, charged: 0, entries: [] };
    blocks.push(block);
    const most = Math.min(blockSize / 2, blockSize - size);
    for (const entry of oldest?.entries ?? []) {
      if (entry.asked && block.charged + sizeOf(entry.version) <= most)
        put(entry.cache, entry.version, block);
      else forget(entry);
    }
    return block;
  };

  const used = (entry: Entry | undefined): StoredVersion | undefined => {
    if (entry === undefined) return undefined;
    entry.asked = true;
    return entry.version;
  };

  return {
    forStore() {
      const cache: StoreEntries = { byVid: new Map(), latest: new Map() };
      return {
        get: (vid) => used(cache.byVid.get(vid)),
        latest: (type, id) => used(cache.latest.get(type)?.get(id)),
        set(version) {
          const size = sizeOf(version);
          // A few large bodies would push out everything else.
          if ((version.body?.length ?? 0) > blockSize / 8 || size > blockSize) return;
          if (!cache.byVid.has(version.vid)) put(cache, version, roomFor(size));
        },
      };
    },
    bytes: () => blocks.length * blockSize,
  };
}

function sizeOf({ body }: StoredVersion): number {
  return (body?.length ?? 0) + OVERHEAD;
}

/** Whoever still sends its body holds the block for as long; that is never written to again. */
function forget(entry: Entry): void {
  const { byVid, latest } = entry.cache;
  const { vid, type, id } = entry.version;
  if (byVid.get(vid) === entry) byVid.delete(vid);
  const ofType = latest.get(type);
  if (ofType?.get(id) === entry) ofType.delete(id);
}

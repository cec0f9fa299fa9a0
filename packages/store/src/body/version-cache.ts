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
  /** The most that all bodies together may take; default 64 MiB, 0 for no cache. */
  readonly bytes?: number;
}

/** Bodies lie one behind the other in blocks: 45,000 buffers of their own would burden every collection. */
interface Block {
  readonly number: number;
  readonly space: Buffer;
  used: number;
  /** What is in it, to be forgotten with it. */
  readonly entries: { readonly cache: StoreEntries; readonly entry: Entry }[];
}

/** What is held of one data store. */
interface StoreEntries {
  readonly byVid: Map<bigint, Entry>;
  /** By type, then by id. */
  readonly latest: Map<string, Map<string, Entry>>;
}

interface Entry {
  readonly version: StoredVersion;
  readonly block: Block;
}

/** Of the room, so that what goes at once is little. */
const BLOCKS = 64;
/** A version without its body, in JavaScript's own heap: counted, so that deletes do not come for free. */
const OVERHEAD = 320;

/**
 * Makes the caches, empty. Memory is bounded by bytes: the oldest block goes as a whole, and what was asked
 * for while it grew old has been copied to the newest by then.
 *
 * @example
 * const caches = createVersionCaches({ bytes: 64 * 1024 * 1024 });
 * const cache = caches.forStore();
 * cache.set(version);
 * cache.get(version.vid); // the same, its body copied
 */
export function createVersionCaches({ bytes = 64 * 1024 * 1024 }: VersionCachesOptions = {}): VersionCaches {
  const blockSize = Math.floor(bytes / BLOCKS);
  const blocks: Block[] = [];
  let made = 0;

  const roomFor = (size: number): Block => {
    const newest = blocks.at(-1);
    if (newest && newest.used + size <= blockSize) return newest;
    if (blocks.length === BLOCKS) forget(blocks.shift()!);
    made += 1;
    const block: Block = { number: made, space: Buffer.allocUnsafeSlow(blockSize), used: 0, entries: [] };
    blocks.push(block);
    return block;
  };

  const store = (cache: StoreEntries, version: StoredVersion): void => {
    const { vid, type, id, body } = version;
    const size = (body?.length ?? 0) + OVERHEAD;
    // A few large bodies would push out everything else.
    if (size > blockSize / 8) return;
    const block = roomFor(size);
    let kept = version;
    if (body) {
      body.copy(block.space, block.used);
      kept = { ...version, body: block.space.subarray(block.used, block.used + body.length) };
    }
    block.used += size;
    const entry: Entry = { version: kept, block };
    block.entries.push({ cache, entry });
    cache.byVid.set(vid, entry);
    let ofType = cache.latest.get(type);
    if (ofType === undefined) cache.latest.set(type, (ofType = new Map<string, Entry>()));
    const before = ofType.get(id);
    if (before === undefined || before.version.vid <= vid) ofType.set(id, entry);
  };

  /** What was put in long ago is put in anew, so that it stays. */
  const used = (cache: StoreEntries, entry: Entry | undefined): StoredVersion | undefined => {
    if (entry === undefined) return undefined;
    if (made - entry.block.number >= BLOCKS / 2) store(cache, entry.version);
    return entry.version;
  };

  return {
    forStore() {
      const cache: StoreEntries = { byVid: new Map(), latest: new Map() };
      return {
        get: (vid) => used(cache, cache.byVid.get(vid)),
        latest: (type, id) => used(cache, cache.latest.get(type)?.get(id)),
        set(version) {
          if (!cache.byVid.has(version.vid)) store(cache, version);
        },
      };
    },
    bytes: () => blocks.length * blockSize,
  };
}

/** Whoever still sends a body of the block holds it for as long; it is never written to again. */
function forget(block: Block): void {
  for (const { cache, entry } of block.entries) {
    const { vid, type, id } = entry.version;
    if (cache.byVid.get(vid) === entry) cache.byVid.delete(vid);
    const ofType = cache.latest.get(type);
    if (ofType?.get(id) === entry) ofType.delete(id);
  }
}

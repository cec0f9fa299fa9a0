import type { StoredVersion } from '../read/stored-version.js';

/**
 * Versions of the resources of one data store as they were read, ready to be sent. A version never
 * changes, so what is here is right for ever; what is current is asked elsewhere.
 */
export interface VersionCache {
  readonly get: (vid: bigint) => StoredVersion | undefined;
  readonly set: (version: StoredVersion) => void;
}

/** Room for the versions of all data stores. */
export interface VersionCaches {
  /** A cache of its own for a data store: no other one's versions are ever found in it. */
  readonly forStore: () => VersionCache;
  /** How much is held at the moment. */
  readonly bytes: () => number;
}

export interface VersionCachesOptions {
  /** The most that all of them together may take, what JavaScript needs for them counted; default 48 MiB, 0 for no cache. */
  readonly bytes?: number;
}

/** Bodies lie one behind the other in blocks: 45,000 buffers of their own would burden every collection. */
interface Block {
  readonly number: number;
  readonly space: Buffer;
  /** Bytes of bodies. */
  filled: number;
  /** Bytes that it stands for, {@link OVERHEAD} and all: those lie elsewhere, and its space is not touched for them. */
  charged: number;
  /** What is in it, to be forgotten with it. */
  readonly entries: Entry[];
}

interface Entry {
  /** Where it is found. */
  readonly cache: Map<bigint, Entry>;
  readonly version: StoredVersion;
  readonly block: Block;
}

/** Of the room, so that what goes at once is little. */
const BLOCKS = 64;
/**
 * A version without its body, in JavaScript's own heap: the objects of the entry, the version and its Buffer, the id, the
 * time, the BigInt, and its place in the map; 560 bytes in a heap snapshot.
 */
const OVERHEAD = 560;

/**
 * Makes the caches, empty. Memory is bounded by bytes: the oldest block goes as a whole, and what was asked
 * for while it grew old has been copied to the newest by then.
 *
 * @example
 * const caches = createVersionCaches({ bytes: 48 * 1024 * 1024 });
 * const cache = caches.forStore();
 * cache.set(version);
 * cache.get(version.vid); // the same, its body copied
 */
export function createVersionCaches({ bytes = 48 * 1024 * 1024 }: VersionCachesOptions = {}): VersionCaches {
  const blockSize = Math.floor(bytes / BLOCKS);
  const blocks: Block[] = [];
  let made = 0;

  const roomFor = (size: number): Block => {
    const newest = blocks.at(-1);
    if (newest && newest.charged + size <= blockSize) return newest;
    if (blocks.length === BLOCKS) forget(blocks.shift()!);
    made += 1;
    const space = Buffer.allocUnsafeSlow(blockSize);
    const block: Block = { number: made, space, filled: 0, charged: 0, entries: [] };
    blocks.push(block);
    return block;
  };

  const store = (cache: Map<bigint, Entry>, version: StoredVersion): void => {
    const { vid, body } = version;
    const size = (body?.length ?? 0) + OVERHEAD;
    // A few large bodies would push out everything else.
    if ((body?.length ?? 0) > blockSize / 8 || size > blockSize) return;
    const block = roomFor(size);
    let kept = version;
    if (body) {
      body.copy(block.space, block.filled);
      kept = { ...version, body: block.space.subarray(block.filled, block.filled + body.length) };
      block.filled += body.length;
    }
    block.charged += size;
    const entry: Entry = { cache, version: kept, block };
    block.entries.push(entry);
    cache.set(vid, entry);
  };

  return {
    forStore() {
      const cache = new Map<bigint, Entry>();
      return {
        get(vid) {
          const entry = cache.get(vid);
          if (!entry) return undefined;
          if (made - entry.block.number >= BLOCKS / 2) store(cache, entry.version);
          return entry.version;
        },
        set(version) {
          if (!cache.has(version.vid)) store(cache, version);
        },
      };
    },
    bytes: () => blocks.length * blockSize,
  };
}

/** Whoever still sends a body of the block holds it for as long; it is never written to again. */
function forget(block: Block): void {
  for (const entry of block.entries) {
    const { cache, version } = entry;
    if (cache.get(version.vid) === entry) cache.delete(version.vid);
  }
}

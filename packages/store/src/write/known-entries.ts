import type { DictionaryEntry } from '../rows/index-rows.js';

type EntryHashes = Pick<DictionaryEntry, 'key' | 'hash'>;

/**
 * Which entries of the dictionary are known to be there. Asked ten times a resource, so nothing is made for a
 * question: the lower half of the hash leads to the few that have it.
 */
export interface KnownEntries {
  readonly size: number;
  has(entry: EntryHashes): boolean;
  add(entry: EntryHashes): void;
  clear(): void;
}

/** Knows none. */
export function createKnownEntries(): KnownEntries {
  /** Of each entry the upper half of its hash and both of its key, by the lower half of its hash. */
  const byHash = new Map<number, number[]>();
  let size = 0;
  const has = ({ key, hash }: EntryHashes): boolean => {
    const found = byHash.get(hash.lo);
    if (found === undefined) return false;
    for (let at = 0; at < found.length; at += 3)
      if (found[at] === hash.hi && found[at + 1] === key.hi && found[at + 2] === key.lo) return true;
    return false;
  };
  return {
    get size() {
      return size;
    },
    has,
    add(entry) {
      if (has(entry)) return;
      const { key, hash } = entry;
      const found = byHash.get(hash.lo);
      if (found === undefined) byHash.set(hash.lo, [hash.hi, key.hi, key.lo]);
      else found.push(hash.hi, key.hi, key.lo);
      size += 1;
    },
    clear() {
      byHash.clear();
      size = 0;
    },
  };
}

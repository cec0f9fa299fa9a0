/** How common a hash is: what a search goes by to choose its way, never what it answers. */
export interface KnownCount {
  /** Rows, up to one more than the cap. */
  readonly rows: number;
  /** Rows a version id, where there are more rows than the cap: the smaller, the sparser. */
  readonly density: number;
}

/** Common codes stay common for a while. */
const BELIEVED_MS = 60_000;
/** Hashes that are remembered: some megabytes at most. */
const KEPT = 10_000;

/** Remembers the counts of common hashes, so that each search does not count a thousand rows anew. */
export interface CountMemory {
  get(hash: string): KnownCount | undefined;
  set(hash: string, count: KnownCount): void;
}

export function createCountMemory(now: () => number = Date.now): CountMemory {
  const known = new Map<string, KnownCount & { readonly until: number }>();
  return {
    get: (hash) => {
      const count = known.get(hash);
      return count !== undefined && count.until > now() ? count : undefined;
    },
    set: (hash, count) => {
      // Counting again is cheap, and needs no order of use to be kept.
      if (known.size >= KEPT) known.clear();
      known.set(hash, { ...count, until: now() + BELIEVED_MS });
    },
  };
}

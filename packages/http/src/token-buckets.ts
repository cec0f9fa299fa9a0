/** How a bucket is filled. */
export interface BucketRate {
  /** Tokens a second; fractions are taken. */
  readonly perSecond: number;
  /** Tokens that it holds, with which it begins: at least one. */
  readonly burst: number;
}

/** Counts requests by token buckets, one for each key. */
export interface TokenBuckets {
  /**
   * Takes tokens, where there are so many. What costs more than a bucket holds passes when it is full, and the
   * bucket owes the rest.
   *
   * @param key what is counted together
   * @returns undefined where the request passes; else after how many whole seconds it would
   */
  take(key: string, rate: BucketRate, cost?: number): number | undefined;
}

/**
 * Buckets of this process; several nodes allow their sum.
 *
 * @param most buckets that are kept; the one that was used longest ago is given up, and begins anew as a full one
 * @param now milliseconds of a clock that never goes back
 */
export function createTokenBuckets(most: number, now: () => number = () => performance.now()): TokenBuckets {
  // The one that was used longest ago stands first.
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();
  return {
    take(key, { perSecond, burst }, cost = 1) {
      const at = now();
      const before = buckets.get(key) ?? { tokens: burst, at };
      const tokens = Math.min(burst, before.tokens + ((at - before.at) / 1_000) * perSecond);
      const needed = Math.min(cost, burst);
      const passes = tokens >= needed;
      buckets.delete(key);
      buckets.set(key, { tokens: passes ? tokens - cost : tokens, at });
      if (buckets.size > most) buckets.delete(buckets.keys().next().value!);
      // A sum of floating-point numbers may be a hair too large.
      return passes ? undefined : Math.max(1, Math.ceil((needed - tokens) / perSecond - 1e-9));
    },
  };
}

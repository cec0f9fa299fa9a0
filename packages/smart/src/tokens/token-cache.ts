/** What was found out of tokens, for a while. */
export interface TokenCache<T> {
  /**
   * What is known under a key, or what `find` finds out: once, however many ask at that time. What it throws is kept for
   * nobody.
   */
  get(key: string, find: () => Promise<{ readonly value: T; readonly until: number }>): Promise<T>;
}

interface Entry<T> {
  readonly found: Promise<T>;
  /** Milliseconds since 1970; unknown while it is being found out. */
  until: number;
}

/**
 * A cache of the `most` that were asked for last.
 *
 * @param now milliseconds since 1970
 */
export function createTokenCache<T>(most: number, now: () => number): TokenCache<T> {
  const entries = new Map<string, Entry<T>>();

  return {
    get(key, find) {
      const known = entries.get(key);
      // What was asked for goes to the end: the first is the one that nobody asked for the longest.
      entries.delete(key);
      if (known && known.until > now()) {
        entries.set(key, known);
        return known.found;
      }
      const found = find();
      const entry: Entry<T> = { found: found.then(({ value }) => value), until: Infinity };
      if (most > 0) entries.set(key, entry);
      if (entries.size > most) {
        const [oldest] = entries.keys();
        if (oldest !== undefined) entries.delete(oldest);
      }
      found.then(
        ({ until }) => {
          entry.until = until;
        },
        () => {
          if (entries.get(key) === entry) entries.delete(key);
        },
      );
      return entry.found;
    },
  };
}

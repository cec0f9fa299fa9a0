import type { Hash64 } from '../hash/sip-hash.js';

/**
 * The hashes of the token rows of versions that this process wrote lately, so that to replace one of them it need not be
 * inflated, parsed and extracted again. Exactly its rows, as long as the search parameters are of the generation that it
 * was written under: rows of others come to it under a later generation only.
 */
export interface KnownTokens {
  get(vid: bigint, generation: number): readonly Hash64[] | undefined;
  set(vid: bigint, generation: number, tokens: readonly Hash64[]): void;
}

interface Known {
  readonly generation: number;
  /** Both halves of each, one after the other: objects of their own would burden every collection. */
  readonly halves: Int32Array;
}

/** Hashes, of 8 bytes each: those of some ten thousand versions. */
const mostHashes = 400_000;

/**
 * Knows none.
 *
 * @param most hashes that are kept; the oldest versions are forgotten first
 */
export function createKnownTokens(most: number = mostHashes): KnownTokens {
  const known = new Map<bigint, Known>();
  let held = 0;
  return {
    get(vid, generation) {
      const found = known.get(vid);
      if (found?.generation !== generation) return undefined;
      const { halves } = found;
      return Array.from({ length: halves.length / 2 }, (_, at) => ({
        hi: halves[at * 2]!,
        lo: halves[at * 2 + 1]!,
      }));
    },
    set(vid, generation, tokens) {
      // One of thousands of codes would push out all others.
      if (tokens.length > most / 100 || known.has(vid)) return;
      const halves = new Int32Array(tokens.length * 2);
      for (const [at, { hi, lo }] of tokens.entries()) {
        halves[at * 2] = hi;
        halves[at * 2 + 1] = lo;
      }
      known.set(vid, { generation, halves });
      held += tokens.length;
      for (const [oldest, { halves: gone }] of known) {
        if (held <= most) break;
        known.delete(oldest);
        held -= gone.length / 2;
      }
    },
  };
}

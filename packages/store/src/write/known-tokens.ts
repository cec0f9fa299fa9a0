import type { Hash64 } from '../hash/sip-hash.js';

/**
 * The hashes of the token rows of versions that this process wrote lately, in all data stores, so that to replace one of
 * them it need not be inflated, parsed and extracted again. Exactly its rows, as long as the search parameters are of the
 * generation that it was written under: rows of others come to it under a later generation only.
 */
export interface KnownTokens {
  get(vid: bigint, generation: number): readonly Hash64[] | undefined;
  set(vid: bigint, generation: number, tokens: readonly Hash64[]): void;
}

/**
 * One behind the other: the generation, how many hashes, both halves of each. Objects of their own took 600 bytes a
 * version, of which its hashes were 40.
 */
interface Half {
  readonly places: Map<bigint, number>;
  readonly words: Int32Array;
  used: number;
}

/** With 4.5 hashes a version, and 60 bytes of the map for each, those of some 45,000 in 5 MB. */
const mostWords = 512 * 1024;
const HEADER = 2;

/**
 * Knows none.
 *
 * @param most words of 4 bytes that are kept; the older half goes when they are full
 */
export function createKnownTokens(most: number = mostWords): KnownTokens {
  const half = (): Half => ({ places: new Map(), words: new Int32Array(most >> 1), used: 0 });
  let newer = half();
  let older = half();
  const find = ({ places, words }: Half, vid: bigint, generation: number): readonly Hash64[] | undefined => {
    const at = places.get(vid);
    if (at === undefined || words[at] !== generation) return undefined;
    return Array.from({ length: words[at + 1]! }, (_, token) => ({
      hi: words[at + HEADER + token * 2]!,
      lo: words[at + HEADER + token * 2 + 1]!,
    }));
  };
  return {
    get: (vid, generation) => find(newer, vid, generation) ?? find(older, vid, generation),
    set(vid, generation, tokens) {
      // What was known of an erased version whose id is given out again.
      newer.places.delete(vid);
      older.places.delete(vid);
      const size = HEADER + tokens.length * 2;
      // One of thousands of codes would push out all others.
      if (size > most / 100) return;
      if (newer.used + size > newer.words.length) [newer, older] = [half(), newer];
      const { words } = newer;
      let at = newer.used;
      newer.places.set(vid, at);
      words[at++] = generation;
      words[at++] = tokens.length;
      for (const { hi, lo } of tokens) {
        words[at++] = hi;
        words[at++] = lo;
      }
      newer.used = at;
    },
  };
}

/**
 * A stream of random choices that depends on nothing but its seed. Integer and exact arithmetic only:
 * the results of Math.log or Math.cos may differ in the last bit from one engine to the next.
 */
export interface Random {
  /** Evenly spread over [0, 1). */
  unit(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Each with its weight. */
  weighted<T>(from: readonly (readonly [value: T, weight: number])[]): T;
  /** Roughly normal: within six deviations always. */
  normal(mean: number, deviation: number): number;
  /** In the form of a version 4 UUID. */
  uuid(): string;
}

/** The stream of a seed, independent of the streams of all others. */
export function random(seed: string): Random {
  const next = sfc32(hash(seed));
  const unit = (): number => next() / 2 ** 32;
  const int = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    int,
    chance: (probability) => unit() < probability,
    pick: (from) => from[int(0, from.length - 1)]!,
    weighted: (from) => {
      let left = unit() * from.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of from) {
        left -= weight;
        if (left < 0) return value;
      }
      return from.at(-1)![0];
    },
    // Twelve even numbers have a sum of mean 6 and variance 1 (Irwin-Hall).
    normal: (mean, deviation) => {
      let sum = -6;
      for (let i = 0; i < 12; i += 1) sum += unit();
      return mean + deviation * sum;
    },
    uuid: () => {
      const hex = [next(), next(), next(), next()].map((word) => word.toString(16).padStart(8, '0')).join('');
      const variant = '89ab'[parseInt(hex[16]!, 16) & 3]!;
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        variant + hex.slice(17, 20),
        hex.slice(20),
      ].join('-');
    },
  };
}

type State = [number, number, number, number];

/** Four words from a text: FNV-1a, begun from four places and mixed as MurmurHash3 ends. */
function hash(text: string): State {
  const words = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((start) => {
    let h = start;
    for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  });
  return words as State;
}

/** Chris Doty-Humphrey's sfc32 (PractRand): 32 random bits a call, period at least 2^32. */
function sfc32(state: State): () => number {
  let [a, b, c, counter] = state;
  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
  for (let i = 0; i < 12; i += 1) next();
  return next;
}

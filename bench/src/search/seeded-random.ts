/** Random choices that the seed decides. */
export interface SeededRandom {
  /** Evenly spread over [0, 1). */
  unit(): number;
  /** From 0 to `below - 1`. */
  int(below: number): number;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32: a 32-bit state is plenty for drawing some thousand searches. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed | 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(unit() * below);
  return { unit, int, pick: (from) => from[int(from.length)]! };
}

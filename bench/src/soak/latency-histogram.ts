/** Times in classes that are an eighth wide, so that a soak of any length takes the same memory. */
export interface LatencyHistogram {
  add(ms: number): void;
  readonly count: number;
  /** The upper end of the class that holds the nearest rank, in milliseconds; NaN of no values. */
  percentile(share: number): number;
}

const WIDTH = Math.log(1.125);
const LEAST_MS = 0.05;
/** The last class is of an hour and more. */
const CLASSES = Math.ceil(Math.log(3_600_000 / LEAST_MS) / WIDTH) + 1;

export function createLatencyHistogram(): LatencyHistogram {
  const counts = new Uint32Array(CLASSES);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(ms) {
      const index = Math.ceil(Math.log(Math.max(ms, LEAST_MS) / LEAST_MS) / WIDTH);
      counts[Math.min(index, CLASSES - 1)]! += 1;
      count += 1;
    },
    percentile(share) {
      const rank = Math.max(1, Math.ceil(share * count));
      let seen = 0;
      for (const [index, each] of counts.entries()) {
        seen += each;
        if (count > 0 && seen >= rank) return LEAST_MS * Math.exp(index * WIDTH);
      }
      return Number.NaN;
    },
  };
}

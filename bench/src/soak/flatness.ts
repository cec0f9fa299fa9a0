/** A look at the server's memory. */
export interface MemorySample {
  /** Since the load began. */
  readonly seconds: number;
  readonly bytes: number;
}

/** How memory went on after the warm-up. */
export interface Flatness {
  /** What it grew by from the first to the last look, by the line through all of them (least squares). */
  readonly growth: number;
  readonly mean: number;
  readonly flat: boolean;
}

/** What garbage collection may be behind with, and a share of the memory for what a line does not tell. */
const SLACK_BYTES = 24 * 1024 * 1024;
const SLACK_SHARE = 0.08;

/**
 * Whether memory is flat: what leaks a little with each request shows as a slope, whatever the collections of garbage do
 * above and below it.
 *
 * @param warmUp seconds that are passed over: caches fill, and what is called often is compiled
 * @param slack bytes that do not count, where the run is too short to tell
 */
export function flatness(samples: readonly MemorySample[], warmUp: number, slack = SLACK_BYTES): Flatness {
  const after = samples.filter(({ seconds }) => seconds >= warmUp);
  const mean = average(after.map(({ bytes }) => bytes));
  const middle = average(after.map(({ seconds }) => seconds));
  const sum = (of: (sample: MemorySample) => number): number =>
    after.reduce((total, sample) => total + of(sample), 0);
  const spread = sum(({ seconds }) => (seconds - middle) ** 2);
  const slope = spread === 0 ? 0 : sum(({ seconds, bytes }) => (seconds - middle) * (bytes - mean)) / spread;
  const growth = after.length < 2 ? 0 : slope * (after.at(-1)!.seconds - after[0]!.seconds);
  return { growth, mean, flat: after.length >= 2 && growth <= Math.max(slack, mean * SLACK_SHARE) };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

import { firstVidAt } from '../../clock/version-clock.js';
import type { ChangedWithin } from './snapshot-selection.js';

/** Version ids from `from` on, and less than `to`. */
export interface VidRange {
  readonly from: bigint;
  readonly to: bigint;
}

const largest = 2n ** 63n - 1n;

/** The version ids of what changed within; a version counts with the millisecond it shows. */
export function vidRange({ after, before }: ChangedWithin = {}): VidRange {
  return {
    from: after === undefined ? 0n : firstVidAt((after.getTime() + 1) * 1000),
    to: before === undefined ? largest : firstVidAt(before.getTime() * 1000),
  };
}

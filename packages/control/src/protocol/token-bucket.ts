import { WellspringError } from '@wellspring/errors';
import type { OperationName } from '../generated/shapes.js';

/** Lets a request pass, or throws. */
export type Throttle = (operation: OperationName) => void;

/**
 * One token bucket an operation: it holds a second's worth of requests (at least one) and refills
 * evenly. Buckets are of this process; several nodes allow their sum.
 *
 * @param rates requests a second; an operation without a rate always passes
 * @param now milliseconds of a clock that never goes back
 * @throws WellspringError `rate-exceeded`, from the function returned
 */
export function tokenBuckets(
  rates: Readonly<Partial<Record<OperationName, number>>>,
  now: () => number = () => performance.now(),
): Throttle {
  const buckets = new Map<OperationName, { tokens: number; filledAt: number }>();
  return (operation) => {
    const rate = rates[operation];
    if (rate === undefined) return;
    const size = Math.max(1, rate);
    const at = now();
    const bucket = buckets.get(operation) ?? { tokens: size, filledAt: at };
    const tokens = Math.min(size, bucket.tokens + ((at - bucket.filledAt) / 1000) * rate);
    const passes = tokens >= 1;
    buckets.set(operation, { tokens: passes ? tokens - 1 : tokens, filledAt: at });
    if (!passes) throw new WellspringError('rate-exceeded', `Rate exceeded for ${operation}`);
  };
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percentile } from '../percentile.js';
import { createLatencyHistogram } from './latency-histogram.js';

it('is at most an eighth above the percentile, and never below it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.05, max: 3_000_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.5, 0.9, 0.99, 1),
      (values, share) => {
        const histogram = createLatencyHistogram();
        for (const value of values) histogram.add(value);
        const exact = percentile(values, share);
        const told = histogram.percentile(share);
        expect(told).toBeGreaterThanOrEqual(exact * 0.999_999);
        expect(told).toBeLessThanOrEqual(exact * 1.125_001);
      },
    ),
  );
  expect(createLatencyHistogram().percentile(0.5)).toBeNaN();
});

import { describe, expect, it } from 'vitest';
import { percentile } from './percentile.js';

describe('percentile, nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  it.each([
    [0.5, [3, 1, 2], 2],
    [0.5, [15, 20, 35, 40, 50], 35],
    [0.3, [15, 20, 35, 40, 50], 20],
    [1, [15, 20, 35, 40, 50], 50],
    [0.99, hundred, 99],
    [0, [7, 9], 7],
    [0.5, [], Number.NaN],
  ])('%d of %j is %d', (share, values, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

import { expect, it } from 'vitest';
import { flatness } from './flatness.js';

const MIB = 1024 * 1024;
const samples = (bytes: (second: number) => number) =>
  Array.from({ length: 600 }, (_, seconds) => ({ seconds, bytes: bytes(seconds) }));

it('finds the slope below the teeth of the garbage collection', () => {
  // 0.2 MiB a second, with teeth of 60 MiB: after the warm-up 499 s of it.
  const leak = flatness(
    samples((second) => 200 * MIB + second * 0.2 * MIB + (second % 20) * 3 * MIB),
    100,
  );
  expect(leak.flat).toBe(false);
  expect(leak.growth / MIB).toBeCloseTo(499 * 0.2, -1);
});

it('takes teeth alone for flat, and what came before the warm-up for nothing', () => {
  const { flat, growth, mean } = flatness(
    samples((second) => (second < 100 ? second * 2 * MIB : 200 * MIB + (second % 20) * 3 * MIB)),
    100,
  );
  expect(flat).toBe(true);
  expect(Math.abs(growth) / MIB).toBeLessThan(5);
  expect(mean / MIB).toBeCloseTo(228.5, 0);
});

it('does not call flat what it has not seen', () => {
  expect(
    flatness(
      samples(() => MIB),
      599,
    ).flat,
  ).toBe(false);
  expect(flatness([], 0).flat).toBe(false);
});

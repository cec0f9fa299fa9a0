import fc from 'fast-check';
import { expect, it } from 'vitest';
import { random } from './random.js';

it('makes the same choices from the same seed, and others from another', () => {
  const choices = (seed: string): number[] => {
    const chosen = random(seed);
    return Array.from({ length: 50 }, () => chosen.int(0, 1_000_000));
  };
  expect(choices('1/patient/7')).toEqual(choices('1/patient/7'));
  expect(choices('1/patient/7')).not.toEqual(choices('1/patient/8'));
});

it('keeps to its ranges', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, low, width) => {
      const chosen = random(seed);
      for (let i = 0; i < 20; i += 1) {
        const whole = chosen.int(low, low + width);
        expect(Number.isInteger(whole) && whole >= low && whole <= low + width).toBe(true);
        const unit = chosen.unit();
        expect(unit >= 0 && unit < 1).toBe(true);
        expect(Math.abs(chosen.normal(0, 1))).toBeLessThanOrEqual(6);
        expect(chosen.uuid()).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }
    }),
  );
});

it('spreads as it should', () => {
  const chosen = random('spread');
  const many = 20_000;
  const mean = (next: () => number): number => {
    let sum = 0;
    for (let i = 0; i < many; i += 1) sum += next();
    return sum / many;
  };
  // Five standard errors each: 5 * sqrt(1/12) / sqrt(20000) is about 0.01.
  expect(Math.abs(mean(() => chosen.unit()) - 0.5)).toBeLessThan(0.011);
  expect(Math.abs(mean(() => chosen.normal(10, 2)) - 10)).toBeLessThan(0.071);
  expect(Math.abs(mean(() => chosen.normal(0, 3) ** 2 / 9) - 1)).toBeLessThan(0.051);
  expect(Math.abs(mean(() => (chosen.chance(0.3) ? 1 : 0)) - 0.3)).toBeLessThan(0.017);
  const weighted = mean(() =>
    chosen.weighted([
      [1, 3],
      [0, 1],
    ]),
  );
  expect(Math.abs(weighted - 0.75)).toBeLessThan(0.016);
});

it('never chooses what has no weight', () => {
  const chosen = random('none');
  for (let i = 0; i < 1000; i += 1)
    expect(
      chosen.weighted([
        ['never', 0],
        ['always', 1],
        ['nor this', 0],
      ]),
    ).toBe('always');
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RangeComparison } from '../search/criterion.js';
import { impreciseNumber } from '../search/parsing/implicit-precision.js';
import { prefixes, type Prefix } from '../search/parsing/prefix.js';
import { numberComparison } from '../search/parsing/range-comparison.js';
import { canonicalComparison } from './canonical-comparison.js';
import { canonicalInterval } from './canonical-quantity.js';

const compare = {
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
};

function fulfils(interval: { readonly low: number; readonly high: number }, where: RangeComparison): boolean {
  return where.some((all) =>
    all.every(({ edge, operator, value }) => compare[operator](interval[edge], value)),
  );
}

function search(prefix: Prefix, number: string, code: string) {
  const imprecise = impreciseNumber(number);
  if ('fault' in imprecise) throw new TypeError(imprecise.fault);
  return canonicalComparison(numberComparison(prefix, imprecise), code);
}

function finds(
  prefix: Prefix,
  number: string,
  code: string,
  low: number,
  stored: string,
  high = low,
): boolean {
  const criterion = search(prefix, number, code);
  const value = canonicalInterval(low, high, stored);
  return criterion !== undefined && criterion.unit === value?.unit && fulfils(value, criterion.where);
}

describe('canonical comparisons', () => {
  // 5.4 g is [5.35 g, 5.45 g), 5400 mg [5399.5 mg, 5400.5 mg): the precision is that of the unit searched in.
  it.each<[Prefix, string, string, number, string, boolean]>([
    ['eq', '5.4', 'g', 5400, 'mg', true],
    ['eq', '5.4', 'g', 5350, 'mg', true],
    ['eq', '5.4', 'g', 5449.999, 'mg', true],
    ['eq', '5.4', 'g', 5450, 'mg', false],
    ['eq', '5.4', 'g', 5349.999, 'mg', false],
    ['eq', '5400', 'mg', 5.4, 'g', true],
    ['eq', '5400', 'mg', 5.4004, 'g', true],
    ['eq', '5400', 'mg', 5.4005, 'g', false],
    ['eq', '5400', 'mg', 5.401, 'g', false],
    ['eq', '0.0054', 'kg', 5.4, 'g', true],
    ['eq', '5.4', 'g', 5.4, 'm', false],
    ['eq', '5.4', 'g', 5.4, 'foo', false],
    ['eq', '37.0', 'Cel', 98.6, '[degF]', true],
    // 36.95 Cel is 98.51 [degF], 37.05 Cel 98.69.
    ['eq', '37.0', 'Cel', 98.51, '[degF]', true],
    ['eq', '37.0', 'Cel', 98.5, '[degF]', false],
    ['eq', '37.0', 'Cel', 98.69, '[degF]', false],
    ['eq', '0', 'Cel', 273.15, 'K', true],
    ['eq', '16', 'kPa', 120, 'mm[Hg]', true],
    ['gt', '16', 'kPa', 120, 'mm[Hg]', false],
    ['lt', '16', 'kPa', 120, 'mm[Hg]', true],
    ['ne', '5.4', 'g', 5400, 'mg', false],
    ['ne', '5.4', 'g', 5450, 'mg', true],
    ['gt', '5.4', 'g', 5400, 'mg', false],
    ['gt', '5.4', 'g', 5401, 'mg', true],
    ['ge', '5.4', 'g', 5400, 'mg', true],
    ['lt', '5.4', 'g', 5400, 'mg', false],
    ['lt', '5.4', 'g', 5399, 'mg', true],
    ['le', '5.4', 'g', 5400, 'mg', true],
    ['sa', '5.4', 'g', 5400, 'mg', false],
    ['eb', '5.4', 'g', 5400, 'mg', false],
    ['gt', '0', 'g', 0, 'mg', false],
    ['le', '0', 'g', 0, 'mg', true],
    // A tenth of 100 [degF], not of 310.93 K: 90 [degF] is 32.2 Cel.
    ['ap', '100', '[degF]', 32.3, 'Cel', true],
    ['ap', '100', '[degF]', 32.2, 'Cel', false],
    ['ap', '100', 'mg', 0.11, 'g', true],
    ['ap', '100', 'mg', 0.1101, 'g', false],
  ])('%s%s %s, %d %s: %s', (prefix, number, code, stored, unit, expected) => {
    expect(finds(prefix, number, code, stored, unit)).toBe(expected);
  });

  it('compares intervals with open ends', () => {
    expect(finds('gt', '5.4', 'g', 5000, 'mg', Infinity)).toBe(true);
    expect(finds('sa', '5.4', 'g', 5000, 'mg', Infinity)).toBe(false);
    expect(finds('lt', '5.4', 'g', -Infinity, 'mg', 5000)).toBe(true);
    expect(finds('eq', '5.4', 'g', 5000, 'mg', Infinity)).toBe(false);
  });

  it('has none for what is not UCUM', () => {
    expect(search('eq', '1', 'tablets')).toBeUndefined();
  });

  it('has finite edges, however large', () => {
    for (const prefix of prefixes) {
      const edges = search(prefix, '1e308', 'kg')!.where.flat();
      for (const { value } of edges) expect(Number.isFinite(value)).toBe(true);
    }
  });

  /** The same length or mass with `shift` more digits behind or before the point: exact in decimal. */
  const scales = [
    ['km', 3],
    ['m', 0],
    ['dm', -1],
    ['cm', -2],
    ['mm', -3],
    ['um', -6],
    ['nm', -9],
    ['10*-5.m', -5],
  ] as const;
  const scaled = fc.record({
    digits: fc.integer({ min: 1, max: 999_999_999 }),
    decimals: fc.integer({ min: 0, max: 6 }),
    from: fc.constantFrom(...scales),
    to: fc.constantFrom(...scales),
  });
  const decimal = (digits: number, exponent: number): number => Number(`${digits}e${exponent}`);

  it('finds what is equal in another unit, and tells it from its neighbours', () => {
    fc.assert(
      fc.property(scaled, ({ digits, decimals, from, to }) => {
        const text = decimal(digits, -decimals).toFixed(decimals);
        const stored = (units: number): number =>
          decimal(digits * 10 + units, -decimals - 1 + from[1] - to[1]);
        const found = (prefix: Prefix, units: number): boolean =>
          finds(prefix, text, from[0], stored(units), to[0]);
        // Half a unit of the last digit to both sides, its lower edge in it, its upper edge not.
        expect([-6, -5, 0, 4, 5].map((units) => found('eq', units))).toEqual([
          false,
          true,
          true,
          true,
          false,
        ]);
        expect([-6, -5, 0, 4, 5].map((units) => found('ne', units))).toEqual([
          true,
          false,
          false,
          false,
          true,
        ]);
        expect([-1, 0, 1].map((units) => found('gt', units))).toEqual([false, false, true]);
        expect([-1, 0, 1].map((units) => found('ge', units))).toEqual([false, true, true]);
        expect([-1, 0, 1].map((units) => found('lt', units))).toEqual([true, false, false]);
        expect([-1, 0, 1].map((units) => found('le', units))).toEqual([true, true, false]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impreciseNumber, type ImpreciseNumber } from './implicit-precision.js';

function read(text: string): ImpreciseNumber {
  const number = impreciseNumber(text);
  if ('fault' in number) throw new Error(number.fault);
  return number;
}

describe('impreciseNumber (https://hl7.org/fhir/R4/search.html#number)', () => {
  it.each([
    ['100', 100, 99.5, 100.5],
    ['100.00', 100, 99.995, 100.005],
    ['1e2', 100, 95, 105],
    ['1.00e2', 100, 99.5, 100.5],
    ['2.0', 2, 1.95, 2.05],
    ['5.4', 5.4, 5.35, 5.45],
    ['5.40e-3', 0.0054, 0.005395, 0.005405],
    ['0.8', 0.8, 0.75, 0.85],
    ['-5', -5, -5.5, -4.5],
    ['+5', 5, 4.5, 5.5],
    ['0', 0, -0.5, 0.5],
    ['0.000', 0, -0.0005, 0.0005],
    // Doubles are 16 apart here: the range holds the number and nothing else.
    ['90071992547409920', 2 ** 53 * 10, 2 ** 53 * 10, 2 ** 53 * 10 + 16],
    ['176.35499866729558', 176.35499866729558, 176.35499866729558, 176.3549986672956],
  ])('%s', (text, value, low, high) => {
    expect(read(text)).toEqual({ value, low, high });
  });

  it.each([
    '',
    'x',
    '5,4',
    '.5',
    '5.',
    '1e',
    'NaN',
    'Infinity',
    '0x10',
    '1_000',
    ' 1',
    '1e999',
    '1e99999',
    '1'.repeat(65),
  ])('refuses %j', (text) => {
    expect(impreciseNumber(text)).toHaveProperty('fault');
  });

  it('is finite, for the largest numbers too', () => {
    const { low, high } = read('1.7976931348623157e308');
    expect([Number.isFinite(low), Number.isFinite(high)]).toEqual([true, true]);
  });

  it('the range contains the number, and the ranges of more precise spellings lie in it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
        fc.nat({ max: 6 }),
        (digits, decimals) => {
          const text =
            (digits < 0n ? '-' : '') + String(digits < 0n ? -digits : digits).padStart(decimals + 1, '0');
          const point = text.length - decimals;
          const short = decimals === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
          const outer = read(short);
          const inner = read(decimals === 0 ? `${short}.0` : `${short}0`);
          expect(outer.low).toBeLessThan(outer.value);
          expect(outer.high).toBeGreaterThan(outer.value);
          expect(inner.value).toBe(outer.value);
          expect(inner.low).toBeGreaterThan(outer.low);
          expect(inner.high).toBeLessThan(outer.high);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { canonicalInterval, canonicalQuantity } from './canonical-quantity.js';

/** The two are the same to the 12th digit. */
function same(left: number, right: number): boolean {
  return Math.abs(left - right) <= 1e-12 * Math.max(Math.abs(left), Math.abs(right));
}

describe('canonical quantities', () => {
  it.each([
    [5400, 'mg', 5.4, 'g'],
    [5, 'mmol/L', 5, 'umol/mL'],
    [90, 'mg/dL', 0.9, 'g/L'],
    [120, 'mm[Hg]', 15.99864, 'kPa'],
    [98.6, '[degF]', 37, 'Cel'],
    [-40, '[degF]', -40, 'Cel'],
    [32, '[degF]', 273.15, 'K'],
    [36.6, 'Cel', 309.75, 'K'],
    [45, '%', 0.45, '1'],
    [45, '%', 0.45, '{ratio}'],
    [21.9, 'kg/m2', 2.19, 'g/cm2'],
    [72, '/min', 1.2, '/s'],
    [72, '{beats}/min', 1.2, 'Hz'],
    [150, '[lb_av]', 68.0388555, 'kg'],
    [70, '[in_i]', 177.8, 'cm'],
    [250, '10*3/uL', 250, '10*9/L'],
    [4.7, '10*6/uL', 4.7, '10*12/L'],
    [13.2, 'g/dL', 132, 'g/L'],
    [29, 'pg', 0.029, 'ng'],
    [88, 'fL', 88, 'um3'],
    [40, 'U/L', 40 / 60, 'ukat/L'],
    [2, 'a', 730.5, 'd'],
    [1, 'wk', 168, 'h'],
    [5, 'k[iU]/L', 5, '[iU]/mL'],
    [1.5, 'm[IU]/L', 1.5, 'u[iU]/mL'],
    [95, 'mL/min/{1.73_m2}', 95 / 60, 'mL/s'],
    [1, '[gal_us]', 3.785411784, 'L'],
    [2000, 'kcal', 8.368, 'MJ'],
    [3, 'dB', 0.3, 'B'],
  ])('%d %s is %d %s', (value, code, equal, other) => {
    const left = canonicalQuantity(value, code)!;
    const right = canonicalQuantity(equal, other)!;
    expect(left.unit).toBe(right.unit);
    expect(same(left.value, right.value), `${left.value} ${right.value}`).toBe(true);
  });

  it('gives the values of the base units', () => {
    expect(canonicalQuantity(5400, 'mg')).toEqual({ value: 5.4, unit: 'g' });
    expect(canonicalQuantity(0.0054, 'kg')).toEqual({ value: 5.4, unit: 'g' });
    expect(canonicalQuantity(-273.15, 'Cel')).toEqual({ value: 0, unit: 'K' });
    expect(canonicalQuantity(-459.67, '[degF]')).toEqual({ value: 0, unit: 'K' });
  });

  it.each([
    // No number of moles is a number of things, and no equivalents are without knowing the charge.
    ['mmol/L', '/L'],
    ['mol', '1'],
    ['meq/L', 'mmol/L'],
    ['mmol/L', 'mg/dL'],
    ['[iU]/mL', '/mL'],
    ['[iU]/mL', "[arb'U]/mL"],
    ['[iU]/mL', 'U/mL'],
    ['[CFU]/mL', '[PFU]/mL'],
    ['[pH]', 'mol/L'],
    ['B[V]', 'B[W]'],
    ['kg', 'm'],
    ['rad', '1'],
  ])('%s is not comparable with %s', (left, right) => {
    expect(canonicalQuantity(1, left)?.unit).not.toBe(canonicalQuantity(1, right)?.unit);
  });

  it('has no value for what is not UCUM', () => {
    expect(canonicalQuantity(1, 'tablets')).toBeUndefined();
    expect(canonicalInterval(1, 2, '')).toBeUndefined();
  });

  it('leaves open ends open, and opens none', () => {
    expect(canonicalInterval(-Infinity, 5000, 'mg')).toEqual({ low: -Infinity, high: 5, unit: 'g' });
    expect(canonicalInterval(98.6, Infinity, '[degF]')).toMatchObject({ high: Infinity, unit: 'K' });
    expect(canonicalQuantity(Number.MAX_VALUE, 'kg')?.value).toBe(Number.MAX_VALUE);
    expect(canonicalQuantity(-Number.MAX_VALUE, 'kg')?.value).toBe(-Number.MAX_VALUE);
  });

  it('writes nothing to the console', () => {
    const log = vi.spyOn(console, 'log');
    for (const code of ['()', '(', 'm g', '{', '[degF]2', 'mol{']) canonicalQuantity(1, code);
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });

  const families = [
    ['kg', 'g', 'mg', 'ug', 'ng', '[lb_av]', '[oz_av]', '[gr]', 't'],
    ['km', 'm', 'cm', 'mm', 'um', '[in_i]', '[ft_i]', '[mi_i]'],
    ['kg/m3', 'g/L', 'mg/dL', 'ug/mL', 'g%', '[lb_av]/[foz_us]'],
    ['Cel', 'K', '[degF]', '[degRe]', 'mK'],
    ['mm[Hg]', 'kPa', 'cm[H2O]', 'bar', '[psi]', 'N/m2'],
    ['[iU]/L', 'k[iU]/mL', 'm[IU]/dL'],
  ] as const;
  const family = fc.constantFrom(...families).chain((codes) =>
    fc.record({
      from: fc.constantFrom(...codes),
      through: fc.constantFrom(...codes),
      to: fc.constantFrom(...codes),
    }),
  );
  // Not the smallest numbers of all, which have few digits.
  const value = fc
    .tuple(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), fc.integer({ min: -15, max: 3 }))
    .map(([digits, exponent]) => Number(`${digits}e${exponent}`));

  /** From one unit to another by how 0 and 1 of each are in base units. */
  const convert = (from: string, to: string, x: number): number => {
    const zero = canonicalQuantity(0, to)!.value;
    return (canonicalQuantity(x, from)!.value - zero) / (canonicalQuantity(1, to)!.value - zero);
  };
  /** What rounding leaves of a value whose origin is elsewhere: parts of the largest number on the way. */
  const near = (left: number, right: number, from: string): boolean =>
    Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(right), Math.abs(convert('K', from, 1000)), 1e-9);
  const nearIn = (code: string, left: number, right: number): boolean =>
    /^(Cel|m?K|\[deg)/.test(code)
      ? near(left, right, code)
      : Math.abs(left - right) <= 1e-12 * Math.abs(right);

  it('goes there and back', () => {
    fc.assert(
      fc.property(family, value, ({ from, to }, x) =>
        nearIn(from, convert(to, from, convert(from, to, x)), x),
      ),
    );
  });

  it('comes to the same by whatever way', () => {
    fc.assert(
      fc.property(family, value, ({ from, through, to }, x) =>
        nearIn(to, convert(through, to, convert(from, through, x)), convert(from, to, x)),
      ),
    );
  });

  it('keeps order', () => {
    fc.assert(
      fc.property(family, value, value, ({ from }, x, y) => {
        const interval = canonicalInterval(Math.min(x, y), Math.max(x, y), from)!;
        return interval.low <= interval.high;
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalUnit } from './canonical-unit.js';

const inch = 0.0254;
const pound = 453.59237;
const gravity = 9.80665;

/** Multiples of base units by UCUM's own definitions (https://ucum.org/ucum, tables 3 to 5), multiplied out. */
const multiples: readonly (readonly [code: string, factor: number, unit: string])[] = [
  ['g', 1, 'g'],
  ['kg', 1e3, 'g'],
  ['mg', 1e-3, 'g'],
  ['ug', 1e-6, 'g'],
  ['t', 1e6, 'g'],
  ['[lb_av]', pound, 'g'],
  ['[oz_av]', pound / 16, 'g'],
  ['[stone_av]', pound * 14, 'g'],
  ['[gr]', pound / 7000, 'g'],
  ['g%', 1e4, 'g.m-3'],
  ['mg%', 10, 'g.m-3'],
  ['m', 1, 'm'],
  ['cm', 1e-2, 'm'],
  ['dam', 10, 'm'],
  ['[in_i]', inch, 'm'],
  ['[ft_i]', inch * 12, 'm'],
  ['[mi_i]', inch * 12 * 5280, 'm'],
  ['Ao', 1e-10, 'm'],
  ['[Ch]', 1e-3 / 3, 'm'],
  ['[diop]', 1, 'm-1'],
  ['[mesh_i]', 1 / inch, 'm-1'],
  ['m2', 1, 'm2'],
  ['[sin_i]', inch ** 2, 'm2'],
  ['L', 1e-3, 'm3'],
  ['l', 1e-3, 'm3'],
  ['dL', 1e-4, 'm3'],
  ['fL', 1e-18, 'm3'],
  ['mm3', 1e-9, 'm3'],
  ['[gal_us]', 231 * inch ** 3, 'm3'],
  ['[foz_us]', (231 * inch ** 3) / 128, 'm3'],
  ['[drp]', 5e-8, 'm3'],
  ['s', 1, 's'],
  ['min', 60, 's'],
  ['h', 3600, 's'],
  ['d', 86_400, 's'],
  ['wk', 604_800, 's'],
  ['mo', (365.25 / 12) * 86_400, 's'],
  ['a', 365.25 * 86_400, 's'],
  ['Hz', 1, 's-1'],
  ['Bd', 1, 's-1'],
  ['/min', 1 / 60, 's-1'],
  ['{beats}/min', 1 / 60, 's-1'],
  ['deg', Math.PI / 180, 'rad'],
  ["'", Math.PI / 180 / 60, 'rad'],
  ['K', 1, 'K'],
  ['J', 1e3, 'g.m2.s-2'],
  ['kcal', 4184e3, 'g.m2.s-2'],
  ['[Cal]', 4184e3, 'g.m2.s-2'],
  ['W', 1e3, 'g.m2.s-3'],
  ['Pa', 1e3, 'g.m-1.s-2'],
  ['kPa', 1e6, 'g.m-1.s-2'],
  ['bar', 1e8, 'g.m-1.s-2'],
  ['mm[Hg]', 133.322e3, 'g.m-1.s-2'],
  ['cm[H2O]', gravity * 10 * 1e3, 'g.m-1.s-2'],
  ['[psi]', (pound * gravity) / inch ** 2, 'g.m-1.s-2'],
  ['A', 1, 'C.s-1'],
  ['mV', 1, 'C-1.g.m2.s-2'],
  ['Ohm', 1e3, 'C-2.g.m2.s-1'],
  ['lm', 1, 'cd.rad2'],
  ['Bq', 1, 's-1'],
  ['Ci', 3.7e10, 's-1'],
  ['Gy', 1, 'm2.s-2'],
  ['RAD', 1e-2, 'm2.s-2'],
  ['By', 8, '1'],
  ['KiBy', 8 * 1024, '1'],
  ['1', 1, '1'],
  ['{score}', 1, '1'],
  ['%', 1e-2, '1'],
  ['[ppm]', 1e-6, '1'],
  ['[HPF]', 1, '1'],
  ['[LPF]', 100, '1'],
  ['[pi]', Math.PI, '1'],
  ['10*3', 1e3, '1'],
  ['10^-3', 1e-3, '1'],
  ['{RBC}', 1, '1'],
  ['kg/m2', 1e3, 'g.m-2'],
  ['mg/dL', 10, 'g.m-3'],
  ['ug/mL', 1, 'g.m-3'],
  ['ng/mL{FEU}', 1e-3, 'g.m-3'],
  ['10*3/uL', 1e12, 'm-3'],
  ['10*9/L', 1e12, 'm-3'],
  ['/uL', 1e9, 'm-3'],
  ['mL/min/{1.73_m2}', 1e-6 / 60, 'm3.s-1'],
  ['mm/h', 1e-3 / 3600, 'm.s-1'],
  ['meq/L', 1, 'eq.m-3'],
  ['mol', 1, 'mol'],
  ['mmol/L', 1, 'm-3.mol'],
  ['umol/mL', 1, 'm-3.mol'],
  ['mosm/kg', 1e-6, 'g-1.mol'],
  ['kat', 1, 'mol.s-1'],
  ['U', 1e-6 / 60, 'mol.s-1'],
  ['U/L', 1e-3 / 60, 'm-3.mol.s-1'],
  ['[iU]', 1, '[iU]'],
  ['[IU]', 1, '[iU]'],
  ['m[IU]/mL', 1e3, '[iU].m-3'],
  ['k[iU]/L', 1e6, '[iU].m-3'],
  ["[arb'U]/mL", 1e6, "[arb'U].m-3"],
  ['[CFU]/mL', 1e6, '[CFU].m-3'],
  ['[iU]/[iU]', 1, '1'],
  ['m0', 1, '1'],
  ['B', 1, 'B'],
  ['dB', 0.1, 'B'],
  ['[pH]', 1, '[pH]'],
  ['B[10.nV]', 1, 'B[10.nV]'],
];

describe('canonical units', () => {
  it.each(multiples)('%s', (code, factor, unit) => {
    const canonical = canonicalUnit(code);
    expect(canonical?.unit).toBe(unit);
    expect(canonical?.shift).toBe(0);
    expect(canonical!.factor / factor).toBeCloseTo(1, 14);
  });

  // T(K) = t(Cel) + 273.15 = (t([degF]) + 459.67) * 5/9 = t([degRe]) * 5/4 + 273.15
  it.each([
    ['Cel', 1, 273.15],
    ['[degF]', 5 / 9, 459.67],
    ['[degRe]', 1.25, 273.15 / 1.25],
    ['mCel', 1e-3, 273_150],
    ['(Cel){oral}', 1, 273.15],
  ])('%s has an origin of its own', (code, factor, shift) => {
    const canonical = canonicalUnit(code)!;
    expect(canonical.unit).toBe('K');
    expect(canonical.factor).toBeCloseTo(factor, 14);
    expect(canonical.shift).toBeCloseTo(shift, 9);
  });

  it.each([
    'foo',
    'Kg',
    'KG',
    'mcg',
    'cc',
    'mmHg',
    'IU',
    'percent',
    'kkg',
    // Units that take no prefix.
    'k%',
    'kmin',
    'm[lb_av]',
    'kcm',
    "k[arb'U]",
    // Scales stand by themselves (section 21).
    'Cel/s',
    '/Cel',
    'Cel2',
    '2.[degF]',
    '[pH]/h',
    // No number at all.
    '0',
    '1/0',
    '10*400',
    '10*-400',
    // Powers that no one has.
    'm1000',
    'constructor',
    '__proto__',
    'toString',
    'k__proto__',
  ])('%s is no unit', (code) => {
    expect(canonicalUnit(code)).toBeUndefined();
    // The second answer is the kept one.
    expect(canonicalUnit(code)).toBeUndefined();
  });

  it('writes units that are canonical themselves', () => {
    for (const [, , unit] of multiples) expect(canonicalUnit(unit)).toEqual({ factor: 1, shift: 0, unit });
  });

  // Neither scales nor, as the grammar has it only at the beginning, a leading solidus.
  const operand = fc.constantFrom(
    ...multiples.map(([code]) => code).filter((code) => !/^(\/.*|d?B|\[pH\]|B\[.*)$/.test(code)),
  );

  it('gives products the product, whatever their order', () => {
    fc.assert(
      fc.property(operand, operand, (left, right) => {
        const product = canonicalUnit(`(${left}).(${right})`)!;
        const swapped = canonicalUnit(`${right}.(${left})`)!;
        const expected = canonicalUnit(left)!.factor * canonicalUnit(right)!.factor;
        expect(swapped.unit).toBe(product.unit);
        expect(product.factor / expected).toBeCloseTo(1, 13);
        expect(swapped.factor / expected).toBeCloseTo(1, 13);
      }),
    );
  });

  it('makes a unit divided by itself 1', () => {
    fc.assert(
      fc.property(operand, (code) => {
        const one = canonicalUnit(`${code}/(${code})`)!;
        expect(one.unit).toBe('1');
        expect(one.factor).toBeCloseTo(1, 14);
      }),
    );
  });

  it('never throws, and keeps order', () => {
    const parts = fc.constantFrom(
      'm',
      'g',
      'k',
      '[iU]',
      'Cel',
      '/',
      '.',
      '(',
      ')',
      '{a}',
      '10*',
      '2',
      '-3',
      '[',
      '%',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((all) => all.join('')),
        ),
        (code) => {
          const canonical = canonicalUnit(code);
          if (canonical === undefined) return;
          expect(canonical.factor).toBeGreaterThan(0);
          expect(canonical.factor).toBeLessThan(Infinity);
          expect(canonicalUnit(canonical.unit)?.unit).toBe(canonical.unit);
        },
      ),
    );
  });

  it('knows each unit still when more were asked for than it keeps', () => {
    for (let count = 0; count < 10_000; count++)
      expect(canonicalUnit(`mg{${count}}`)).toEqual({ factor: 1e-3, shift: 0, unit: 'g' });
    expect(canonicalUnit('mg{0}')).toEqual({ factor: 1e-3, shift: 0, unit: 'g' });
  });
});

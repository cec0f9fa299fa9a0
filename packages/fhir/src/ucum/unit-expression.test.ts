import { describe, expect, it } from 'vitest';
import { maxUnitLength, unitExpression } from './unit-expression.js';

/** `m/s2` as `m s-2`. */
function factors(code: string): string | undefined {
  return unitExpression(code)
    ?.map(({ symbol, exponent }) => (exponent === 1 ? symbol : `${symbol}${exponent}`))
    .join(' ');
}

describe('unit expressions', () => {
  it.each([
    ['mg', 'mg'],
    ['kg/m2', 'kg m-2'],
    ['m+2', 'm2'],
    ['m-2', 'm-2'],
    // From left to right, without precedence.
    ['mg/dL/h', 'mg dL-1 h-1'],
    ['m/s.kg', 'm s-1 kg'],
    ['m/(s.kg)', 'm s-1 kg-1'],
    ['m/(s/kg)', 'm s-1 kg'],
    ['(m/(s/(kg/K)))/rad', 'm s-1 kg K-1 rad-1'],
    // A leading solidus inverts what follows it directly (section 7, 3).
    ['/min', 'min-1'],
    ['/m.s', 'm-1 s'],
    ['100.mg', '100 mg'],
    ['mg/100.mL', 'mg 100-1 mL'],
    ['10*3/uL', '10*3 uL-1'],
    ['10^9/L', '10^9 L-1'],
    ['10*-3', '10*-3'],
    ['10*', '10*'],
    // Annotations mean nothing, and stand for 1 where there is nothing else.
    ['{score}', ''],
    ['{RBC}/uL', 'uL-1'],
    ['mL/min/{1.73_m2}', 'mL min-1'],
    ['mg{creat}/dL', 'mg dL-1'],
    ['m2{skin}', 'm2'],
    ['/100{WBCs}', '100-1'],
    // Brackets are part of the symbol, whatever stands in them.
    ['mm[Hg]', 'mm[Hg]'],
    ['[in_i]2', '[in_i]2'],
    ['B[10.nV]', 'B[10.nV]'],
    ['[m/s2/Hz^(1/2)]', '[m/s2/Hz^(1/2)]'],
    ["[in_i'H2O]/s", "[in_i'H2O] s-1"],
    ['cal_[15]', 'cal_[15]'],
    ["''", "''"],
  ])('takes %s apart', (code, expected) => {
    expect(factors(code)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'mg ',
    ' mg',
    'mg dL',
    '/',
    '.mg',
    'mg.',
    'mg/',
    'mg//dL',
    'mg./dL',
    '2mg',
    '100mL',
    '()',
    '(mg',
    'mg)',
    '(m/s)2',
    '{a}mg',
    'mg{a',
    'mg}a',
    'mg{a{b}}',
    'mg{a b}',
    'm[Hg',
    'mHg]',
    'µg',
    '-2',
    '+mg',
    'mg\n',
  ])('refuses %j', (code) => {
    expect(unitExpression(code)).toBeUndefined();
  });

  it('refuses what is too long, however it nests', () => {
    expect(unitExpression(`${'('.repeat(127)}m${')'.repeat(127)}`)).toHaveLength(1);
    expect(unitExpression(`${'('.repeat(128)}m${')'.repeat(128)}`)).toBeUndefined();
    expect(unitExpression('('.repeat(maxUnitLength))).toBeUndefined();
    expect(unitExpression('m'.repeat(1_000_000))).toBeUndefined();
  });
});

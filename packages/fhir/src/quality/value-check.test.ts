import { describe, expect, it } from 'vitest';
import { canonicalUnit } from '../ucum/canonical-unit.js';
import { clinicalRanges } from './clinical-ranges.js';
import { examined } from './testing/examined.js';

const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const quantity = (value: number, code: string, more: object = {}) => ({
  value,
  unit: code,
  system: 'http://unitsofmeasure.org',
  code,
  ...more,
});
const observation = (code: string, valueQuantity: object) =>
  examined({ resourceType: 'Observation', status: 'final', code: loinc(code), valueQuantity } as never);

describe('a value', () => {
  it.each([
    // Within the bounds, at them, and beyond; in the table's unit and in others.
    ['8867-4', 72, '/min', false],
    ['8867-4', 390, '/min', false],
    ['8867-4', 391, '/min', true],
    ['8867-4', -1, '/min', true],
    ['8867-4', 7, '/s', true],
    ['8867-4', 72, '{beats}/min', false],
    // 37 degrees Celsius are 98.6 degrees Fahrenheit and 310.15 K.
    ['8310-5', 98.6, '[degF]', false],
    ['8310-5', 98.6, 'Cel', true],
    ['8310-5', 310.15, 'K', false],
    ['8310-5', 37, '[degF]', true],
    ['8480-6', 375, 'mm[Hg]', false],
    ['8480-6', 16, 'kPa', false],
    ['8480-6', 51, 'kPa', true],
    ['59408-5', 100, '%', false],
    ['59408-5', 101, '%', true],
    // 180 pounds are 81.6 kg; 1,500 pounds are 680 kg.
    ['29463-7', 180, '[lb_av]', false],
    ['29463-7', 1500, '[lb_av]', true],
    ['29463-7', 3500, 'g', false],
    ['29463-7', 70, 'g', true],
    ['8302-2', 1.78, 'm', false],
    ['8302-2', 178, 'm', true],
    ['8302-2', 70, '[in_i]', false],
    ['39156-5', 24, 'kg/m2', false],
    ['2339-0', 95, 'mg/dL', false],
    ['2339-0', 0.95, 'g/L', false],
    ['2339-0', 95, 'g/L', true],
    ['15074-8', 5.3, 'mmol/L', false],
    ['15074-8', 151, 'mmol/L', true],
    ['4548-4', 6.1, '%', false],
    ['4548-4', 48, '%', true],
    ['2823-3', 4.1, 'mmol/L', false],
    ['2823-3', 4.1, 'meq/L', false],
    ['2823-3', 41, 'mmol/L', true],
    ['2951-2', 140, 'mmol/L', false],
    ['718-7', 14, 'g/dL', false],
    ['718-7', 140, 'g/L', false],
    ['718-7', 140, 'g/dL', true],
    ['2160-0', 0.9, 'mg/dL', false],
    ['2160-0', 90, 'mg/dL', true],
    ['777-3', 250, '10*9/L', false],
    ['9269-2', 2, '{score}', true],
    ['9269-2', 15, '1', false],
  ])('LOINC %s of %d %s is impossible: %j', (code, value, unit, impossible) => {
    const found = observation(code, quantity(value, unit));
    expect(found.of('unit-fits').map(([, failed]) => failed)).toEqual([false]);
    expect(found.of('value-possible').map(([, failed]) => failed)).toEqual([impossible]);
  });

  it.each([
    ['8867-4', 'mm[Hg]'],
    ['8310-5', 'kg'],
    // Glucose as a mass concentration, given as an amount of substance: the LOINC code is another.
    ['2339-0', 'mmol/L'],
    ['15074-8', 'mg/dL'],
    ['718-7', 'mmol/L'],
  ])('LOINC %s in %s does not fit, and is not compared', (code, unit) => {
    const found = observation(code, quantity(5, unit));
    expect(found.of('unit-fits').map(([, failed]) => failed)).toEqual([true]);
    expect(found.of('value-possible')).toEqual([]);
  });

  it.each([
    ['no unit of UCUM', { value: 9999, unit: 'bpm' }],
    ['a code that UCUM does not have', quantity(9999, 'bpm')],
    ['no value', { ...quantity(1, '/min'), value: undefined }],
    ['a value that is a text', { ...quantity(1, '/min'), value: '9999' }],
  ])('is not judged with %s', (_, value) => {
    expect(observation('8867-4', value).of('value-possible')).toEqual([]);
  });

  it('beyond the limit of a device is not compared', () => {
    const found = observation('2339-0', quantity(5000, 'mg/dL', { comparator: '>' }));
    expect(found.of('unit-fits').map(([, failed]) => failed)).toEqual([false]);
    expect(found.of('value-possible')).toEqual([]);
  });

  it('of each component is looked at under its own code', () => {
    const found = examined({
      resourceType: 'Observation',
      status: 'final',
      code: loinc('85354-9'),
      component: [
        { code: loinc('8480-6'), valueQuantity: quantity(120, 'mm[Hg]') },
        { code: loinc('8462-4'), valueQuantity: quantity(800, 'mm[Hg]') },
        { code: { text: 'other' }, valueQuantity: quantity(1, 'mm[Hg]') },
      ],
    });
    expect(found.of('value-possible')).toEqual([
      ['8480-6 Systolic blood pressure', false],
      ['8462-4 Diastolic blood pressure', true],
    ]);
  });
});

describe('the table of clinical ranges', () => {
  it.each(clinicalRanges.map((range) => [range.title, range] as const))('%s is consistent', (_, range) => {
    expect(range.source).not.toBe('');
    const units = range.ranges.map(({ unit }) => canonicalUnit(unit)?.unit);
    expect(units).not.toContain(undefined);
    expect(new Set(units).size).toBe(units.length);
    for (const { low, high } of range.ranges) expect(low).toBeLessThan(high);
  });

  it('has each LOINC code once, with its check digit right', () => {
    const codes = clinicalRanges.flatMap((range) => range.codes);
    expect(new Set(codes).size).toBe(codes.length);
    // LOINC Users' Guide, appendix C: Mod 10.
    for (const code of codes) {
      const [digits = '', check] = code.split('-');
      const sum = Array.from(digits)
        .reverse()
        .reduce((all, digit, index) => {
          const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
          return all + (doubled > 9 ? doubled - 9 : doubled);
        }, 0);
      expect(`${code}: ${check}`).toBe(`${code}: ${(10 - (sum % 10)) % 10}`);
    }
  });
});

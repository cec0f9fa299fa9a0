import { describe, expect, it } from 'vitest';
import { examined } from './testing/examined.js';

const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const ucum = 'http://unitsofmeasure.org';

describe('the examination of a resource', () => {
  it('hands on literal references wherever they stand, but those of resources inside of a Bundle', () => {
    const { references } = examined({
      resourceType: 'Observation',
      subject: { reference: 'Patient/1' },
      contained: [{ resourceType: 'Device', id: 'd', owner: { reference: 'Organization/o' } }],
      extension: [{ url: 'http://a.example/x', valueReference: { reference: '#d' } }],
      performer: [{ display: 'somebody' }, { reference: 'http://b.example/Practitioner/2' }],
    });
    expect(references).toEqual(['Patient/1', 'Organization/o', '#d', 'http://b.example/Practitioner/2']);
    const bundle = examined({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: { resourceType: 'Observation', subject: { reference: 'Patient/1' } } }],
    });
    expect(bundle.references).toEqual([]);
  });

  it('hands on codings and units of UCUM, and takes nothing else with a system for one', () => {
    const { codings, identifiers } = examined({
      resourceType: 'Observation',
      identifier: [{ system: 'http://a.example/id', value: '7' }, { value: 'without a system' }],
      code: {
        coding: [{ system: 'http://loinc.org', code: '8867-4' }, { code: 'no-system' }],
        text: 'pulse',
      },
      valueQuantity: { value: 1, unit: 'x', system: ucum, code: 'xx' },
      component: [{ valueQuantity: { value: 2, system: 'http://a.example/units', code: 'b' } }],
    });
    expect(codings).toEqual(['http://loinc.org|8867-4', `${ucum}|xx`]);
    expect(identifiers).toEqual(['http://a.example/id|7']);
    const patient = examined({
      resourceType: 'Patient',
      telecom: [{ system: 'phone', value: '555' }],
      identifier: [{ system: 'http://a.example/mrn', value: '1' }],
    });
    expect(patient.codings).toEqual([]);
    expect(patient.identifiers).toEqual(['http://a.example/mrn|1']);
  });

  it('looks at what was entered in error for its form only', () => {
    const value = { value: 9999, unit: '/min', system: ucum, code: '/min' };
    const tree = {
      resourceType: 'Observation',
      code: loinc('8867-4'),
      subject: { reference: 'Patient/1' },
      effectiveDateTime: '2099-01-01',
      valueQuantity: value,
    };
    const right = examined({ ...tree, status: 'final' });
    expect(right.of('value-possible')).toEqual([['8867-4 Heart rate', true]]);
    expect(right.of('date-not-in-future')).toEqual([['Observation.effective[x]', true]]);
    expect(right.events).toEqual([['Patient/1', '2099-01-01T00:00:00.000Z']]);
    const wrong = examined({ ...tree, status: 'entered-in-error' });
    expect(wrong.of('value-possible')).toEqual([]);
    expect(wrong.of('date-not-in-future')).toEqual([]);
    expect(wrong.events).toEqual([]);
    expect(wrong.of('element-present').length).toBeGreaterThan(0);
    expect(wrong.references).toEqual(['Patient/1']);
    const condition = examined({
      resourceType: 'Condition',
      verificationStatus: { coding: [{ code: 'entered-in-error' }] },
      onsetDateTime: '2099',
    });
    expect(condition.of('date-not-in-future')).toEqual([]);
  });

  it.each([
    {},
    { resourceType: 7 },
    { resourceType: 'Patient', identifier: 'x', name: null, telecom: [null] },
  ])('bears what is no valid resource: %j', (tree) => {
    expect(() => examined(tree as never)).not.toThrow();
  });
});

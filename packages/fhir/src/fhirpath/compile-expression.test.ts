import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { compileExpression } from './compile-expression.js';
import { ExpressionError } from './expression.js';
import { parseExpression } from './parse-expression.js';

function evaluate(
  text: string,
  resource: JsonObject,
): readonly (readonly [type: string, value: JsonValue])[] {
  const found: (readonly [string, JsonValue])[] = [];
  const focus = { type: resource['resourceType'] as string };
  const visit = compileExpression(
    parseExpression(text),
    { resource: focus, focus },
    ({ type }) =>
      (value) => {
        found.push([type, value]);
      },
  );
  visit?.(resource, { resource });
  return found;
}

const patient: JsonObject = {
  resourceType: 'Patient',
  name: [{ given: ['Ann', 'Lee'] }, { family: 'Cox' }, { given: ['Bo'] }],
  telecom: [
    { system: 'phone', value: '1' },
    { system: 'email', value: 'a@b' },
  ],
  deceasedDateTime: '2020',
  generalPractitioner: [
    { reference: 'Organization/1' },
    { reference: 'http://other.example/fhir/Practitioner/2/_history/1' },
    { reference: 'urn:uuid:0', type: 'Practitioner' },
    { display: 'nobody' },
  ],
  extension: [
    { url: 'http://a.example', valueString: 'one' },
    { url: 'http://b.example', valueCode: 'two' },
  ],
};
const observation: JsonObject = {
  resourceType: 'Observation',
  valueQuantity: { value: 5 },
  component: [{ valueString: 'x' }, { valueQuantity: { value: 6 } }],
};

describe('compileExpression', () => {
  it.each<[string, JsonObject, readonly JsonValue[]]>([
    ['Patient.name.given', patient, ['Ann', 'Lee', 'Bo']],
    ['name.family', patient, ['Cox']],
    ['Patient.name.given[1]', patient, ['Lee']],
    ['Patient.name.given.first()', patient, ['Ann']],
    ['Patient.name[1].family', patient, ['Cox']],
    ["Patient.telecom.where(system='email').value", patient, ['a@b']],
    ["Patient.telecom.where(system!='email').value", patient, ['1']],
    ["Patient.telecom.where(system='email' or value='1').value", patient, ['1', 'a@b']],
    ["Patient.telecom.where(system='email' and value='1').value", patient, []],
    ['Patient.name.where(given.exists().not()).family', patient, ['Cox']],
    ['Patient.deceased', patient, ['2020']],
    ['Patient.deceased as boolean', patient, []],
    ['Patient.deceased.exists() and Patient.deceased != false', patient, [true]],
    ['Patient.deceased is dateTime', patient, [true]],
    ['Patient.deceased is boolean', patient, [false]],
    [
      'Patient.generalPractitioner.where(resolve() is Practitioner).reference',
      patient,
      ['http://other.example/fhir/Practitioner/2/_history/1', 'urn:uuid:0'],
    ],
    ["Patient.extension('http://b.example').value", patient, ['two']],
    ["Patient.where(hasExtension('http://b.example')).name.family", patient, ['Cox']],
    ["Patient.where(hasExtension('http://c.example')).name.family", patient, []],
    [
      '(Observation.value as Quantity).value | Observation.component.value.ofType(Quantity).value',
      observation,
      [5, 6],
    ],
    ['Observation.component.value.as(string)', observation, ['x']],
    ['Observation.component.where(%resource.value.exists()).value.as(string)', observation, ['x']],
    ['Resource.id', { resourceType: 'Patient', id: 'p' }, ['p']],
    [
      "Patient.name.given.where($this = 'b')",
      { resourceType: 'Patient', name: [{ given: ['a', 'b'] }, { given: ['b', 'c'] }] },
      ['b', 'b'],
    ],
    [
      "Patient.name.where(given.exists($this = 'c')).family",
      {
        resourceType: 'Patient',
        name: [
          { family: 'A', given: ['a'] },
          { family: 'C', given: ['b', 'c'] },
        ],
      },
      ['C'],
    ],
    [
      'Bundle.entry[0].resource',
      {
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'Composition' } }, { resource: { resourceType: 'Patient' } }],
      },
      [{ resourceType: 'Composition' }],
    ],
  ])('%s', (text, resource, values) => {
    expect(evaluate(text, resource).map(([, value]) => value)).toEqual(values);
  });

  it('says the type of each value of a choice', () => {
    expect(evaluate('Observation.value | Observation.component.value', observation)).toEqual([
      ['Quantity', { value: 5 }],
      ['string', 'x'],
      ['Quantity', { value: 6 }],
    ]);
  });

  it('begins to count anew with every resource', () => {
    const first = { resourceType: 'Patient', name: [{ family: 'A' }] };
    expect(evaluate('Patient.name[0].family', first)).toEqual(evaluate('Patient.name[0].family', first));
  });

  it.each([
    'Patient.nam',
    'Patient.name.where()',
    'Patient.name.upper()',
    'Patient.name.where(1 = given)',
    "'a'",
    '%ucum',
    'Observation.code',
    'name.extension(url)',
    'name.as(1)',
  ])('refuses %s', (text) => {
    expect(() => evaluate(text, patient)).toThrow(ExpressionError);
  });

  it('takes nothing from data of the wrong shape', () => {
    const wrong = { resourceType: 'Patient', name: 'Ann', telecom: [null, 5, ['x']], extension: { url: 1 } };
    expect(evaluate("Patient.name.given | Patient.telecom.where(system='email').value", wrong)).toEqual([]);
    expect(evaluate("Patient.extension('http://a.example').value", wrong)).toEqual([]);
  });
});

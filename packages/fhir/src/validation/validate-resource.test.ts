import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../definitions/r4.js';
import type { JsonObject } from '../json/json-value.js';
import { validateResource } from './validate-resource.js';

/** `code path`, for every issue. */
function found(tree: object): string[] {
  return validateResource(tree as JsonObject).map(
    (issue) => `${issue.code} ${issue.expression?.join() ?? ''}`,
  );
}

function patient(members: object): object {
  return { resourceType: 'Patient', ...members };
}

function observation(members: object): object {
  return { resourceType: 'Observation', status: 'final', code: { text: 'x' }, ...members };
}

function extended(...extension: object[]): object {
  return patient({ extension });
}

const absent = { extension: [{ url: 'u', valueCode: 'unknown' }] };
const given = {
  name: [{ given: ['A', null], _given: [null, { extension: [{ url: 'u', valueCode: 'v' }] }] }],
};
const contained = { resourceType: 'Organization', id: 'o', name: 'O' };

describe('valid resources', () => {
  it.each<[string, object]>([
    ['nothing but a type', patient({})],
    ['primitives', patient({ active: true, birthDate: '2024-02', gender: 'male', multipleBirthInteger: 2 })],
    ['complex types', patient({ name: [{ family: 'F', given: ['G'], period: { start: '2020' } }] })],
    ['backbone elements', patient({ contact: [{ name: { text: 'x' } }] })],
    [
      'a content reference',
      observation({ component: [{ code: { text: 'x' }, referenceRange: [{ text: 'y' }] }] }),
    ],
    ['a choice', observation({ valueQuantity: { value: 1.5, comparator: '<' } })],
    ['a choice with a companion', observation({ valueString: 'x', _valueString: { id: 'a' } })],
    ['nothing but a companion', patient({ _birthDate: { extension: [{ url: 'u', valueCode: 'unknown' }] } })],
    [
      'a required element that is nothing but a companion',
      {
        resourceType: 'Observation',
        _status: { extension: [{ url: 'u', valueCode: 'v' }] },
        code: { text: 'x' },
      },
    ],
    ['aligned companions', patient(given)],
    ['companions alone', patient({ name: [{ _given: [{ extension: [{ url: 'u', valueCode: 'v' }] }] }] })],
    ['a companion that is nothing but an id', patient({ birthDate: '2020', _birthDate: { id: 'a' } })],
    ['an aligned one', patient({ name: [{ given: ['A', 'B'], _given: [null, { id: 'b' }] }] })],
    ['nested extensions', extended({ url: 'u', extension: [{ url: 'v', valueString: 'w' }] })],
    [
      'an extension with a companion for its value',
      extended({ url: 'u', _valueString: { extension: [{ url: 'v', valueCode: 'w' }] } }),
    ],
    [
      'a narrative',
      patient({ text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' } }),
    ],
    ['contained resources', patient({ contained: [contained], managingOrganization: { reference: '#o' } })],
    [
      'a bundle',
      {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ fullUrl: 'urn:x', resource: patient({ contained: [contained] }) }],
      },
    ],
    [
      'parameters',
      {
        resourceType: 'Parameters',
        parameter: [
          { name: 'a', resource: patient({}) },
          { name: 'b', part: [{ name: 'c', valueDate: '2020' }] },
        ],
      },
    ],
    [
      'a concept from a required value set',
      {
        resourceType: 'Condition',
        subject: { reference: 'Patient/1' },
        clinicalStatus: {
          coding: [
            { system: 'x', code: 'y' },
            { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
          ],
        },
      },
    ],
    [
      'a concept that is absent with a reason',
      {
        resourceType: 'Condition',
        subject: { reference: 'Patient/1' },
        clinicalStatus: { extension: [{ url: 'u', valueCode: 'v' }] },
      },
    ],
    ['open required bindings', { resourceType: 'Binary', contentType: 'text/whatever' }],
    ['a decimal beyond double precision', observation({ valueQuantity: { value: Number('1e400') } })],
  ])('%s', (_, tree) => {
    expect(validateResource(tree as JsonObject)).toEqual([]);
  });
});

describe('unknown elements', () => {
  it.each<[object, string]>([
    [patient({ nam: [] }), 'structure Patient.nam'],
    [patient({ name: [{}, { givn: ['x'] }] }), 'structure Patient.name[1].givn'],
    [patient({ 'a b': 1 }), 'structure Patient.`a b`'],
    [patient({ contact: [{ resourceType: 'x' }] }), 'structure Patient.contact[0].resourceType'],
    [patient({ _name: [{}] }), 'structure Patient._name'],
    [patient({ value: 1 }), 'structure Patient.value'],
    [observation({ value: 1 }), 'structure Observation.value'],
    [observation({ valueMoney: { value: 1 } }), 'structure Observation.valueMoney'],
    [patient({ constructor: 1 }), 'structure Patient.constructor'],
    [patient({ toString: {} }), 'structure Patient.toString'],
    [
      JSON.parse('{"resourceType":"Patient","__proto__":{"active":true}}') as object,
      'structure Patient.__proto__',
    ],
    [
      JSON.parse('{"resourceType":"Patient","name":[{"__proto__":1}]}') as object,
      'structure Patient.name[0].__proto__',
    ],
    [patient({ fhir_comments: ['x'] }), 'structure Patient.fhir_comments'],
  ])('%j', (tree, issue) => {
    expect(found(tree)).toContain(issue);
  });

  it('are named', () => {
    expect(validateResource(patient({ name: [{ givn: ['x'] }] }) as JsonObject)).toEqual([
      {
        severity: 'error',
        code: 'structure',
        diagnostics: 'Patient.name[0].givn: unknown element',
        expression: ['Patient.name[0].givn'],
        detail: 'unknown-element',
      },
    ]);
  });
});

describe('an id is no content (ele-1)', () => {
  it.each<[object, string[]]>([
    [patient({ name: [{ id: 'a' }] }), ['structure Patient.name[0]']],
    [patient({ _birthDate: { id: 'a' } }), ['structure Patient.birthDate']],
    [patient({ name: [{ _given: [{ id: 'a' }] }] }), ['structure Patient.name[0].given[0]']],
    [
      patient({ name: [{ given: ['A', null], _given: [{ id: 'a' }, { id: 'b' }] }] }),
      ['structure Patient.name[0].given[1]'],
    ],
    [
      { resourceType: 'Observation', _status: { id: 'a' }, code: { text: 'x' } },
      ['structure Observation.status'],
    ],
    [
      extended({ url: 'u', _valueString: { id: 'a' } }),
      ['structure Patient.extension[0].value.ofType(string)'],
    ],
  ])('%j', (tree, issues) => {
    expect(found(tree)).toEqual(issues);
  });
});

describe('cardinality', () => {
  it.each<[object, string[]]>([
    [{ resourceType: 'Observation' }, ['required Observation.status', 'required Observation.code']],
    [observation({ component: [{}] }), ['structure Observation.component[0]']],
    [observation({ component: [{ valueString: 'x' }] }), ['required Observation.component[0].code']],
    [
      { resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject: { display: 'x' } },
      ['required MedicationRequest.medication'],
    ],
    [patient({ name: { family: 'x' } }), ['structure Patient.name']],
    [patient({ name: 'x' }), ['structure Patient.name']],
    [patient({ birthDate: ['2020'] }), ['structure Patient.birthDate']],
    [patient({ maritalStatus: [{ text: 'x' }] }), ['structure Patient.maritalStatus']],
    [patient({ name: [['x']] }), ['structure Patient.name[0]']],
    [patient({ name: ['x'] }), ['structure Patient.name[0]']],
    [patient({ maritalStatus: 'x' }), ['structure Patient.maritalStatus']],
    [patient({ maritalStatus: {} }), ['structure Patient.maritalStatus']],
    [patient({ name: [] }), ['structure Patient.name']],
    [patient({ name: [{}] }), ['structure Patient.name[0]']],
    [patient({ name: null }), ['structure Patient.name']],
    [patient({ name: [null] }), ['structure Patient.name[0]']],
    [patient({ active: null }), ['structure Patient.active']],
    [patient({ active: null, _active: absent }), ['structure Patient.active']],
  ])('%j', (tree, issues) => {
    expect(found(tree)).toEqual(issues);
  });
});

describe('choices', () => {
  it.each<[object, string[]]>([
    [observation({ valueString: 'x', valueInteger: 1 }), ['structure Observation.value']],
    [observation({ valueString: 'x', _valueInteger: absent }), ['structure Observation.value']],
    [patient({ deceasedBoolean: true, deceasedDateTime: '2020' }), ['structure Patient.deceased']],
    [observation({ valueInteger: 'x' }), ['structure Observation.value.ofType(integer)']],
    [observation({ valueQuantity: { valu: 1 } }), ['structure Observation.value.ofType(Quantity).valu']],
    [observation({ valueString: ['x'] }), ['structure Observation.value.ofType(string)']],
  ])('%j', (tree, issues) => {
    expect(found(tree)).toEqual(issues);
  });
});

describe('primitives and their companions', () => {
  it.each<[object, string[]]>([
    [patient({ birthDate: '2023-02-30' }), ['value Patient.birthDate']],
    [patient({ birthDate: 2023 }), ['structure Patient.birthDate']],
    [patient({ birthDate: {} }), ['structure Patient.birthDate']],
    [patient({ name: [{ family: '' }] }), ['value Patient.name[0].family']],
    [patient({ name: [{ given: ['a', ' '] }] }), ['value Patient.name[0].given[1]']],
    [patient({ name: [{ given: [] }] }), ['structure Patient.name[0].given']],
    [patient({ name: [{ given: ['a', null] }] }), ['structure Patient.name[0].given[1]']],
    [
      patient({ name: [{ given: [null], _given: [null] }] }),
      ['structure Patient.name[0].given[0]', 'structure Patient.name[0].given[0]'],
    ],
    [patient({ name: [{ given: ['a'], _given: [null, absent] }] }), ['structure Patient.name[0].given']],
    [patient({ name: [{ _given: [null, absent] }] }), ['structure Patient.name[0].given[0]']],
    [patient({ name: [{ given: ['a'], _given: { id: 'x' } }] }), ['structure Patient.name[0].given']],
    [patient({ _birthDate: 'x' }), ['structure Patient.birthDate']],
    [patient({ _birthDate: {} }), ['structure Patient.birthDate']],
    [patient({ _birthDate: [{ id: 'x' }] }), ['structure Patient.birthDate']],
    [patient({ _birthDate: { value: 1 } }), ['structure Patient.birthDate.value']],
    [patient({ _birthDate: { extension: [{}] } }), ['structure Patient.birthDate.extension[0]']],
    [patient({ id: 'a_b' }), ['value Patient.id']],
    [patient({ multipleBirthInteger: 1.5 }), ['value Patient.multipleBirth.ofType(integer)']],
  ])('%j', (tree, issues) => {
    expect(found(tree).filter((issue) => !issue.startsWith('required'))).toEqual(issues);
  });
});

describe('bindings', () => {
  it.each<[object, string[]]>([
    [patient({ gender: 'Male' }), ['code-invalid Patient.gender']],
    [patient({ gender: 'toString' }), ['code-invalid Patient.gender']],
    [observation({ status: 'done' }), ['code-invalid Observation.status']],
    [
      observation({ valueQuantity: { value: 1, comparator: '=' } }),
      ['code-invalid Observation.value.ofType(Quantity).comparator'],
    ],
    [
      {
        resourceType: 'Condition',
        subject: { reference: 'Patient/1' },
        clinicalStatus: { coding: [{ system: 'x', code: 'active' }] },
      },
      ['code-invalid Condition.clinicalStatus'],
    ],
    [
      { resourceType: 'Condition', subject: { reference: 'Patient/1' }, clinicalStatus: { text: 'active' } },
      ['code-invalid Condition.clinicalStatus'],
    ],
    [
      {
        resourceType: 'CapabilityStatement',
        status: 'active',
        date: '2020',
        kind: 'instance',
        fhirVersion: '4.0.1',
        format: ['json'],
        rest: [{ mode: 'server', resource: [{ type: 'Patientt' }] }],
      },
      ['code-invalid CapabilityStatement.rest[0].resource[0].type'],
    ],
  ])('%j', (tree, issues) => {
    expect(found(tree)).toEqual(issues);
  });
});

describe('extensions', () => {
  it.each<[object, string[]]>([
    [extended({ valueString: 'x' }), ['required Patient.extension[0].url']],
    [extended({ url: 'u' }), ['required Patient.extension[0]']],
    [
      extended({ url: 'u', valueString: 'x', extension: [{ url: 'v', valueString: 'y' }] }),
      ['structure Patient.extension[0]'],
    ],
    [extended({ url: 'u', valueString: 'x', valueCode: 'y' }), ['structure Patient.extension[0].value']],
    [
      extended({ url: 'u', valuePatient: {} }),
      ['structure Patient.extension[0].valuePatient', 'required Patient.extension[0]'],
    ],
  ])('%j', (tree, issues) => {
    expect(found(tree)).toEqual(issues);
  });
});

describe('resources inside resources', () => {
  it.each<[object, string[]]>([
    [patient({ contained: [{ id: 'x' }] }), ['required Patient.contained[0].resourceType']],
    [patient({ contained: [{ resourceType: 'X' }] }), ['structure Patient.contained[0].resourceType']],
    [
      patient({ contained: [{ resourceType: 'DomainResource' }] }),
      ['structure Patient.contained[0].resourceType'],
    ],
    [patient({ contained: ['x'] }), ['structure Patient.contained[0]']],
    [
      patient({ contained: [{ ...contained, contained: [contained] }] }),
      ['structure Patient.contained[0].contained[0]'],
    ],
    [
      patient({
        contained: [
          { ...contained, nam: 1 },
          { ...contained, nam: 1 },
        ],
      }),
      ['structure Patient.contained[0].nam', 'structure Patient.contained[1].nam'],
    ],
    [
      { resourceType: 'Bundle', type: 'batch', entry: [{ resource: patient({ gender: 'x' }) }] },
      ['code-invalid Bundle.entry[0].resource.gender'],
    ],
    [
      { resourceType: 'Bundle', type: 'batch', entry: [{ resource: [] }] },
      ['structure Bundle.entry[0].resource'],
    ],
    [{ resourceType: 'Nothing' }, ['structure Resource.resourceType']],
    [{ resourceType: 1 }, ['structure Resource.resourceType']],
    [{}, ['required Resource.resourceType']],
  ])('%j', (tree, issues) => {
    expect(found(tree)).toEqual(issues);
  });
});

it('stops at 100 issues', () => {
  const members = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x${i}`, i]));
  expect(validateResource(patient(members) as JsonObject)).toHaveLength(100);
  const names = Array.from({ length: 1000 }, () => ({ x: 1, ...members }));
  expect(validateResource(patient({ name: names }) as JsonObject)).toHaveLength(100);
});

it('bounds the names it repeats', () => {
  const [issue] = validateResource(patient({ ['x'.repeat(10_000)]: 1 }) as JsonObject);
  expect(issue?.diagnostics.length).toBeLessThan(150);
});

it('knows every resource type', () => {
  for (const resourceType of resourceTypes) {
    const unknown = validateResource({ resourceType, id: 'x' }).filter((issue) => issue.code !== 'required');
    expect(unknown, resourceType).toEqual([]);
  }
});

it('never throws, whatever the tree', () => {
  const keys = fc.constantFrom(
    'name',
    'given',
    '_given',
    'extension',
    'url',
    'valueString',
    'contained',
    'resourceType',
    'coding',
    'clinicalStatus',
    'text',
    '__proto__',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 1, '', 'Patient', 'Condition'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .array(fc.tuple(keys, tie('value')), { maxLength: 5 })
        .map((members) => Object.fromEntries(members) as object),
    ),
  }));
  fc.assert(
    fc.property(
      fc.constantFrom('Patient', 'Condition', 'Bundle'),
      fc.dictionary(keys, value),
      (resourceType, members) => {
        for (const issue of validateResource({ ...(members as JsonObject), resourceType })) {
          expect(issue.diagnostics).toContain(issue.expression?.[0]);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

import { WellspringError } from '@wellspring/errors';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import { exactJsonText, readExactJson } from '../../json/exact-json.js';
import { applyPatch } from '../apply-patch.js';
import { readPatch } from '../read-patch.js';

/** A part of an operation: a name, and the members of the parameter. */
type Part = readonly [name: string, members: JsonObject];

const operation = (type: string, path: string, ...parts: readonly Part[]) => ({
  name: 'operation',
  part: [
    { name: 'type', valueCode: type },
    { name: 'path', valueString: path },
    ...parts.map(([name, members]) => ({ name, ...members })),
  ],
});
const named = (name: string): Part => ['name', { valueString: name }];
const value = (members: JsonObject): Part => ['value', members];
const number = (name: string, valueInteger: number): Part => [name, { valueInteger }];
const parameters = (...operations: readonly object[]) =>
  JSON.stringify({ resourceType: 'Parameters', parameter: operations });
const read = (text: string) => readPatch('application/fhir+json; fhirVersion=4.0', Buffer.from(text));
const apply = (resource: JsonObject, ...operations: readonly object[]) =>
  JSON.parse(exactJsonText(applyPatch(read(parameters(...operations)), resource))) as JsonObject;
const codeOf = (act: () => unknown): string => {
  try {
    return JSON.stringify(act());
  } catch (error) {
    if (error instanceof WellspringError) return error.code;
    throw error;
  }
};
const patient = (members: JsonObject = {}): JsonObject => ({ resourceType: 'Patient', ...members });
const ids = (...values: readonly string[]) => ({
  identifier: values.map((each) => ({ system: 's', value: each })),
});

// The case "No Difference" of HL7's own tests (FHIR/fhir-test-cases, r4/patch).
it('no operation changes nothing', () => {
  const patch = read('{"resourceType":"Parameters"}');
  expect(applyPatch(patch, patient({ birthDate: '1920-01-01' }))).toEqual(
    patient({ birthDate: '1920-01-01' }),
  );
});

// What the table in https://hl7.org/fhir/R4/fhirpatch.html says of each operation.
describe('the operations', () => {
  const extension = { url: 'http://e.example/e', valueString: 'x' };
  const contact = { name: { text: 'A Name' } };
  const observation = { resourceType: 'Observation', valueQuantity: { value: 1 } };
  it.each<readonly [string, JsonObject, object, JsonObject]>([
    [
      'add: a primitive',
      patient(),
      operation('add', 'Patient', named('birthDate'), value({ valueDate: '1930-01-01' })),
      patient({ birthDate: '1930-01-01' }),
    ],
    [
      'add: to a list that is not there',
      patient(),
      operation('add', 'Patient', named('name'), value({ valueHumanName: { family: 'F' } })),
      patient({ name: [{ family: 'F' }] }),
    ],
    [
      'add: at the end of a list',
      patient(ids('a', 'b')),
      operation(
        'add',
        'Patient',
        named('identifier'),
        value({ valueIdentifier: { system: 's', value: 'c' } }),
      ),
      patient(ids('a', 'b', 'c')),
    ],
    [
      'add: into a nested element',
      patient({ name: [{ family: 'F', given: ['a'] }] }),
      operation('add', 'Patient.name[0]', named('given'), value({ valueString: 'b' })),
      patient({ name: [{ family: 'F', given: ['a', 'b'] }] }),
    ],
    [
      'add: an element without a type, in parts',
      patient(),
      operation('add', 'Patient', named('contact'), [
        'value',
        {
          part: [
            { name: 'name', valueHumanName: { text: 'A Name' } },
            { name: 'gender', valueCode: 'male' },
            { name: 'relationship', valueCodeableConcept: { text: 'r1' } },
            { name: 'relationship', valueCodeableConcept: { text: 'r2' } },
          ],
        },
      ]),
      patient({
        contact: [
          { name: { text: 'A Name' }, gender: 'male', relationship: [{ text: 'r1' }, { text: 'r2' }] },
        ],
      }),
    ],
    [
      'add: parts within parts',
      { resourceType: 'Questionnaire' },
      operation('add', 'Questionnaire', named('item'), [
        'value',
        {
          part: [
            { name: 'linkId', valueString: '1' },
            {
              name: 'item',
              part: [
                { name: 'linkId', valueString: '1.1' },
                { name: 'initial', part: [{ name: 'value', valueDecimal: 1.5 }] },
              ],
            },
          ],
        },
      ]),
      {
        resourceType: 'Questionnaire',
        item: [{ linkId: '1', item: [{ linkId: '1.1', initial: [{ valueDecimal: 1.5 }] }] }],
      },
    ],
    [
      'add: a choice takes the type of its value',
      { resourceType: 'Observation' },
      operation('add', 'Observation', named('value'), value({ valueQuantity: { value: 2 } })),
      { resourceType: 'Observation', valueQuantity: { value: 2 } },
    ],
    [
      'add: an extension to a primitive that has none',
      patient({ birthDate: '1930' }),
      operation('add', 'Patient.birthDate', named('extension'), [
        'value',
        {
          part: [
            { name: 'url', valueUri: extension.url },
            { name: 'value', valueString: 'x' },
          ],
        },
      ]),
      patient({ birthDate: '1930', _birthDate: { extension: [extension] } }),
    ],
    [
      'add: a contained resource',
      patient(),
      operation('add', 'Patient', named('contained'), [
        'value',
        { resource: { resourceType: 'Organization', id: 'o', name: 'O' } },
      ]),
      patient({ contained: [{ resourceType: 'Organization', id: 'o', name: 'O' }] }),
    ],
    [
      'insert: at the start',
      patient(ids('a', 'b')),
      operation(
        'insert',
        'Patient.identifier',
        number('index', 0),
        value({ valueIdentifier: { value: 'c' } }),
      ),
      patient({ identifier: [{ value: 'c' }, ...ids('a', 'b').identifier] }),
    ],
    [
      'insert: at the end, into primitives, the companions in step',
      patient({ name: [{ given: ['a', 'b'], _given: [null, { id: 'i' }] }] }),
      operation('insert', 'Patient.name[0].given', number('index', 1), value({ valueString: 'c' })),
      patient({ name: [{ given: ['a', 'c', 'b'], _given: [null, null, { id: 'i' }] }] }),
    ],
    [
      'insert: into a list that is not there',
      patient(),
      operation(
        'insert',
        'Patient.identifier',
        number('index', 0),
        value({ valueIdentifier: { value: 'c' } }),
      ),
      patient({ identifier: [{ value: 'c' }] }),
    ],
    [
      'delete: a primitive, its extensions with it',
      patient({ active: true, birthDate: '1930', _birthDate: { extension: [extension] } }),
      operation('delete', 'Patient.birthDate'),
      patient({ active: true }),
    ],
    [
      'delete: one of a list',
      patient(ids('a', 'b', 'c')),
      operation('delete', 'Patient.identifier[1]'),
      patient(ids('a', 'c')),
    ],
    ['delete: the last of a list', patient(ids('a')), operation('delete', 'Patient.identifier'), patient()],
    ['delete: nothing is no error', patient(), operation('delete', 'Patient.birthDate'), patient()],
    [
      'delete: what has nothing else in it goes, too',
      patient({ contact: [contact], active: true }),
      operation('delete', 'Patient.contact.name.text'),
      patient({ active: true }),
    ],
    [
      'delete: an extension of a primitive',
      patient({ birthDate: '1930', _birthDate: { extension: [extension] } }),
      operation('delete', "Patient.birthDate.extension('http://e.example/e')"),
      patient({ birthDate: '1930' }),
    ],
    [
      'delete: by a condition',
      patient(ids('a', 'b')),
      operation('delete', "Patient.identifier.where(system = 's' and value = 'a')"),
      patient(ids('b')),
    ],
    [
      'replace: a primitive',
      patient({ birthDate: '1930', _birthDate: { extension: [extension] } }),
      operation('replace', 'Patient.birthDate', value({ valueDate: '1931' })),
      patient({ birthDate: '1931' }),
    ],
    [
      'replace: a primitive of a list, by its value',
      patient({ name: [{ given: ['a', 'b'] }] }),
      operation('replace', "Patient.name.given.where($this = 'b')", value({ valueString: 'c' })),
      patient({ name: [{ given: ['a', 'c'] }] }),
    ],
    [
      'replace: a nested element',
      patient({ contact: [contact, { name: { text: 'B' } }] }),
      operation(
        'replace',
        "Patient.contact.where(name.text = 'B').name",
        value({ valueHumanName: { text: 'C' } }),
      ),
      patient({ contact: [contact, { name: { text: 'C' } }] }),
    ],
    [
      'replace: a choice by another of its types',
      observation,
      operation('replace', 'Observation.value', value({ valueString: 'x' })),
      { resourceType: 'Observation', valueString: 'x' },
    ],
    [
      'replace: a choice seen as its type',
      observation,
      operation('replace', 'Observation.value.ofType(Quantity).value', value({ valueDecimal: 2 })),
      { resourceType: 'Observation', valueQuantity: { value: 2 } },
    ],
    [
      'replace: in parts',
      patient({ contact: [contact] }),
      operation('replace', 'Patient.contact', ['value', { part: [{ name: 'gender', valueCode: 'male' }] }]),
      patient({ contact: [{ gender: 'male' }] }),
    ],
    [
      'replace: in a contained resource',
      patient({ contained: [{ resourceType: 'Organization', id: 'o', name: 'O' }] }),
      operation('replace', "Patient.contained.where(id = 'o').name", value({ valueString: 'P' })),
      patient({ contained: [{ resourceType: 'Organization', id: 'o', name: 'P' }] }),
    ],
    [
      'move: forwards',
      patient(ids('a', 'b', 'c', 'd')),
      operation('move', 'Patient.identifier', number('source', 3), number('destination', 1)),
      patient(ids('a', 'd', 'b', 'c')),
    ],
    [
      'move: backwards',
      patient(ids('a', 'b', 'c', 'd')),
      operation('move', 'Patient.identifier', number('source', 0), number('destination', 3)),
      patient(ids('b', 'c', 'd', 'a')),
    ],
    [
      'paths may begin with an element, and have first() and last()',
      patient(ids('a', 'b', 'c')),
      operation('delete', 'identifier.last()'),
      patient(ids('a', 'b')),
    ],
    [
      'conditions may have conditions inside',
      patient({ name: [{ given: ['a'] }, { given: ['b'] }] }),
      operation('delete', "Patient.name.where(given.exists($this = 'b'))"),
      patient({ name: [{ given: ['a'] }] }),
    ],
  ])('%s', (_, resource, patch, expected) => {
    expect(apply(resource, patch)).toEqual(expected);
  });

  it('come one after the other, each seeing what those before did', () => {
    expect(
      apply(
        patient(ids('a')),
        operation('add', 'Patient', named('identifier'), value({ valueIdentifier: { value: 'b' } })),
        operation('delete', 'Patient.identifier[0]'),
        operation('replace', 'Patient.identifier[0].value', value({ valueString: 'c' })),
      ),
    ).toEqual(patient({ identifier: [{ value: 'c' }] }));
  });

  it('keep digits, of the resource and of the patch, and compare by what numbers are worth', () => {
    const before =
      '{"resourceType":"Observation","component":[{"valueQuantity":{"value":1.10}},{"valueQuantity":{"value":2.0}}]}';
    const patch = parameters(
      operation(
        'replace',
        'Observation.component.where(value.ofType(Quantity).value = 2).value.value',
        value({ valueDecimal: 7 }),
      ),
    ).replace('"valueDecimal":7', '"valueDecimal":7.00');
    expect(exactJsonText(applyPatch(read(patch), readExactJson(before) as JsonObject))).toBe(
      before.replace('2.0', '7.00'),
    );
  });
});

describe('what does not fit the resource', () => {
  const two = patient(ids('a', 'b'));
  const id = value({ valueIdentifier: { value: 'c' } });
  it.each([
    ['add: no such element', two, operation('add', 'Patient', named('colour'), value({ valueString: 'x' }))],
    ['add: inherited', two, operation('add', 'Patient', named('__proto__'), value({ valueString: 'x' }))],
    [
      'add: there already',
      patient({ active: true }),
      operation('add', 'Patient', named('active'), value({ valueBoolean: false })),
    ],
    [
      'add: a choice there already in another type',
      { resourceType: 'Observation', valueString: 'x' },
      operation('add', 'Observation', named('value'), value({ valueInteger: 1 })),
    ],
    [
      'add: a type the choice has not',
      { resourceType: 'Observation' },
      operation('add', 'Observation', named('value'), value({ valueUrl: 'x' })),
    ],
    [
      'add: to many',
      two,
      operation('add', 'Patient.identifier', named('value'), value({ valueString: 'x' })),
    ],
    [
      'add: to nothing',
      patient(),
      operation('add', 'Patient.maritalStatus', named('text'), value({ valueString: 'x' })),
    ],
    [
      'add: a part that the element has not',
      two,
      operation('add', 'Patient', named('contact'), ['value', { part: [{ name: 'x', valueString: 'x' }] }]),
    ],
    ['insert: beyond the end', two, operation('insert', 'Patient.identifier', number('index', 3), id)],
    [
      'insert: no list',
      two,
      operation('insert', 'Patient.birthDate', number('index', 0), value({ valueDate: '1930' })),
    ],
    ['insert: one of a list', two, operation('insert', 'Patient.identifier[0]', number('index', 0), id)],
    [
      'insert: a list of many',
      patient({ name: [{ given: ['a'] }, { given: ['b'] }] }),
      operation('insert', 'Patient.name.given', number('index', 0), value({ valueString: 'c' })),
    ],
    ['delete: many', two, operation('delete', 'Patient.identifier')],
    ['delete: all', two, operation('delete', 'Patient')],
    ['delete: no such element', two, operation('delete', 'Patient.colour')],
    ['delete: of another type', two, operation('delete', 'Observation.status')],
    ['replace: nothing', two, operation('replace', 'Patient.birthDate', value({ valueDate: '1930' }))],
    ['replace: many', two, operation('replace', 'Patient.identifier', id)],
    ['replace: all', two, operation('replace', 'Patient', id)],
    [
      'move: from beyond the end',
      two,
      operation('move', 'Patient.identifier', number('source', 2), number('destination', 0)),
    ],
    [
      'move: to beyond the end',
      two,
      operation('move', 'Patient.identifier', number('source', 0), number('destination', 2)),
    ],
    ['other resources', two, operation('delete', 'Patient.managingOrganization.resolve().name')],
    ['a function there is not', two, operation('delete', 'Patient.identifier.skip(1)')],
    ['no path at all', two, operation('delete', "'x'")],
  ])('%s', (_, resource, patch) => {
    expect(codeOf(() => apply(resource, patch))).toBe('patch-not-applicable');
  });
});

describe('a malformed patch', () => {
  const path: Part = ['path', { valueString: 'Patient' }];
  it.each([
    ['no Parameters', '{"resourceType":"Patient"}'],
    ['an array', '[]'],
    ['another parameter', '{"resourceType":"Parameters","parameter":[{"name":"op","valueString":"x"}]}'],
    ['an unknown member', '{"resourceType":"Parameters","parameters":[]}'],
    ['an unknown type', parameters(operation('merge', 'Patient'))],
    ['no type', parameters({ name: 'operation', part: [{ name: 'path', valueString: 'Patient' }] })],
    ['no path', parameters({ name: 'operation', part: [{ name: 'type', valueCode: 'delete' }] })],
    ['a path twice', parameters(operation('delete', 'Patient.active', path))],
    ['an unknown part', parameters(operation('delete', 'Patient.active', ['paht', { valueString: 'x' }]))],
    ['a path that is none', parameters(operation('delete', 'Patient..active'))],
    ['a path without end', parameters(operation('delete', 'Patient' + '.name'.repeat(1_000)))],
    ['a nested path', parameters(operation('delete', '('.repeat(1_000)))],
    ['no value', parameters(operation('add', 'Patient', named('active')))],
    ['an empty value', parameters(operation('add', 'Patient', named('active'), value({})))],
    [
      'two values',
      parameters(
        operation(
          'add',
          'Patient',
          named('active'),
          value({ valueBoolean: true, part: [{ name: 'x', valueString: 'x' }] }),
        ),
      ),
    ],
    ['no name', parameters(operation('add', 'Patient', value({ valueBoolean: true })))],
    ['no index', parameters(operation('insert', 'Patient.name', value({ valueHumanName: { text: 'x' } })))],
    [
      'an index below 0',
      parameters(
        operation('insert', 'Patient.name', number('index', -1), value({ valueHumanName: { text: 'x' } })),
      ),
    ],
    [
      'half an index',
      parameters(
        operation('move', 'Patient.name', ['source', { valueDecimal: 0.5 }], number('destination', 0)),
      ),
    ],
    [
      'an index as text',
      parameters(
        operation('move', 'Patient.name', ['source', { valueString: '0' }], number('destination', 0)),
      ),
    ],
    [
      '1,001 operations',
      parameters(...Array.from({ length: 1_001 }, () => operation('delete', 'Patient.active'))),
    ],
  ])('%s', (_, text) => {
    expect(codeOf(() => read(text))).toBe('malformed-patch');
  });
});

describe('a patch without measure', () => {
  it('does not nest a resource without end', () => {
    const deeper = 'Questionnaire' + '.item'.repeat(70);
    const operations = Array.from({ length: 70 }, (_, depth) =>
      operation('add', `Questionnaire${'.item'.repeat(depth)}`, named('item'), [
        'value',
        { part: [{ name: 'linkId', valueString: 'x' }] },
      ]),
    );
    expect(deeper.length).toBeLessThan(2_048);
    expect(codeOf(() => apply({ resourceType: 'Questionnaire' }, ...operations))).toBe(
      'patch-not-applicable',
    );
  });

  it('does not look at a large resource a thousand times', () => {
    const large = patient({
      name: Array.from({ length: 20_000 }, () => ({ family: 'F', given: ['a', 'b'] })),
    });
    const operations = Array.from({ length: 1_000 }, () =>
      operation('delete', "Patient.name.where(family = 'G')"),
    );
    expect(codeOf(() => apply(large, ...operations))).toBe('patch-too-costly');
  });
});

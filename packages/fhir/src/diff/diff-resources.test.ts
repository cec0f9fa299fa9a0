import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { r4 } from '../definitions/r4.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { validateResource } from '../validation/validate-resource.js';
import { applyPatch } from '../patch/apply-patch.js';
import { readPatch } from '../patch/read-patch.js';
import { diffResources } from './diff-resources.js';
import { parseExact, stringifyExact } from './exact-json.js';

type Part = JsonObject & { readonly name: string; readonly part?: readonly Part[] };
type Mutable = Record<string, JsonValue | undefined>;

function diff(type: string, from: object, to: object): readonly Part[] {
  const text = diffResources(
    type,
    Buffer.from(JSON.stringify(from)),
    Buffer.from(JSON.stringify(to)),
  ).toString();
  const tree = JSON.parse(text) as JsonObject;
  expect(validateResource(tree)).toEqual([]);
  return (tree['parameter'] ?? []) as readonly Part[];
}

/** `type path name|index value`, one line an operation. */
function lines(operations: readonly Part[]): readonly string[] {
  return operations.map(({ part = [] }) =>
    part
      .map(({ name, ...values }) =>
        name === 'value' ? JSON.stringify(values) : (Object.values(values)[0] as string | number),
      )
      .join(' '),
  );
}

// A reading of https://hl7.org/fhir/R4/fhirpatch.html for paths of names and places.
function apply(type: string, resource: JsonObject, operations: readonly Part[]): JsonObject {
  const root = structuredClone<Mutable>(resource);
  for (const { part = [] } of operations) {
    const text = (name: string) =>
      Object.entries(part.find((each) => each.name === name) ?? {}).find(([key]) => key !== 'name')?.[1];
    const path = text('path') as string;
    const value = part.find(({ name }) => name === 'value');
    const kind = text('type');
    const [steps, last] = [path.split('.').slice(1), path.split('.').at(-1)!];
    if (kind === 'add') {
      const { object, type: own } = walk(root, type, steps);
      const element = r4.structure(own)!.elements.find(({ name }) => name === text('name'))!;
      const [property, added] = propertyOf(element.name, element.isChoice, value!);
      object[property] = element.repeats
        ? [...((object[property] ?? []) as readonly JsonValue[]), added]
        : added;
      continue;
    }
    const { object, type: own } = walk(root, type, steps.slice(0, -1));
    const [, name = '', place] = /^(\w+)(?:\[(\d+)\])?$/.exec(last) ?? [];
    const element = r4.structure(own)!.elements.find((each) => each.name === name)!;
    const existing = Object.keys(object).find(
      (key) => key === name || (element.isChoice && key.startsWith(name)),
    )!;
    const list = object[existing] as JsonValue[];
    if (kind === 'insert') list.splice(Number(text('index')), 0, propertyOf(name, false, value!)[1]);
    else if (kind === 'delete' && place !== undefined) {
      list.splice(Number(place), 1);
      if (list.length === 0) Reflect.deleteProperty(object, existing);
    } else if (kind === 'delete') Reflect.deleteProperty(object, existing);
    else if (place !== undefined) list[Number(place)] = propertyOf(name, false, value!)[1];
    else {
      Reflect.deleteProperty(object, existing);
      const [property, replaced] = propertyOf(name, element.isChoice, value!);
      object[property] = replaced;
    }
  }
  return root;
}

function propertyOf(name: string, isChoice: boolean, { part, ...values }: Part): [string, JsonValue] {
  if (part !== undefined) {
    const object: Mutable = {};
    for (const each of part) {
      const [property, value] = propertyOf(each.name, false, each);
      object[property] = value;
    }
    return [name, object];
  }
  const [key = '', value = null] = Object.entries(values).find(([each]) => each !== 'name') ?? [];
  return [isChoice ? name + key.slice('value'.length) : name, value];
}

function walk(root: Mutable, type: string, steps: readonly string[]): { object: Mutable; type: string } {
  let at = { object: root, type };
  for (const step of steps) {
    const [, name = '', place] = /^(\w+)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const element = r4.structure(at.type)!.elements.find((each) => each.name === name)!;
    const key = Object.keys(at.object).find(
      (each) => each === name || (element.isChoice && each.startsWith(name)),
    )!;
    const child = at.object[key] as Mutable | Mutable[];
    const own = element.types.find((each) => name + each.charAt(0).toUpperCase() + each.slice(1) === key);
    at = {
      object: (Array.isArray(child) ? child[Number(place)] : child) as Mutable,
      type: own ?? element.types[0]!,
    };
  }
  return at;
}

describe('what makes one of the other', () => {
  test.each<[string, string, object, object, readonly string[]]>([
    ['nothing', 'Patient', { active: true }, { active: true }, []],
    ['an element more', 'Patient', {}, { active: true }, ['add Patient active {"valueBoolean":true}']],
    ['an element less', 'Patient', { active: true }, {}, ['delete Patient.active']],
    [
      'another value',
      'Patient',
      { gender: 'male' },
      { gender: 'female' },
      ['replace Patient.gender {"valueCode":"female"}'],
    ],
    [
      'within a data type',
      'Patient',
      { name: [{ family: 'A', given: ['x'] }] },
      { name: [{ family: 'B', given: ['x', 'y'] }] },
      ['replace Patient.name[0].family {"valueString":"B"}', 'add Patient.name[0] given {"valueString":"y"}'],
    ],
    [
      'the first of a list less',
      'Patient',
      { name: [{ text: 'a' }, { text: 'b' }] },
      { name: [{ text: 'b' }] },
      ['delete Patient.name[0]'],
    ],
    [
      'one before another',
      'Patient',
      { name: [{ text: 'b' }] },
      { name: [{ text: 'a' }, { text: 'b' }] },
      ['insert Patient.name 0 {"valueHumanName":{"text":"a"}}'],
    ],
    [
      'a list less',
      'Patient',
      { name: [{ text: 'a' }, { text: 'b' }] },
      {},
      ['delete Patient.name[1]', 'delete Patient.name[0]'],
    ],
    [
      'no child of an element as it was',
      'Patient',
      { name: [{ text: 'a', given: ['x'] }] },
      { name: [{ family: 'B' }] },
      [
        'add Patient.name[0] family {"valueString":"B"}',
        'delete Patient.name[0].text',
        'delete Patient.name[0].given[0]',
      ],
    ],
    [
      'another type of a choice',
      'Observation',
      { valueString: 'x' },
      { valueInteger: 1 },
      ['replace Observation.value {"valueInteger":1}'],
    ],
    [
      'a backbone element',
      'Patient',
      {},
      { contact: [{ gender: 'male', name: { text: 'x' } }] },
      [
        'add Patient contact {"part":[{"name":"name","valueHumanName":{"text":"x"}},{"name":"gender","valueCode":"male"}]}',
      ],
    ],
    [
      'an extension of a primitive',
      'Patient',
      { birthDate: '1980' },
      { birthDate: '1980', _birthDate: { extension: [{ url: 'u', valueCode: 'c' }] } },
      [
        'add Patient.birthDate extension {"part":[{"name":"url","valueUri":"u"},{"name":"value","valueCode":"c"}]}',
      ],
    ],
    [
      'a contained resource',
      'Patient',
      {},
      { contained: [{ resourceType: 'Basic', id: 'b', code: { text: 'x' } }] },
      ['add Patient contained {"resource":{"resourceType":"Basic","id":"b","code":{"text":"x"}}}'],
    ],
    [
      'the narrative',
      'Patient',
      {},
      { text: { status: 'empty', div: '<div/>' } },
      [
        'add Patient text {"part":[{"name":"status","valueCode":"empty"},{"name":"div","valueString":"<div/>"}]}',
      ],
    ],
    [
      'what the server writes',
      'Patient',
      { meta: { versionId: '1', lastUpdated: 'a', source: 's' } },
      { meta: { versionId: '2', lastUpdated: 'b', source: 't' } },
      ['replace Patient.meta.source {"valueUri":"t"}'],
    ],
  ])('%s', (_, type, from, to, expected) => {
    const operations = diff(type, { resourceType: type, ...from }, { resourceType: type, ...to });
    expect(lines(operations)).toEqual(expected);
  });

  test('digits of decimals count, and stay', () => {
    const value = (text: string) =>
      Buffer.from(
        `{"resourceType":"Observation","valueQuantity":{"value":${text}},"note":[{"text":"1.10 \\"2.0"}]}`,
      );
    expect(diffResources('Observation', value('1.1'), value('1.10')).toString()).toContain(
      '"valueDecimal":1.10}',
    );
    expect(JSON.parse(diffResources('Observation', value('1.10'), value('1.10')).toString())).toEqual({
      resourceType: 'Parameters',
    });
  });
});

test('numbers and strings come back as they were', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(stringifyExact(parseExact(text))).toBe(text);
    }),
  );
});

const names = fc.array(
  fc
    .record(
      {
        family: fc.constantFrom('A', 'B'),
        given: fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 3 }),
        period: fc.record({ start: fc.constantFrom('2001', '2002') }),
      },
      { requiredKeys: [] },
    )
    .filter((name) => Object.keys(name).length > 0),
  { minLength: 1, maxLength: 4 },
);
const patients = fc
  .record(
    {
      active: fc.boolean(),
      name: names,
      gender: fc.constantFrom('male', 'female'),
      maritalStatus: fc.record({ text: fc.constantFrom('m', 's') }),
      contact: fc.array(
        fc.record({
          gender: fc.constantFrom('male', 'other'),
          name: fc.record({ family: fc.constantFrom('C', 'D') }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      deceasedBoolean: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .map((members): JsonObject => ({ resourceType: 'Patient', ...members }));

test('applied to the one it gives the other', () => {
  fc.assert(
    fc.property(patients, patients, (from, to) => {
      const operations = diff('Patient', from, to);
      expect(apply('Patient', from, operations)).toEqual(to);
      // What a client does with it: PATCH drops elements that have become empty.
      if (operations.length === 0) return;
      const parameters = Buffer.from(JSON.stringify({ resourceType: 'Parameters', parameter: operations }));
      expect(applyPatch(readPatch('application/fhir+json', parameters), from)).toEqual(to);
    }),
  );
});

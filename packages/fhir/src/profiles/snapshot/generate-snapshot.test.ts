import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import { extensionOf, profileOf, sourceOf, urlOf } from '../testing/profile-source.js';
import { generateSnapshot } from './generate-snapshot.js';

async function elementsOf(
  definition: JsonObject,
  others: readonly JsonObject[] = [],
): Promise<readonly JsonObject[]> {
  const outcome = await generateSnapshot(definition, sourceOf(others));
  if (!outcome.ok) throw new Error(outcome.issues[0]!.diagnostics);
  return (outcome.definition['snapshot'] as { element: readonly JsonObject[] }).element;
}

async function elementOf(
  id: string,
  definition: JsonObject,
  others: readonly JsonObject[] = [],
): Promise<JsonObject | undefined> {
  return (await elementsOf(definition, others)).find((element) => element['id'] === id);
}

async function faultOf(definition: JsonObject, others: readonly JsonObject[] = []): Promise<string> {
  const outcome = await generateSnapshot(definition, sourceOf(others));
  return outcome.ok ? '' : outcome.issues.map(({ diagnostics }) => diagnostics).join();
}

describe('a snapshot', () => {
  it('has all that the base has, in its order, and what the differential says', async () => {
    const elements = await elementsOf(profileOf('p', 'Patient', [{ path: 'Patient.active', min: 1 }]));
    expect(elements.slice(0, 3).map(({ id }) => id)).toEqual(['Patient', 'Patient.id', 'Patient.meta']);
    expect(elements.find(({ id }) => id === 'Patient.active')).toMatchObject({
      path: 'Patient.active',
      min: 1,
      max: '1',
      type: [{ code: 'boolean' }],
    });
  });

  it('has the elements of a data type where the differential goes into it', async () => {
    const profile = profileOf('p', 'Patient', [{ path: 'Patient.name.family', min: 1 }]);
    const ids = (await elementsOf(profile)).map(({ id }) => id);
    const at = ids.indexOf('Patient.name');
    expect(ids.slice(at, at + 10)).toEqual([
      'Patient.name',
      'Patient.name.id',
      'Patient.name.extension',
      'Patient.name.use',
      'Patient.name.text',
      'Patient.name.family',
      'Patient.name.given',
      'Patient.name.prefix',
      'Patient.name.suffix',
      'Patient.name.period',
    ]);
    expect(await elementOf('Patient.name.family', profile)).toMatchObject({ min: 1, max: '1' });
  });

  it('has the elements that a contentReference leads to', async () => {
    const profile = profileOf('p', 'Questionnaire', [{ path: 'Questionnaire.item.item.text', min: 1 }]);
    expect(await elementOf('Questionnaire.item.item.text', profile)).toMatchObject({ min: 1 });
    expect(await elementOf('Questionnaire.item.text', profile)).toMatchObject({ min: 0 });
  });

  it('has the elements of the profile on a type', async () => {
    const size = extensionOf('size', [{ path: 'Extension.value[x]', type: [{ code: 'Quantity' }] }]);
    const profile = profileOf('p', 'Patient', [
      {
        path: 'Patient.extension',
        sliceName: 'size',
        type: [{ code: 'Extension', profile: [urlOf('size')] }],
      },
      { path: 'Patient.extension.value[x].unit', min: 1 },
    ]);
    expect(await elementOf('Patient.extension:size.value[x]', profile, [size])).toMatchObject({
      type: [{ code: 'Quantity' }],
    });
    expect(await elementOf('Patient.extension:size.value[x].unit', profile, [size])).toMatchObject({
      min: 1,
    });
  });

  it('adds constraints up, and a key that is there again takes the place', async () => {
    const constraint = (key: string, human: string): JsonObject => ({ key, severity: 'error', human });
    const first = profileOf('first', 'Patient', [
      { path: 'Patient', constraint: [constraint('a', '1'), constraint('b', '1')] },
    ]);
    const second = profileOf('second', 'Patient', [{ path: 'Patient', constraint: [constraint('b', '2')] }], {
      baseDefinition: urlOf('first'),
    });
    const root = await elementOf('Patient', second, [first]);
    const constraints = root!['constraint'] as readonly JsonObject[];
    expect(constraints.slice(-2).map(({ key, human }) => [key, human])).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('has slices of extensions and types without a word on slicing', async () => {
    const profile = profileOf('p', 'Observation', [
      { path: 'Observation.extension', sliceName: 'a', max: '1' },
      { path: 'Observation.value[x]', sliceName: 'valueQuantity', type: [{ code: 'Quantity' }] },
    ]);
    expect(await elementOf('Observation.extension', profile)).toMatchObject({
      slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' },
    });
    expect(await elementOf('Observation.value[x]', profile)).toMatchObject({
      slicing: { discriminator: [{ type: 'type', path: '$this' }], rules: 'open' },
    });
    // The list needs its values, a slice of it none.
    expect(await elementOf('Observation.extension:a', profile)).toMatchObject({ min: 0, max: '1' });
  });

  it('starts a slice from what the element is, and a slice of a slice from that', async () => {
    const profile = profileOf('p', 'Patient', [
      {
        path: 'Patient.telecom',
        slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
        min: 2,
      },
      { path: 'Patient.telecom.value', min: 1 },
      { path: 'Patient.telecom', sliceName: 'phone' },
      { path: 'Patient.telecom.system', fixedCode: 'phone' },
      { path: 'Patient.telecom', sliceName: 'phone/home' },
      { path: 'Patient.telecom.use', fixedCode: 'home' },
    ]);
    expect(await elementOf('Patient.telecom:phone', profile)).toMatchObject({ min: 0, max: '*' });
    expect(await elementOf('Patient.telecom:phone.value', profile)).toMatchObject({ min: 1 });
    expect(await elementOf('Patient.telecom:phone/home.system', profile)).toMatchObject({
      fixedCode: 'phone',
    });
    expect(await elementOf('Patient.telecom:phone.use', profile)).not.toHaveProperty('fixedCode');
  });

  it('tells by ids which slice is meant, where the order does not', async () => {
    const profile = profileOf('p', 'Patient', [
      {
        id: 'Patient.telecom',
        path: 'Patient.telecom',
        slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
      },
      { id: 'Patient.telecom:a', path: 'Patient.telecom', sliceName: 'a' },
      { id: 'Patient.telecom:b', path: 'Patient.telecom', sliceName: 'b' },
      { id: 'Patient.telecom:a.system', path: 'Patient.telecom.system', fixedCode: 'phone' },
    ]);
    expect(await elementOf('Patient.telecom:a.system', profile)).toMatchObject({ fixedCode: 'phone' });
    expect(await elementOf('Patient.telecom:b.system', profile)).toBeUndefined();
  });
});

describe('a differential that contradicts', () => {
  it.each<[string, JsonObject, string]>([
    [
      'an element that is not there',
      { path: 'Patient.weight' },
      'Patient.weight: there is no such element in Patient',
    ],
    [
      'an element that is not there in a data type',
      { path: 'Patient.name.first' },
      'Patient.name.first: there is no such element in Patient.name',
    ],
    [
      'a type that a choice does not have',
      { path: 'Patient.deceasedString' },
      'Patient.deceasedString: there is no such element in Patient',
    ],
    [
      'fewer values than are needed',
      { path: 'Patient.contact.id', max: '*' },
      'Patient.contact.id: max * is more than 1 of before',
    ],
    [
      'more values than are allowed',
      { path: 'Patient.active', max: '2' },
      'Patient.active: max 2 is more than 1 of before',
    ],
    [
      'less than nothing left',
      { path: 'Patient.name', min: 2, max: '1' },
      'Patient.name: needs at least 2 values, and may have 1 at most',
    ],
    [
      'another type',
      { path: 'Patient.active', type: [{ code: 'string' }] },
      'Patient.active: the type string is none that the element may have (boolean)',
    ],
    ['another resource', { path: 'Device.type' }, 'Device.type: the profile is about Patient'],
    ['no path', { path: '' }, 'An element has the path "", which is no path of an element'],
  ])('by %s', async (_, element, fault) => {
    expect(await faultOf(profileOf('p', 'Patient', [element]))).toBe(fault);
  });

  it('by needing less than the profile before', async () => {
    const first = profileOf('first', 'Patient', [{ path: 'Patient.name', min: 1 }]);
    const second = profileOf('second', 'Patient', [{ path: 'Patient.name', min: 0 }], {
      baseDefinition: urlOf('first'),
    });
    expect(await faultOf(second, [first])).toBe(
      'Patient.name: min 0 is less than the 1 that the element needs before',
    );
  });

  it('by fixing another value than the profile before', async () => {
    const first = profileOf('first', 'Patient', [{ path: 'Patient.gender', fixedCode: 'female' }]);
    const second = profileOf('second', 'Patient', [{ path: 'Patient.gender', fixedCode: 'male' }], {
      baseDefinition: urlOf('first'),
    });
    expect(await faultOf(second, [first])).toBe(
      'Patient.gender: the value is fixed before, and to another one',
    );
  });

  it('by a base that is not there, or none', async () => {
    expect(await faultOf(profileOf('p', 'Patient', [], { baseDefinition: urlOf('gone') }))).toBe(
      `${urlOf('p')} is based on ${urlOf('gone')}, which is not known here`,
    );
    expect(await faultOf({ ...profileOf('p', 'Patient', []), baseDefinition: 1 })).toBe(
      `${urlOf('p')} has neither a snapshot nor a baseDefinition`,
    );
  });

  it('by being based on itself', async () => {
    const [a, b] = [
      profileOf('a', 'Patient', [], { baseDefinition: urlOf('b') }),
      profileOf('b', 'Patient', [], { baseDefinition: urlOf('a') }),
    ];
    expect(await faultOf(a, [a, b])).toBe(
      `${urlOf('a')} is based on itself: ${[urlOf('a'), urlOf('b'), urlOf('a')].join(' -> ')}`,
    );
  });
});

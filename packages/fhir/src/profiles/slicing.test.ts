import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { extensionOf, faultsOf, profileOf, urlOf } from './testing/profile-source.js';

const telecom = (discriminator: readonly JsonObject[], slicing: JsonObject = {}): JsonObject => ({
  path: 'Patient.telecom',
  slicing: { discriminator, rules: 'open', ...slicing },
});
const bySystem = { type: 'value', path: 'system' };

/** A slice of telecom by its system. */
const slice = (name: string, more: JsonObject = {}): readonly JsonObject[] => [
  { path: 'Patient.telecom', sliceName: name, ...more },
  { path: 'Patient.telecom.system', min: 1, fixedCode: name },
];
const contact = (...systems: readonly string[]): readonly JsonObject[] =>
  systems.map((system) => ({ system }));

async function telecomFaults(
  elements: readonly JsonObject[],
  ...systems: readonly string[]
): Promise<readonly string[]> {
  return faultsOf(profileOf('p', 'Patient', elements), {
    resourceType: 'Patient',
    telecom: contact(...systems),
  });
}

describe('slices by a value', () => {
  const elements = [
    telecom([bySystem]),
    ...slice('phone', { min: 1, max: '2' }),
    { path: 'Patient.telecom.value', min: 1 },
    ...slice('email', { max: '1' }),
  ];
  it.each<[readonly string[], readonly string[]]>([
    [['phone'], ['missing-element at Patient.telecom[0].value']],
    [['email', 'fax'], ['slice-missing at Patient.telecom']],
    [
      ['fax', 'email', 'email'],
      ['slice-missing at Patient.telecom', 'slice-too-many at Patient.telecom'],
    ],
    [[], ['slice-missing at Patient.telecom']],
  ])('of %j: %j', async (systems, faults) => {
    expect(await telecomFaults(elements, ...systems)).toEqual(faults);
  });
});

describe('rules of slicing', () => {
  const elements = (slicing: JsonObject): readonly JsonObject[] => [
    telecom([bySystem], slicing),
    ...slice('phone'),
    ...slice('email'),
  ];
  it.each<[string, JsonObject, readonly string[], readonly string[]]>([
    ['open', {}, ['fax', 'email', 'phone'], []],
    ['closed', { rules: 'closed' }, ['email', 'phone'], []],
    ['closed', { rules: 'closed' }, ['phone', 'fax'], ['slice-not-found at Patient.telecom[1]']],
    ['open at the end', { rules: 'openAtEnd', ordered: true }, ['phone', 'email', 'fax'], []],
    [
      'open at the end',
      { rules: 'openAtEnd', ordered: true },
      ['phone', 'fax', 'email'],
      ['slice-order at Patient.telecom[2]'],
    ],
    ['ordered', { ordered: true }, ['phone', 'phone', 'email'], []],
    ['ordered', { ordered: true }, ['fax', 'phone', 'fax', 'email'], []],
    ['ordered', { ordered: true }, ['email', 'phone'], ['slice-order at Patient.telecom[1]']],
  ])('%s %j of %j', async (_, slicing, systems, faults) => {
    expect(await telecomFaults(elements(slicing), ...systems)).toEqual(faults);
  });
});

describe('what tells slices apart', () => {
  const coded = (system: string, code: string): JsonObject => ({ coding: [{ system, code }] });
  const component = (discriminator: JsonObject, ...more: readonly JsonObject[]): readonly JsonObject[] => [
    {
      path: 'Observation.component',
      slicing: { discriminator: [discriminator], rules: 'closed' },
    },
    { path: 'Observation.component', sliceName: 'a', min: 1 },
    ...more,
  ];
  const check = (
    elements: readonly JsonObject[],
    ...components: readonly JsonObject[]
  ): Promise<readonly string[]> =>
    faultsOf(profileOf('p', 'Observation', elements), {
      resourceType: 'Observation',
      component: components,
    });
  const other = ['slice-not-found at Observation.component[0]', 'slice-missing at Observation.component'];

  it.each<[string, readonly JsonObject[], JsonObject, JsonObject]>([
    [
      'a pattern',
      component(
        { type: 'pattern', path: 'code' },
        { path: 'Observation.component.code', patternCodeableConcept: coded('s', '1') },
      ),
      {
        code: {
          coding: [
            { system: 's', code: '2' },
            { system: 's', code: '1' },
          ],
          text: 'x',
        },
      },
      { code: coded('s', '2') },
    ],
    [
      'a value at the end of a path',
      component(
        { type: 'value', path: 'code.coding.code' },
        { path: 'Observation.component.code.coding.code', fixedCode: '1' },
      ),
      { code: coded('s', '1') },
      { code: coded('s', '2') },
    ],
    [
      'what is fixed below the element',
      component(
        { type: 'value', path: 'code' },
        { path: 'Observation.component.code.coding.system', min: 1, fixedUri: 's' },
        { path: 'Observation.component.code.coding.code', min: 1, fixedCode: '1' },
      ),
      { code: coded('s', '1') },
      { code: coded('s', '2') },
    ],
    [
      'codes of a value set that is known whole',
      component(
        { type: 'value', path: 'code' },
        {
          path: 'Observation.component.code',
          binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/administrative-gender' },
        },
      ),
      { code: coded('http://hl7.org/fhir/administrative-gender', 'male') },
      { code: coded('http://hl7.org/fhir/administrative-gender', 'x') },
    ],
    [
      'presence',
      component(
        { type: 'exists', path: 'interpretation' },
        { path: 'Observation.component.interpretation', min: 1 },
      ),
      { code: {}, interpretation: [{ text: 'x' }] },
      { code: {} },
    ],
    [
      'absence',
      component(
        { type: 'exists', path: 'interpretation' },
        { path: 'Observation.component.interpretation', max: '0' },
      ),
      { code: {} },
      { code: {}, interpretation: [{ text: 'x' }] },
    ],
    [
      'a type',
      component(
        { type: 'type', path: 'value' },
        { path: 'Observation.component.value[x]', type: [{ code: 'Quantity' }] },
      ),
      { valueQuantity: { value: 1 } },
      { valueString: 'x' },
    ],
    [
      'an extension',
      component(
        { type: 'value', path: "extension('http://a.example/StructureDefinition/kind').value" },
        {
          path: 'Observation.component.extension',
          sliceName: 'kind',
        },
        { path: 'Observation.component.extension.url', fixedUri: urlOf('kind') },
        { path: 'Observation.component.extension.value[x]', type: [{ code: 'code' }], fixedCode: 'a' },
      ),
      { extension: [{ url: urlOf('kind'), valueCode: 'a' }] },
      { extension: [{ url: urlOf('kind'), valueCode: 'b' }] },
    ],
  ])('%s', async (_, elements, inside, outside) => {
    expect(await check(elements, inside)).toEqual([]);
    expect(await check(elements, outside)).toEqual(other);
  });

  it.each([
    ['a path that is none', { type: 'value', path: 'code.where(text)' }],
    ['an element that nothing is said of', { type: 'value', path: 'dataAbsentReason' }],
    ['a value set that is not known', { type: 'value', path: 'code' }],
  ])('is not told by %s: nothing is an error then', async (_, discriminator) => {
    const elements = component(discriminator, {
      path: 'Observation.component.code',
      binding: { strength: 'required', valueSet: 'http://a.example/ValueSet/unknown' },
    });
    expect(await check(elements, { code: coded('s', '1') })).toEqual([]);
  });

  it('two elements, of which a slice may name one', async () => {
    const both = [
      {
        path: 'Observation.component',
        slicing: {
          discriminator: [
            { type: 'value', path: 'code' },
            { type: 'value', path: 'interpretation' },
          ],
          rules: 'open',
        },
      },
      { path: 'Observation.component', sliceName: 'a', min: 1 },
      { path: 'Observation.component.code', patternCodeableConcept: coded('s', '1') },
      { path: 'Observation.component.interpretation', min: 1, patternCodeableConcept: coded('s', 'h') },
      { path: 'Observation.component', sliceName: 'b', min: 1 },
      { path: 'Observation.component.code', patternCodeableConcept: coded('s', '2') },
    ];
    const [high, plain] = [{ interpretation: [coded('s', 'h')] }, {}];
    expect(await check(both, { code: coded('s', '1'), ...high }, { code: coded('s', '2') })).toEqual([]);
    expect(await check(both, { code: coded('s', '1'), ...plain }, { code: coded('s', '2') })).toEqual([
      'slice-missing at Observation.component',
    ]);
  });

  it('the value itself', async () => {
    const elements = [
      {
        path: 'Observation.category',
        slicing: { discriminator: [{ type: 'pattern', path: '$this' }], rules: 'open' },
      },
      { path: 'Observation.category', sliceName: 'lab', min: 1, patternCodeableConcept: coded('s', 'lab') },
    ];
    const profile = profileOf('p', 'Observation', elements);
    const observation = (code: string): JsonObject => ({
      resourceType: 'Observation',
      category: [coded('s', 'x'), coded('s', code)],
    });
    expect(await faultsOf(profile, observation('lab'))).toEqual([]);
    expect(await faultsOf(profile, observation('y'))).toEqual(['slice-missing at Observation.category']);
  });

  it('the rules of the slice, where there is no discriminator', async () => {
    const elements = [
      { path: 'Patient.telecom', slicing: { rules: 'closed' } },
      ...slice('phone', { min: 1 }),
    ];
    expect(await telecomFaults(elements, 'phone')).toEqual([]);
    expect(await telecomFaults(elements, 'fax')).toEqual([
      'slice-not-found at Patient.telecom[0]',
      'slice-missing at Patient.telecom',
    ]);
  });

  it('the place in the list', async () => {
    const elements = [
      telecom([{ type: 'position', path: '$this' }], { rules: 'closed' }),
      { path: 'Patient.telecom', sliceName: 'first', min: 1 },
      { path: 'Patient.telecom.system', fixedCode: 'phone' },
      { path: 'Patient.telecom', sliceName: 'second' },
    ];
    expect(await telecomFaults(elements, 'phone', 'fax')).toEqual([]);
    expect(await telecomFaults(elements, 'fax', 'phone', 'sms')).toEqual([
      'slice-not-found at Patient.telecom[2]',
      'value-not-fixed at Patient.telecom[0].system',
    ]);
  });

  it('more than one slice is an error', async () => {
    const elements = [
      { path: 'Patient.telecom', slicing: { rules: 'open' } },
      { path: 'Patient.telecom', sliceName: 'a' },
      { path: 'Patient.telecom.system', min: 1 },
      { path: 'Patient.telecom', sliceName: 'b' },
      { path: 'Patient.telecom.system', min: 1 },
    ];
    expect(await telecomFaults(elements, 'phone')).toEqual(['slice-ambiguous at Patient.telecom[0]']);
  });
});

describe('slices of slices', () => {
  const elements = [
    telecom([bySystem]),
    {
      path: 'Patient.telecom',
      sliceName: 'phone',
      slicing: { discriminator: [{ type: 'value', path: 'use' }], rules: 'closed' },
    },
    { path: 'Patient.telecom.system', min: 1, fixedCode: 'phone' },
    { path: 'Patient.telecom', sliceName: 'phone/home', min: 1, max: '1' },
    { path: 'Patient.telecom.use', min: 1, fixedCode: 'home' },
  ];
  const check = (...list: readonly JsonObject[]): Promise<readonly string[]> =>
    faultsOf(profileOf('p', 'Patient', elements), { resourceType: 'Patient', telecom: list });

  it('divide what belongs to the slice', async () => {
    const home = { system: 'phone', use: 'home' };
    expect(await check({ system: 'fax', use: 'work' }, home)).toEqual([]);
    expect(await check(home, { system: 'phone', use: 'work' })).toEqual([
      'slice-not-found at Patient.telecom[1]',
    ]);
    expect(await check(home, home)).toEqual(['slice-too-many at Patient.telecom']);
    expect(await check({ system: 'fax', use: 'home' })).toEqual(['slice-missing at Patient.telecom']);
  });
});

describe('slices of other profiles', () => {
  const first = profileOf('first', 'Patient', [telecom([bySystem]), ...slice('phone')]);
  const derived = (elements: readonly JsonObject[]): JsonObject =>
    profileOf('second', 'Patient', elements, { baseDefinition: urlOf('first') });
  const tree = (...systems: readonly string[]): JsonObject => ({
    resourceType: 'Patient',
    telecom: contact(...systems),
  });

  it('are constrained by name, and new ones come beside them', async () => {
    const second = derived([
      { path: 'Patient.telecom', sliceName: 'phone', min: 1 },
      ...slice('email', { min: 1 }),
    ]);
    expect(await faultsOf(second, tree('phone', 'email'), [first])).toEqual([]);
    expect(await faultsOf(second, tree('fax'), [first])).toEqual([
      'slice-missing at Patient.telecom',
      'slice-missing at Patient.telecom',
    ]);
  });

  it('of a choice stay beside the one that is constrained further', async () => {
    const divided = profileOf('divided', 'Observation', [
      { path: 'Observation.valueQuantity.value', min: 1 },
      { path: 'Observation.valueString', maxLength: 5 },
    ]);
    const further = profileOf(
      'further',
      'Observation',
      [{ path: 'Observation.valueQuantity.unit', min: 1 }],
      {
        baseDefinition: urlOf('divided'),
      },
    );
    const check = (more: JsonObject): Promise<readonly string[]> =>
      faultsOf(further, { resourceType: 'Observation', ...more }, [divided]);
    expect(await check({ valueString: 'x' })).toEqual([]);
    expect(await check({ valueQuantity: { value: 1 } })).toEqual([
      'missing-element at Observation.value.ofType(Quantity).unit',
    ]);
  });

  it('are all constrained where the element is', async () => {
    const second = derived([{ path: 'Patient.telecom.value', min: 1 }]);
    expect(await faultsOf(second, tree('phone', 'fax'), [first])).toEqual([
      'missing-element at Patient.telecom[0].value',
      'missing-element at Patient.telecom[1].value',
    ]);
  });
});

it('a snapshot may name a type of a choice in its path', async () => {
  const element = [
    { path: 'Observation' },
    { path: 'Observation.valueQuantity', min: 1, max: '1', type: [{ code: 'Quantity' }] },
    { path: 'Observation.valueQuantity.unit', min: 1, max: '1', type: [{ code: 'string' }] },
  ];
  const profile = profileOf('p', 'Observation', [], { snapshot: { element } });
  const check = (more: JsonObject): Promise<readonly string[]> =>
    faultsOf(profile, { resourceType: 'Observation', ...more });
  expect(await check({ valueQuantity: { unit: 'x' } })).toEqual([]);
  expect(await check({ valueQuantity: { value: 1 } })).toEqual([
    'missing-element at Observation.value.ofType(Quantity).unit',
  ]);
  expect(await check({ valueString: 'x' })).toEqual(['slice-missing at Observation.value.ofType(string)']);
});

describe('entries of a Bundle', () => {
  const named = profileOf('named', 'Patient', [{ path: 'Patient.name', min: 1 }]);
  const withPatient = (discriminator: JsonObject, type: JsonObject): JsonObject =>
    profileOf('p', 'Bundle', [
      { path: 'Bundle.entry', slicing: { discriminator: [discriminator], rules: 'closed' } },
      { path: 'Bundle.entry', sliceName: 'patient', min: 1 },
      { path: 'Bundle.entry.resource', min: 1, type: [type] },
    ]);
  const bundle = (...resources: readonly JsonObject[]): JsonObject => ({
    resourceType: 'Bundle',
    entry: resources.map((resource) => ({ resource })),
  });
  const anne = { resourceType: 'Patient', name: [{ text: 'Anne' }] };

  it('are told by the type of the resource, and checked by its profile', async () => {
    const profile = withPatient(
      { type: 'type', path: 'resource' },
      { code: 'Patient', profile: [urlOf('named')] },
    );
    expect(await faultsOf(profile, bundle(anne), [named])).toEqual([]);
    expect(await faultsOf(profile, bundle({ resourceType: 'Patient' }), [named])).toEqual([
      'missing-element at Bundle.entry[0].resource.name',
    ]);
    expect(await faultsOf(profile, bundle(anne, { resourceType: 'Device' }), [named])).toEqual([
      'slice-not-found at Bundle.entry[1]',
    ]);
  });

  it('are told by the profile that they meet', async () => {
    const profile = withPatient(
      { type: 'profile', path: 'resource' },
      { code: 'Patient', profile: [urlOf('named')] },
    );
    expect(await faultsOf(profile, bundle(anne), [named])).toEqual([]);
    expect(await faultsOf(profile, bundle({ resourceType: 'Patient' }), [named])).toEqual([
      'slice-not-found at Bundle.entry[0]',
      'slice-missing at Bundle.entry',
    ]);
  });

  it('are told by what they refer to', async () => {
    const profile = profileOf('p', 'List', [
      {
        path: 'List.entry',
        slicing: { discriminator: [{ type: 'type', path: 'item.resolve()' }], rules: 'closed' },
      },
      { path: 'List.entry', sliceName: 'patient', min: 1 },
      {
        path: 'List.entry.item',
        type: [{ code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'] }],
      },
    ]);
    const list = (reference: string): JsonObject => ({
      resourceType: 'List',
      contained: [
        { resourceType: 'Patient', id: 'p' },
        { resourceType: 'Device', id: 'd' },
      ],
      entry: [{ item: { reference } }],
    });
    expect(await faultsOf(profile, list('#p'))).toEqual([]);
    expect(await faultsOf(profile, list('#d'))).toEqual([
      'slice-not-found at List.entry[0]',
      'slice-missing at List.entry',
    ]);
    // It is elsewhere, so nothing can be told.
    expect(await faultsOf(profile, list('Device/d'))).toEqual([]);
  });
});

describe('contained resources and parameters', () => {
  it('are checked by their profiles', async () => {
    const profile = profileOf('p', 'Parameters', [
      {
        path: 'Parameters.parameter',
        slicing: { discriminator: [{ type: 'value', path: 'name' }], rules: 'open' },
      },
      { path: 'Parameters.parameter', sliceName: 'in', min: 1 },
      { path: 'Parameters.parameter.name', fixedString: 'in' },
      { path: 'Parameters.parameter.resource', min: 1, type: [{ code: 'Patient' }] },
      { path: 'Parameters.parameter.resource.name', min: 1 },
    ]);
    const parameters = (resource: JsonObject): JsonObject => ({
      resourceType: 'Parameters',
      parameter: [{ name: 'in', resource }],
    });
    expect(await faultsOf(profile, parameters({ resourceType: 'Patient', name: [{ text: 'x' }] }))).toEqual(
      [],
    );
    expect(await faultsOf(profile, parameters({ resourceType: 'Patient' }))).toEqual([
      'missing-element at Parameters.parameter[0].resource.name',
    ]);
    expect(await faultsOf(profile, parameters({ resourceType: 'Device' }))).toContain(
      'type-not-allowed at Parameters.parameter[0].resource',
    );
  });

  it('have invariants evaluated in themselves', async () => {
    const own = profileOf('own', 'Patient', [
      {
        path: 'Patient.name',
        constraint: [
          {
            key: 'x',
            severity: 'error',
            human: 'x',
            expression: "%resource.id = 'inner' and %rootResource.id = 'outer'",
          },
        ],
      },
    ]);
    const profile = profileOf('p', 'Observation', [
      { path: 'Observation.contained', type: [{ code: 'Patient', profile: [urlOf('own')] }] },
    ]);
    const contained = [{ resourceType: 'Patient', id: 'inner', name: [{ text: 'x' }] }];
    expect(await faultsOf(profile, { resourceType: 'Observation', id: 'outer', contained }, [own])).toEqual(
      [],
    );
    expect(await faultsOf(profile, { resourceType: 'Observation', id: 'other', contained }, [own])).toEqual([
      'invariant-failed at Observation.contained[0].name[0]',
    ]);
  });
});

describe('slices of an extension list', () => {
  it('may be by url and told further', async () => {
    const kind = extensionOf('kind', [{ path: 'Extension.value[x]', type: [{ code: 'code' }] }]);
    const profile = profileOf('p', 'Patient', [
      {
        path: 'Patient.extension',
        slicing: {
          discriminator: [
            { type: 'value', path: 'url' },
            { type: 'value', path: 'value.ofType(code)' },
          ],
          rules: 'open',
        },
      },
      {
        path: 'Patient.extension',
        sliceName: 'a',
        min: 1,
        type: [{ code: 'Extension', profile: [urlOf('kind')] }],
      },
      { path: 'Patient.extension.value[x]', min: 1, fixedCode: 'a' },
    ]);
    const check = (valueCode: string): Promise<readonly string[]> =>
      faultsOf(profile, { resourceType: 'Patient', extension: [{ url: urlOf('kind'), valueCode }] }, [kind]);
    expect(await check('a')).toEqual([]);
    expect(await check('b')).toEqual(['slice-missing at Patient.extension']);
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { extensionOf, faultsOf, findingsOf, profileOf, urlOf } from './testing/profile-source.js';

const patient = { resourceType: 'Patient' };
const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';

/** A profile's elements, a resource, and the faults that the specification's words lead to. */
type Case = readonly [
  what: string,
  elements: readonly JsonObject[],
  tree: JsonObject,
  faults: readonly string[],
];

async function expectFaults(
  type: string,
  elements: readonly JsonObject[],
  tree: JsonObject,
  faults: readonly string[],
): Promise<void> {
  expect(await faultsOf(profileOf('p', type, elements), { resourceType: type, ...tree })).toEqual(faults);
}

describe('cardinality', () => {
  it.each<Case>([
    ['there', [{ path: 'Patient.name', min: 1 }], { name: [{}] }, []],
    ['missing', [{ path: 'Patient.name', min: 1 }], {}, ['missing-element at Patient.name']],
    ['too few', [{ path: 'Patient.name', min: 2 }], { name: [{}] }, ['missing-element at Patient.name']],
    ['too many', [{ path: 'Patient.name', max: '1' }], { name: [{}, {}] }, ['too-many at Patient.name']],
    ['forbidden', [{ path: 'Patient.photo', max: '0' }], { photo: [{}] }, ['too-many at Patient.photo']],
    [
      'in a data type',
      [{ path: 'Patient.name.family', min: 1 }],
      { name: [{ family: 'A' }, { text: 'B' }] },
      ['missing-element at Patient.name[1].family'],
    ],
    ['in a data type that is not there', [{ path: 'Patient.name.family', min: 1 }], {}, []],
    [
      'below a backbone element',
      [{ path: 'Patient.contact.name.given', min: 1 }],
      { contact: [{ name: { family: 'A' } }] },
      ['missing-element at Patient.contact[0].name.given'],
    ],
    // "The element is present" where it has an extension alone.
    [
      'a primitive of extensions',
      [{ path: 'Patient.birthDate', min: 1 }],
      { _birthDate: { extension: [{ url: 'http://a.example/absent', valueCode: 'unknown' }] } },
      [],
    ],
    [
      'the extension of a primitive',
      [{ path: 'Patient.birthDate.extension', min: 1 }],
      { birthDate: '2000' },
      ['missing-element at Patient.birthDate.extension'],
    ],
    [
      'any of a choice',
      [{ path: 'Patient.deceased[x]', min: 1 }],
      {},
      ['missing-element at Patient.deceased'],
    ],
    [
      'what another element refers to',
      [{ path: 'Questionnaire.item.item.text', min: 1 }],
      { item: [{ linkId: '1', item: [{ linkId: '2' }] }] },
      ['missing-element at Questionnaire.item[0].item[0].text'],
    ],
  ])('%s', async (_, elements, tree, faults) => {
    const type = 'item' in tree ? 'Questionnaire' : 'Patient';
    await expectFaults(type, elements, tree, faults);
  });

  it('names the profile, its version and the element', async () => {
    const { issues } = await findingsOf(
      profileOf('named', 'Patient', [{ path: 'Patient.name', min: 1 }]),
      patient,
    );
    expect(issues).toEqual([
      {
        severity: 'error',
        code: 'required',
        detail: 'missing-element',
        diagnostics: `Patient.name: is required, but missing (profile ${urlOf('named')}|1.0.0)`,
        expression: ['Patient.name'],
      },
    ]);
  });

  it('is not judged of a resource of another type', async () => {
    const profile = profileOf('p', 'Patient', [{ path: 'Patient.name', min: 1 }]);
    expect(await faultsOf(profile, { resourceType: 'Device' })).toEqual(['profile-of-other-type at Device']);
  });
});

describe('fixed values and patterns', () => {
  const coded = { coding: [{ system: loinc, code: '1', display: 'x' }], text: 'x' };
  it.each<Case>([
    ['the same', [{ path: 'Observation.status', fixedCode: 'final' }], { status: 'final' }, []],
    [
      'another',
      [{ path: 'Observation.status', fixedCode: 'final' }],
      { status: 'amended' },
      ['value-not-fixed at Observation.status'],
    ],
    ['absent', [{ path: 'Observation.issued', fixedInstant: '2020-01-01T00:00:00Z' }], {}, []],
    // "If a fixed value is given, the value has to be exactly this".
    [
      'more than is fixed',
      [{ path: 'Observation.code', fixedCodeableConcept: { coding: [{ system: loinc, code: '1' }] } }],
      { code: coded },
      ['value-not-fixed at Observation.code'],
    ],
    [
      'more than the pattern',
      [{ path: 'Observation.code', patternCodeableConcept: { coding: [{ system: loinc, code: '1' }] } }],
      { code: coded },
      [],
    ],
    [
      'a pattern met by the second coding',
      [{ path: 'Observation.code', patternCodeableConcept: { coding: [{ system: loinc, code: '1' }] } }],
      {
        code: {
          coding: [
            { system: loinc, code: '2' },
            { system: loinc, code: '1' },
          ],
        },
      },
      [],
    ],
    [
      'a pattern met by two codings together',
      [{ path: 'Observation.code', patternCodeableConcept: { coding: [{ system: loinc, code: '1' }] } }],
      {
        code: {
          coding: [
            { system: loinc, code: '2' },
            { system: 'http://a.example', code: '1' },
          ],
        },
      },
      ['pattern-not-met at Observation.code'],
    ],
    [
      'a number in another form',
      [{ path: 'Observation.valueQuantity.value', fixedDecimal: 1.5 }],
      { valueQuantity: { value: 1.5 } },
      [],
    ],
    [
      'a value of another type',
      [{ path: 'Observation.value[x]', patternQuantity: { code: 'kg' } }],
      { valueString: 'kg' },
      ['pattern-not-met at Observation.value.ofType(string)'],
    ],
  ])('%s', async (_, elements, tree, faults) => {
    await expectFaults('Observation', elements, tree, faults);
  });
});

describe('types', () => {
  it.each<Case>([
    [
      'one of a choice',
      [{ path: 'Observation.value[x]', type: [{ code: 'Quantity' }, { code: 'string' }] }],
      { valueString: 'x' },
      [],
    ],
    [
      'none of a choice',
      [{ path: 'Observation.value[x]', type: [{ code: 'Quantity' }, { code: 'string' }] }],
      { valueBoolean: true },
      ['type-not-allowed at Observation.value.ofType(boolean)'],
    ],
    [
      'the type that a path names alone',
      [{ path: 'Observation.valueQuantity.unit', min: 1 }],
      { valueQuantity: { value: 1 } },
      ['missing-element at Observation.value.ofType(Quantity).unit'],
    ],
    [
      'another than the path names alone',
      [{ path: 'Observation.valueQuantity', min: 1 }],
      { valueString: 'x' },
      [
        'type-not-allowed at Observation.value.ofType(string)',
        'slice-not-found at Observation.value.ofType(string)',
        'slice-missing at Observation.value.ofType(string)',
      ],
    ],
    [
      'one of two that paths name',
      [
        { path: 'Observation.valueQuantity.unit', min: 1 },
        { path: 'Observation.valueString', maxLength: 2 },
      ],
      { valueString: 'long' },
      ['text-too-long at Observation.value.ofType(string)'],
    ],
    [
      'a third beside two that paths name',
      [
        { path: 'Observation.valueQuantity.unit', min: 1 },
        { path: 'Observation.valueString', maxLength: 2 },
      ],
      { valueBoolean: true },
      [],
    ],
  ])('%s', async (_, elements, tree, faults) => {
    await expectFaults('Observation', elements, tree, faults);
  });
});

describe('bounds and lengths', () => {
  const value = 'Observation.value.ofType';
  it.each<Case>([
    ['a number within', [{ path: 'Observation.valueInteger', minValueInteger: 1 }], { valueInteger: 1 }, []],
    [
      'a number below',
      [{ path: 'Observation.valueInteger', minValueInteger: 1 }],
      { valueInteger: 0 },
      [`value-out-of-range at ${value}(integer)`],
    ],
    [
      'a date above',
      [{ path: 'Observation.valueDateTime', maxValueDateTime: '2020-06' }],
      { valueDateTime: '2020-07-01' },
      [`value-out-of-range at ${value}(dateTime)`],
    ],
    [
      'a date that may be within',
      [{ path: 'Observation.valueDateTime', maxValueDateTime: '2020-06' }],
      { valueDateTime: '2020' },
      [],
    ],
    [
      'a quantity of the same unit',
      [{ path: 'Observation.valueQuantity', maxValueQuantity: { value: 5, system: 'u', code: 'kg' } }],
      { valueQuantity: { value: 6, system: 'u', code: 'kg' } },
      [`value-out-of-range at ${value}(Quantity)`],
    ],
    [
      'a quantity of a unit that converts',
      [{ path: 'Observation.valueQuantity', maxValueQuantity: { value: 5, system: ucum, code: 'kg' } }],
      { valueQuantity: { value: 5001, system: ucum, code: 'g' } },
      [`value-out-of-range at ${value}(Quantity)`],
    ],
    [
      'the same in another unit',
      [{ path: 'Observation.valueQuantity', maxValueQuantity: { value: 5.4, system: ucum, code: 'g' } }],
      { valueQuantity: { value: 5400, system: ucum, code: 'mg' } },
      [],
    ],
    [
      'a quantity of another unit',
      [{ path: 'Observation.valueQuantity', maxValueQuantity: { value: 5, system: 'u', code: 'kg' } }],
      { valueQuantity: { value: 6, system: 'u', code: 'g' } },
      [],
    ],
    ['a text', [{ path: 'Observation.valueString', maxLength: 3 }], { valueString: 'abc' }, []],
    // Two characters of Unicode, which are four of JavaScript's.
    [
      'a text of wide characters',
      [{ path: 'Observation.valueString', maxLength: 2 }],
      { valueString: '𝒳𝒴' },
      [],
    ],
    [
      'a longer text',
      [{ path: 'Observation.valueString', maxLength: 3 }],
      { valueString: 'abcd' },
      [`text-too-long at ${value}(string)`],
    ],
  ])('%s', async (_, elements, tree, faults) => {
    await expectFaults('Observation', elements, tree, faults);
  });
});

describe('constraints', () => {
  const constrained = (constraint: JsonObject): JsonObject =>
    profileOf('p', 'Patient', [
      {
        path: 'Patient.name',
        constraint: [{ key: 'a-1', human: 'Has a text', expression: 'text.exists()', ...constraint }],
      },
    ]);
  const tree = { ...patient, name: [{ text: 'x' }, { family: 'y' }] };
  const bestPractice = {
    extension: [
      { url: 'http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice', valueBoolean: true },
    ],
  };
  it.each<[string, JsonObject, readonly string[]]>([
    ['an error', { severity: 'error' }, ['invariant-failed at Patient.name[1]']],
    ['a warning', { severity: 'warning' }, ['warning invariant-failed at Patient.name[1]']],
    [
      'good practice',
      { severity: 'warning', ...bestPractice },
      ['information invariant-failed at Patient.name[1]'],
    ],
    ['one that cannot be read', { severity: 'error', expression: 'text.' }, []],
  ])('%s', async (_, constraint, faults) => {
    expect(await faultsOf(constrained(constraint), tree)).toEqual(faults);
  });

  it('are those of every profile of the line', async () => {
    const first = constrained({ severity: 'error' });
    const second = profileOf(
      'q',
      'Patient',
      [
        {
          path: 'Patient',
          constraint: [{ key: 'a-2', severity: 'error', human: 'Is active', expression: 'active = true' }],
        },
      ],
      { baseDefinition: urlOf('p') },
    );
    const { issues } = await findingsOf(second, { ...tree, active: false }, [first]);
    expect(issues.map(({ diagnostics }) => diagnostics)).toEqual([
      `Patient: a-2: Is active (profile ${urlOf('q')}|1.0.0)`,
      `Patient.name[1]: a-1: Has a text (profile ${urlOf('q')}|1.0.0)`,
    ]);
  });
});

describe('bindings', () => {
  const binding = { strength: 'extensible', valueSet: 'http://a.example/ValueSet/v|2' };
  const maxValueSet = {
    url: 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet',
    valueCanonical: 'http://a.example/ValueSet/largest',
  };

  it('are questions where a terminology is needed', async () => {
    const profile = profileOf('p', 'Observation', [
      { path: 'Observation.code', binding: { ...binding, extension: [maxValueSet] } },
    ]);
    const code = { coding: [{ system: loinc, code: '1', display: 'x', userSelected: true }] };
    const { issues, questions } = await findingsOf(profile, { resourceType: 'Observation', code });
    const codings = [{ system: loinc, code: '1', display: 'x' }];
    expect(issues).toEqual([]);
    expect(questions).toEqual([
      { expression: 'Observation.code', valueSet: binding.valueSet, strength: 'extensible', codings },
      {
        expression: 'Observation.code',
        valueSet: maxValueSet.valueCanonical,
        strength: 'required',
        codings,
      },
    ]);
  });

  it.each<[string, JsonObject, readonly (readonly JsonObject[])[]]>([
    ['text alone', { code: { text: 'x' } }, [[]]],
    ['nothing but an extension', { code: { extension: [{ url: 'http://a.example', valueCode: 'x' }] } }, []],
    ['nothing', {}, []],
  ])('of %s', async (_, tree, asked) => {
    const profile = profileOf('p', 'Observation', [{ path: 'Observation.code', binding }]);
    const { questions } = await findingsOf(profile, { resourceType: 'Observation', ...tree });
    expect(questions.map(({ codings }) => codings)).toEqual(asked);
  });

  it('are judged at once where the specification lists the value set', async () => {
    const genders = 'http://hl7.org/fhir/ValueSet/administrative-gender';
    const profile = profileOf('p', 'Observation', [
      { path: 'Observation.code', binding: { strength: 'required', valueSet: genders } },
      { path: 'Observation.method', binding: { strength: 'extensible', valueSet: genders } },
    ]);
    const system = 'http://hl7.org/fhir/administrative-gender';
    const concept = (code: string): JsonObject => ({ coding: [{ system, code }] });
    const check = (code: string): Promise<readonly string[]> =>
      faultsOf(profile, { resourceType: 'Observation', code: concept(code), method: concept(code) });
    expect(await check('female')).toEqual([]);
    expect(await check('x')).toEqual([
      'code-not-in-value-set at Observation.code',
      'warning code-not-in-value-set at Observation.method',
    ]);
  });

  it('of the base are left to the base', async () => {
    const profile = profileOf('p', 'Patient', [{ path: 'Patient.maritalStatus', mustSupport: true }]);
    const { questions } = await findingsOf(profile, { ...patient, maritalStatus: { text: 'x' } });
    expect(questions).toEqual([]);
  });
});

describe('profiles on types', () => {
  const unit = profileOf('kilograms', 'Quantity', [{ path: 'Quantity.code', min: 1, fixedCode: 'kg' }], {
    kind: 'complex-type',
  });
  const profile = profileOf('p', 'Observation', [
    { path: 'Observation.value[x]', type: [{ code: 'Quantity', profile: [urlOf('kilograms')] }] },
  ]);

  it('are checked of the value', async () => {
    const observation = { resourceType: 'Observation', valueQuantity: { value: 1, code: 'g' } };
    const { issues } = await findingsOf(profile, observation, [unit]);
    expect(issues.map(({ diagnostics }) => diagnostics)).toEqual([
      `Observation.value.ofType(Quantity).code: is not "kg", the only value allowed (profile ${urlOf('kilograms')}|1.0.0)`,
    ]);
  });

  it('are a warning where they are not known', async () => {
    const observation = { resourceType: 'Observation', valueQuantity: { value: 1, code: 'g' } };
    expect(await faultsOf(profile, observation)).toEqual([
      'warning unknown-profile at Observation.value.ofType(Quantity)',
    ]);
  });

  it('are a warning where they cannot be used', async () => {
    const faulty = { ...unit, differential: { element: [{ path: 'Quantity.weight' }] } };
    const observation = { resourceType: 'Observation', valueQuantity: { value: 1, code: 'g' } };
    expect(await faultsOf(profile, observation, [faulty])).toEqual([
      'warning unusable-profile at Observation.value.ofType(Quantity)',
    ]);
  });

  it('one of several has to be met', async () => {
    const other = profileOf('grams', 'Quantity', [{ path: 'Quantity.code', min: 1, fixedCode: 'g' }]);
    const either = profileOf('p', 'Observation', [
      {
        path: 'Observation.value[x]',
        type: [{ code: 'Quantity', profile: [urlOf('kilograms'), urlOf('grams')] }],
      },
    ]);
    const check = (code: string): Promise<readonly string[]> =>
      faultsOf(either, { resourceType: 'Observation', valueQuantity: { code } }, [unit, other]);
    expect(await check('g')).toEqual([]);
    expect(await check('kg')).toEqual([]);
    expect(await check('mg')).toEqual(['profile-not-met at Observation.value.ofType(Quantity)']);
  });
});

describe('extensions of a profile', () => {
  const size = extensionOf('size', [{ path: 'Extension.value[x]', min: 1, type: [{ code: 'integer' }] }]);
  const profile = profileOf('p', 'Patient', [
    {
      path: 'Patient.extension',
      sliceName: 'size',
      min: 1,
      max: '1',
      type: [{ code: 'Extension', profile: [urlOf('size')] }],
    },
  ]);
  const sized = { url: urlOf('size'), valueInteger: 1 };
  it.each<[string, readonly JsonObject[], readonly string[]]>([
    ['one', [sized], []],
    ['another beside it', [{ url: 'http://a.example/o', valueCode: 'x' }, sized], []],
    ['none', [{ url: 'http://a.example/o', valueCode: 'x' }], ['slice-missing at Patient.extension']],
    ['two', [sized, sized], ['slice-too-many at Patient.extension']],
    [
      'one of the wrong type',
      [{ url: urlOf('size'), valueCode: 'x' }],
      ['type-not-allowed at Patient.extension[0].value.ofType(code)'],
    ],
  ])('%s', async (_, extension, faults) => {
    expect(await faultsOf(profile, { ...patient, extension }, [size])).toEqual(faults);
  });

  it('are told by their url where the definition is not known', async () => {
    expect(await faultsOf(profile, { ...patient, extension: [sized] })).toEqual([
      'warning unknown-profile at Patient.extension[0]',
    ]);
    expect(await faultsOf(profile, patient)).toEqual(['slice-missing at Patient.extension']);
  });

  it('can be within one another', async () => {
    const nested = extensionOf('nested', [
      { path: 'Extension.extension', sliceName: 'part', min: 1 },
      { path: 'Extension.extension.url', fixedUri: 'part' },
      { path: 'Extension.extension.value[x]', min: 1, type: [{ code: 'string' }] },
      { path: 'Extension.value[x]', max: '0' },
    ]);
    const outer = profileOf('p', 'Patient', [
      {
        path: 'Patient.extension',
        sliceName: 'nested',
        type: [{ code: 'Extension', profile: [urlOf('nested')] }],
      },
    ]);
    const check = (inner: JsonObject): Promise<readonly string[]> =>
      faultsOf(outer, { ...patient, extension: [{ url: urlOf('nested'), extension: [inner] }] }, [nested]);
    expect(await check({ url: 'part', valueString: 'x' })).toEqual([]);
    expect(await check({ url: 'part' })).toEqual([
      'missing-element at Patient.extension[0].extension[0].value',
    ]);
    expect(await check({ url: 'other' })).toEqual(['slice-missing at Patient.extension[0].extension']);
  });
});

import type { JsonObject } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationStore, validAnswer, type OperationStore } from '../../testing/operation-store.js';

let store: OperationStore;
const animals = 'http://a.example/animals';
const hl7 = 'http://terminology.hl7.org/CodeSystem';

const resources = [
  {
    resourceType: 'CodeSystem',
    id: 'animals',
    url: animals,
    version: '1',
    name: 'Animals',
    status: 'active',
    content: 'complete',
    caseSensitive: true,
    hierarchyMeaning: 'is-a',
    property: [
      { code: 'grouping', uri: 'http://hl7.org/fhir/concept-properties#notSelectable', type: 'boolean' },
    ],
    concept: [
      {
        code: 'animal',
        display: 'Animal',
        property: [{ code: 'grouping', valueBoolean: true }],
        concept: [
          {
            code: 'dog',
            display: 'Dog',
            definition: 'It barks',
            designation: [{ language: 'de', value: 'Hund' }],
            property: [{ code: 'legs', valueInteger: 4 }],
            concept: [{ code: 'poodle', display: 'Poodle' }],
          },
          { code: 'dodo', display: 'Dodo', property: [{ code: 'inactive', valueBoolean: true }] },
        ],
      },
    ],
  },
  {
    resourceType: 'CodeSystem',
    id: 'some',
    url: 'http://a.example/some',
    status: 'active',
    content: 'fragment',
    concept: [{ code: 'a', display: 'A' }],
  },
  {
    resourceType: 'CodeSystem',
    id: 'parts',
    url: 'http://a.example/parts',
    status: 'active',
    content: 'complete',
    caseSensitive: false,
    hierarchyMeaning: 'part-of',
    concept: [{ code: 'Hand', concept: [{ code: 'Finger' }] }],
  },
  {
    resourceType: 'ValueSet',
    id: 'pets',
    url: 'http://a.example/pets',
    version: '2',
    name: 'Pets',
    status: 'active',
    compose: {
      include: [
        { system: animals, filter: [{ property: 'concept', op: 'is-a', value: 'animal' }] },
        {
          system: 'http://a.example/unknown',
          concept: [
            {
              code: 'robot',
              display: 'Robot',
              designation: [{ language: 'fr', value: 'Robot de compagnie' }],
            },
          ],
        },
      ],
      exclude: [{ system: animals, concept: [{ code: 'poodle' }] }],
    },
  },
  {
    resourceType: 'ValueSet',
    id: 'some',
    url: 'http://a.example/set-of-some',
    status: 'active',
    compose: { include: [{ system: 'http://a.example/some' }] },
  },
  {
    resourceType: 'ValueSet',
    id: 'round',
    url: 'http://a.example/round',
    status: 'active',
    compose: { include: [{ valueSet: ['http://a.example/round'] }] },
  },
  {
    resourceType: 'ValueSet',
    id: 'needs',
    url: 'http://a.example/needs',
    status: 'active',
    compose: {
      include: [
        {
          system: 'http://snomed.info/sct',
          filter: [{ property: 'concept', op: 'is-a', value: '73211009' }],
        },
      ],
    },
  },
  {
    resourceType: 'ConceptMap',
    id: 'map',
    url: 'http://a.example/map',
    status: 'active',
    sourceUri: 'http://a.example/pets',
    targetUri: 'http://a.example/toys',
    group: [
      {
        source: animals,
        target: 'http://a.example/toys-system',
        element: [
          {
            code: 'dog',
            target: [
              {
                code: 'ball',
                display: 'Ball',
                equivalence: 'wider',
                product: [{ property: 'http://a.example/colour', value: 'red' }],
              },
              {
                code: 'whistle',
                equivalence: 'equivalent',
                dependsOn: [{ property: 'http://a.example/mood', value: 'good' }],
              },
            ],
          },
          { code: 'poodle', target: [{ equivalence: 'unmatched' }] },
        ],
        unmapped: { mode: 'fixed', code: 'stick' },
      },
    ],
  },
];

beforeAll(async () => {
  store = await operationStore();
  await store.put(resources);
});
afterAll(async () => {
  await store.end();
});

interface Expanded {
  readonly url?: string;
  readonly expansion: {
    readonly total: number;
    readonly offset?: number;
    readonly contains?: readonly { readonly code: string; readonly display?: string }[];
  };
}

const parameters = (...parameter: readonly object[]) => ({ resourceType: 'Parameters', parameter });

async function expandedCodes(target: string, body?: object): Promise<string> {
  const answer = await store.send(
    body === undefined ? 'GET' : 'POST',
    target,
    body === undefined ? {} : { body },
  );
  const { expansion } = validAnswer(answer) as Expanded;
  return `${expansion.total}: ${(expansion.contains ?? []).map(({ code }) => code).join(' ')}`;
}

async function valueOf(
  method: string,
  target: string,
  body?: object,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await store.send(method, target, body === undefined ? {} : { body });
  const { parameter = [] } = validAnswer(answer) as { parameter?: readonly JsonObject[] };
  return Object.fromEntries<unknown>(
    parameter
      .filter((each) => each['part'] === undefined)
      .map(({ name, ...value }) => [name as string, Object.values(value)[0]]),
  );
}

describe('$expand (https://hl7.org/fhir/R4/valueset-operation-expand.html)', () => {
  test.each([
    ['/ValueSet/pets/$expand', '4: animal dog dodo robot'],
    ['/ValueSet/$expand?url=http://a.example/pets', '4: animal dog dodo robot'],
    ['/ValueSet/$expand?url=http://a.example/pets|2', '4: animal dog dodo robot'],
    ['/ValueSet/$expand?url=http://a.example/pets&valueSetVersion=2', '4: animal dog dodo robot'],
    ['/ValueSet/$expand?id=pets', '4: animal dog dodo robot'],
    ['/ValueSet/pets/$expand?activeOnly=true', '3: animal dog robot'],
    ['/ValueSet/pets/$expand?filter=do', '2: dog dodo'],
    ['/ValueSet/pets/$expand?filter=hund', '1: dog'],
    ['/ValueSet/pets/$expand?filter=compagnie', '1: robot'],
    ['/ValueSet/pets/$expand?count=0', '4: '],
    ['/ValueSet/pets/$expand?count=2', '4: animal dog'],
    ['/ValueSet/pets/$expand?count=2&offset=2', '4: dodo robot'],
    ['/ValueSet/pets/$expand?count=2&offset=3', '4: robot'],
    ['/ValueSet/pets/$expand?count=2&offset=9', '4: '],
    [`/ValueSet/pets/$expand?exclude-system=${animals}`, '1: robot'],
    ['/ValueSet/pets/$expand?exclude-system=http://a.example/unknown', '3: animal dog dodo'],
    [`/ValueSet/pets/$expand?check-system-version=${animals}|1`, '4: animal dog dodo robot'],
    [
      '/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender',
      '4: male female other unknown',
    ],
    [
      '/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/condition-clinical',
      '6: active recurrence relapse inactive remission resolved',
    ],
  ])('%s', async (target, expected) => {
    expect(await expandedCodes(target)).toBe(expected);
  });

  test('a value set that comes with the request, through is-a of a HL7 code system', async () => {
    // https://terminology.hl7.org: active has recurrence and relapse below it.
    const valueSet = {
      resourceType: 'ValueSet',
      status: 'draft',
      compose: {
        include: [
          {
            system: `${hl7}/condition-clinical`,
            filter: [{ property: 'concept', op: 'is-a', value: 'active' }],
          },
        ],
      },
    };
    const body = parameters({ name: 'valueSet', resource: valueSet });
    expect(await expandedCodes('/ValueSet/$expand', body)).toBe('3: active recurrence relapse');
  });

  test('what of the value set and its codes is told', async () => {
    const answer = await store.send(
      'GET',
      '/ValueSet/pets/$expand?includeDesignations=true&displayLanguage=de-CH',
    );
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(validAnswer(answer)).toMatchObject({
      resourceType: 'ValueSet',
      url: 'http://a.example/pets',
      version: '2',
      name: 'Pets',
      expansion: {
        identifier: expect.stringMatching(/^urn:uuid:/) as string,
        total: 4,
        parameter: [
          { name: 'includeDesignations', valueBoolean: true },
          { name: 'displayLanguage', valueString: 'de-CH' },
          { name: 'version', valueUri: `${animals}|1` },
        ],
        contains: [
          { system: animals, abstract: true, code: 'animal', display: 'Animal' },
          { system: animals, code: 'dog', display: 'Hund', designation: [{ language: 'de', value: 'Hund' }] },
          { system: animals, inactive: true, code: 'dodo', display: 'Dodo' },
          { system: 'http://a.example/unknown', code: 'robot', display: 'Robot' },
        ],
      },
    });
    expect(answer.json()).not.toHaveProperty('compose');
    const some = await store.send(
      'GET',
      '/ValueSet/pets/$expand?designation=urn:ietf:bcp:47|fr&includeDefinition=true',
    );
    expect(some.text).toContain('compagnie');
    expect(some.text).toContain('"compose"');
    expect(some.text).not.toContain('Hund');
  });

  test('where a code system is here in part, that is told', async () => {
    const answer = await store.send('GET', '/ValueSet/some/$expand');
    expect(validAnswer(answer)).toMatchObject({
      expansion: { total: 1, parameter: [{ name: 'partial', valueUri: 'http://a.example/some' }] },
    });
  });

  test.each<[string, number, RegExp]>([
    ['/ValueSet/$expand?url=http://a.example/nowhere', 404, /not here/],
    ['/ValueSet/none/$expand', 404, /none is not known/],
    ['/ValueSet/$expand', 400, /url/],
    ['/ValueSet/pets/$expand?count=-1', 400, /count/],
    ['/ValueSet/pets/$expand?activeOnly=perhaps', 400, /activeOnly/],
    ['/ValueSet/pets/$expand?date=2020', 400, /date/],
    ['/ValueSet/pets/$expand?nonsense=1', 400, /nonsense/],
    ['/ValueSet/round/$expand', 422, /includes itself/],
    ['/ValueSet/needs/$expand', 422, /needs the concepts of the code system http:..snomed.info.sct/],
    ['/ValueSet/$expand?url=http://snomed.info/sct?fhir_vs', 422, /needs the concepts/],
    ['/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/mimetypes', 422, /no end of them/],
    [`/ValueSet/pets/$expand?check-system-version=${animals}|7`, 422, /checked to be 7/],
    ['/ValueSet/pets/$expand?system-version=x', 400, /system\|version/],
  ])('%s is refused', async (target, status, message) => {
    const answer = await store.send('GET', target);
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)]);
    validAnswer(answer, status);
  });

  test('more codes than one answer may have are refused, and come page by page', async () => {
    const concept = Array.from({ length: 10_001 }, (_, index) => ({ code: `c${index}` }));
    const body = (...more: readonly object[]) =>
      parameters(
        {
          name: 'valueSet',
          resource: {
            resourceType: 'ValueSet',
            status: 'draft',
            compose: { include: [{ system: 'urn:x', concept }] },
          },
        },
        ...more,
      );
    const answer = await store.send('POST', '/ValueSet/$expand', { body: body() });
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('too-costly')]);
    const page = await expandedCodes(
      '/ValueSet/$expand',
      body({ name: 'count', valueInteger: 2 }, { name: 'offset', valueInteger: 10_000 }),
    );
    expect(page).toBe('10001: c10000');
  });

  test('a regular expression that other engines never come to an end with', async () => {
    const valueSet = (value: string) => ({
      resourceType: 'ValueSet',
      status: 'draft',
      compose: { include: [{ system: animals, filter: [{ property: 'code', op: 'regex', value }] }] },
    });
    const body = (value: string) => parameters({ name: 'valueSet', resource: valueSet(value) });
    expect(await expandedCodes('/ValueSet/$expand', body('(o|o|d)+.*'))).toBe('2: dog dodo');
    expect(await expandedCodes('/ValueSet/$expand', body('((a+)+)+$'))).toBe('0: ');
    const refused = await store.send('POST', '/ValueSet/$expand', { body: body('(') });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('regular expression')]);
  });
});

describe('$lookup (https://hl7.org/fhir/R4/codesystem-operation-lookup.html)', () => {
  test('a code with all that is known of it', async () => {
    const answer = await store.send('GET', `/CodeSystem/$lookup?system=${animals}&code=dog`);
    expect(validAnswer(answer)).toEqual(
      parameters(
        { name: 'name', valueString: 'Animals' },
        { name: 'version', valueString: '1' },
        { name: 'display', valueString: 'Dog' },
        {
          name: 'designation',
          part: [
            { name: 'language', valueCode: 'de' },
            { name: 'value', valueString: 'Hund' },
          ],
        },
        ...(
          [
            ['definition', 'valueString', 'It barks'],
            ['legs', 'valueInteger', 4],
            ['parent', 'valueCode', 'animal'],
            ['child', 'valueCode', 'poodle'],
          ] as const
        ).map(([code, member, value]) => ({
          name: 'property',
          part: [
            { name: 'code', valueCode: code },
            { name: 'value', [member]: value },
          ],
        })),
      ),
    );
  });

  test('only what is asked for', async () => {
    const body = parameters(
      { name: 'coding', valueCoding: { system: animals, version: '1', code: 'dog' } },
      { name: 'property', valueCode: 'legs' },
      { name: 'displayLanguage', valueCode: 'de' },
    );
    const answer = await store.send('POST', '/CodeSystem/$lookup', { body });
    const { parameter } = validAnswer(answer) as { parameter: readonly JsonObject[] };
    expect(parameter.map(({ name, valueString }) => valueString ?? name)).toEqual([
      'Animals',
      '1',
      'Hund',
      'property',
    ]);
  });

  test.each([
    [`system=${hl7}/v3-ActCode&code=AMB`, 'ambulatory'],
    ['system=http://hl7.org/fhir/administrative-gender&code=female', 'Female'],
    ['system=http://unitsofmeasure.org&code=mg/dL', 'mg/dL'],
    ['system=urn:ietf:bcp:47&code=de-CH', 'Swiss High German'],
  ])('%s', async (query, display) => {
    expect(await valueOf('GET', `/CodeSystem/$lookup?${query}`)).toMatchObject({ display });
  });

  test.each<[string, number]>([
    [`/CodeSystem/$lookup?system=${animals}&code=cow`, 404],
    [`/CodeSystem/$lookup?system=${animals}&version=7&code=dog`, 404],
    ['/CodeSystem/$lookup?system=http://snomed.info/sct&code=73211009', 404],
    ['/CodeSystem/$lookup?system=http://unitsofmeasure.org&code=tablets', 404],
    ['/CodeSystem/$lookup?code=dog', 400],
    [`/CodeSystem/$lookup?system=${animals}`, 400],
    ['/CodeSystem/none/$lookup?code=dog', 404],
  ])('%s is refused', async (target, status) => {
    validAnswer(await store.send('GET', target), status);
  });

  test('in one code system by its id', async () => {
    expect(await valueOf('GET', '/CodeSystem/animals/$lookup?code=poodle')).toMatchObject({
      display: 'Poodle',
    });
  });
});

describe('$validate-code of a code system', () => {
  test.each<[string, boolean, RegExp | undefined]>([
    [`url=${animals}&code=dog`, true, undefined],
    [`url=${animals}&code=dog&display=dog`, true, undefined],
    [`url=${animals}&code=dog&display=Hund`, true, undefined],
    [`url=${animals}&code=dog&display=Cat`, false, /none of the names/],
    [`url=${animals}&code=DOG`, false, /no code/],
    [`url=${animals}&code=animal`, false, /abstract/],
    [`url=${animals}&code=animal&abstract=true`, true, undefined],
    [`url=${animals}&code=dodo`, true, /not in use/],
    ['url=http://a.example/parts&code=HAND', true, undefined],
    ['url=http://a.example/some&code=a', true, undefined],
    ['url=http://a.example/some&code=z', true, /cannot be decided/],
    ['url=http://unitsofmeasure.org&code=mm[Hg]', true, undefined],
    ['url=http://unitsofmeasure.org&code=mmHg', false, /no code/],
    ['url=urn:ietf:bcp:47&code=de_CH!', false, /no code/],
    ['url=urn:ietf:bcp:13&code=application/fhir%2Bjson', true, undefined],
    ['url=urn:ietf:bcp:13&code=nonsense', false, /no code/],
  ])('%s: %s', async (query, result, message) => {
    const answer = await valueOf('GET', `/CodeSystem/$validate-code?${query}`);
    expect(answer['result']).toBe(result);
    if (message === undefined) expect(answer).not.toHaveProperty('message');
    else expect(answer['message']).toMatch(message);
  });

  test('that is not here is no answer', async () => {
    validAnswer(await store.send('GET', '/CodeSystem/$validate-code?url=http://loinc.org&code=1-8'), 404);
  });
});

describe('$validate-code of a value set', () => {
  const url = 'url=http://a.example/pets';
  test.each<[string, boolean, RegExp | undefined]>([
    [`${url}&system=${animals}&code=dog`, true, undefined],
    [`${url}&code=dog`, true, undefined],
    [`${url}&system=http://a.example/unknown&code=robot&display=Robot`, true, undefined],
    [`${url}&system=http://a.example/unknown&code=robot&display=Dog`, false, /none of the names/],
    [`${url}&system=${animals}&code=poodle`, false, /is not in the value set$/],
    [`${url}&system=${animals}&code=cow`, false, /no such code/],
    [`${url}&system=http://a.example/other&code=dog`, false, /not in the value set/],
    ['url=http://a.example/set-of-some&system=http://a.example/some&code=z', true, /cannot be decided/],
    ['url=http://hl7.org/fhir/ValueSet/ucum-units&system=http://unitsofmeasure.org&code=kg', true, undefined],
    [
      'url=http://hl7.org/fhir/ValueSet/ucum-units&system=http://unitsofmeasure.org&code=kilo',
      false,
      /no such/,
    ],
    // "canonical = m": https://hl7.org/fhir/R4/valueset-distance-units.html
    [
      'url=http://hl7.org/fhir/ValueSet/distance-units&system=http://unitsofmeasure.org&code=km',
      true,
      undefined,
    ],
    [
      'url=http://hl7.org/fhir/ValueSet/distance-units&system=http://unitsofmeasure.org&code=kg',
      false,
      /not in/,
    ],
    // v3 ActCode: AMB is below _ActEncounterCode, _ActAccountCode is not.
    [
      `url=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode&system=${hl7}/v3-ActCode&code=AMB`,
      true,
      undefined,
    ],
    [
      `url=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode&system=${hl7}/v3-ActCode&code=PBILLACCT`,
      false,
      /not/,
    ],
  ])('%s: %s', async (query, result, message) => {
    const answer = await valueOf('GET', `/ValueSet/$validate-code?${query}`);
    expect(answer['result']).toBe(result);
    if (message === undefined) expect(answer).not.toHaveProperty('message');
    else expect(answer['message']).toMatch(message);
  });

  test('one coding of a concept is enough', async () => {
    const concept = (...codes: readonly string[]) =>
      parameters({
        name: 'codeableConcept',
        valueCodeableConcept: { coding: codes.map((code) => ({ system: animals, code })) },
      });
    const ask = async (body: object) =>
      (await valueOf('POST', '/ValueSet/pets/$validate-code', body))['result'];
    expect(await ask(concept('poodle', 'dog'))).toBe(true);
    expect(await ask(concept('poodle', 'cow'))).toBe(false);
  });

  test.each<[string, number]>([
    ['/ValueSet/$validate-code?url=http://a.example/nowhere&code=x', 404],
    ['/ValueSet/$validate-code?code=x', 400],
    [`/ValueSet/$validate-code?${url}`, 400],
    ['/ValueSet/$validate-code?url=http://a.example/needs&system=http://snomed.info/sct&code=1', 422],
    ['/ValueSet/$validate-code?url=http://a.example/round&code=x', 422],
  ])('%s is refused', async (target, status) => {
    validAnswer(await store.send('GET', target), status);
  });
});

describe('$subsumes (https://hl7.org/fhir/R4/codesystem-operation-subsumes.html)', () => {
  test.each([
    ['dog', 'dog', 'equivalent'],
    ['animal', 'poodle', 'subsumes'],
    ['poodle', 'animal', 'subsumed-by'],
    ['poodle', 'dodo', 'not-subsumed'],
  ])('%s and %s: %s', async (codeA, codeB, outcome) => {
    const query = `codeA=${codeA}&codeB=${codeB}`;
    expect(await valueOf('GET', `/CodeSystem/$subsumes?system=${animals}&${query}`)).toEqual({ outcome });
    expect(await valueOf('GET', `/CodeSystem/animals/$subsumes?${query}`)).toEqual({ outcome });
    const body = parameters(
      { name: 'codingA', valueCoding: { system: animals, code: codeA } },
      { name: 'codingB', valueCoding: { system: animals, code: codeB } },
    );
    expect(await valueOf('POST', '/CodeSystem/$subsumes', body)).toEqual({ outcome });
  });

  test('not by being a part', async () => {
    const query = 'system=http://a.example/parts&codeA=Hand&codeB=Finger';
    expect(await valueOf('GET', `/CodeSystem/$subsumes?${query}`)).toEqual({ outcome: 'not-subsumed' });
  });

  test.each<[string, number]>([
    [`system=${animals}&codeA=dog&codeB=cow`, 404],
    ['system=http://snomed.info/sct&codeA=1&codeB=2', 404],
    ['codeA=dog&codeB=dog', 400],
    [`system=${animals}&codeA=dog`, 400],
  ])('%s is refused', async (query, status) => {
    validAnswer(await store.send('GET', `/CodeSystem/$subsumes?${query}`), status);
  });
});

describe('$translate (https://hl7.org/fhir/R4/conceptmap-operation-translate.html)', () => {
  async function matches(target: string, body?: object): Promise<string> {
    const answer = await store.send(
      body === undefined ? 'GET' : 'POST',
      target,
      body === undefined ? {} : { body },
    );
    const { parameter } = validAnswer(answer) as { parameter: readonly JsonObject[] };
    const result = parameter.find(({ name }) => name === 'result')!['valueBoolean'] as boolean;
    const found = parameter
      .filter(({ name }) => name === 'match')
      .map(({ part }) => {
        const parts = part as readonly {
          readonly name: string;
          readonly valueCode?: string;
          readonly valueCoding?: { readonly code: string };
        }[];
        const concept = parts.find(({ name }) => name === 'concept')?.valueCoding;
        return `${parts[0]!.valueCode} ${concept?.code}`;
      });
    return [String(result), ...found].join(', ');
  }

  test.each([
    [`url=http://a.example/map&system=${animals}&code=dog`, 'true, wider ball'],
    [`url=http://a.example/map&system=${animals}&code=poodle`, 'false, unmatched undefined'],
    [`url=http://a.example/map&system=${animals}&code=cow`, 'true, inexact stick'],
    [`url=http://a.example/map&system=http://a.example/other&code=dog`, 'false'],
    [`system=${animals}&code=dog`, 'true, wider ball'],
    [`system=${animals}&code=dog&target=http://a.example/toys`, 'true, wider ball'],
    [`system=${animals}&code=dog&target=http://a.example/else`, 'false'],
    [`system=${animals}&code=dog&source=http://a.example/pets`, 'true, wider ball'],
    [`system=${animals}&code=dog&targetsystem=http://a.example/else`, 'false'],
    [
      'url=http://a.example/map&system=http://a.example/toys-system&code=ball&reverse=true',
      'true, narrower dog',
    ],
    ['system=http://a.example/toys-system&code=ball&reverse=true', 'true, narrower dog'],
    // https://hl7.org/fhir/R4/conceptmap-example.html: address use to v3.
    [
      'url=http://hl7.org/fhir/ConceptMap/101&system=http://hl7.org/fhir/address-use&code=home',
      'true, equivalent H',
    ],
  ])('%s: %s', async (query, expected) => {
    expect(await matches(`/ConceptMap/$translate?${query}`)).toBe(expected);
  });

  test('what depends on another element, and what comes of it', async () => {
    const body = parameters(
      { name: 'coding', valueCoding: { system: animals, code: 'dog' } },
      {
        name: 'dependency',
        part: [
          { name: 'element', valueUri: 'http://a.example/mood' },
          { name: 'concept', valueCodeableConcept: { coding: [{ code: 'good' }] } },
        ],
      },
    );
    expect(await matches('/ConceptMap/map/$translate', body)).toBe('true, wider ball, equivalent whistle');
    const answer = await store.send('POST', '/ConceptMap/map/$translate', { body });
    expect(answer.text).toContain('"http://a.example/colour"');
    expect(answer.text).toContain('{"name":"source","valueUri":"http://a.example/map"}');
  });

  test.each<[string, number]>([
    ['url=http://a.example/nowhere&code=x&system=urn:x', 404],
    ['url=http://a.example/map', 400],
    ['code=x', 400],
  ])('%s is refused', async (query, status) => {
    validAnswer(await store.send('GET', `/ConceptMap/$translate?${query}`), status);
  });
});

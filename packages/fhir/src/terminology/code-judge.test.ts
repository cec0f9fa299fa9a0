import { describe, expect, it } from 'vitest';
import type { ConformanceSource } from '../conformance/conformance-source.js';
import { specification } from '../conformance/specification.js';
import type { JsonObject } from '../json/json-value.js';
import type { AskedCoding, CodeQuestion } from '../validation/findings.js';
import { judgeCodes } from './code-judge.js';

const resources: readonly JsonObject[] = [
  {
    resourceType: 'CodeSystem',
    url: 'urn:whole',
    content: 'complete',
    concept: [{ code: 'a', concept: [{ code: 'b' }] }, { code: 'c' }],
  },
  { resourceType: 'CodeSystem', url: 'urn:part', content: 'fragment', concept: [{ code: 'a' }] },
  { resourceType: 'CodeSystem', url: 'urn:none', content: 'not-present' },
  {
    ...{ resourceType: 'CodeSystem', url: 'urn:any-case', content: 'complete', caseSensitive: false },
    concept: [{ code: 'Abc' }, { code: 'Def' }],
  },
  {
    resourceType: 'ValueSet',
    url: 'urn:any-case-v',
    compose: { include: [{ system: 'urn:any-case', concept: [{ code: 'abc' }] }] },
  },
  {
    resourceType: 'ValueSet',
    url: 'urn:v',
    compose: {
      include: [
        { system: 'urn:whole', filter: [{ property: 'concept', op: 'is-a', value: 'a' }] },
        { system: 'urn:part' },
        { system: 'urn:none' },
        { system: 'urn:gone', filter: [{ property: 'concept', op: 'is-a', value: 'a' }] },
        { system: 'urn:listed', concept: [{ code: 'x' }] },
        { system: 'http://unitsofmeasure.org' },
      ],
    },
  },
  { resourceType: 'ValueSet', url: 'urn:open', compose: { include: [{ valueSet: ['urn:missing'] }] } },
  { resourceType: 'ValueSet', url: 'urn:circle', compose: { include: [{ valueSet: ['urn:circle'] }] } },
];

function sourceOf(trees: readonly JsonObject[]): ConformanceSource & { asked: number } {
  return {
    asked: 0,
    find(type, by) {
      this.asked++;
      return Promise.resolve(
        trees.find((each) => each['resourceType'] === type && 'url' in by && each['url'] === by.url),
      );
    },
  };
}

const question = (
  valueSet: string,
  codings: readonly AskedCoding[],
  strength: CodeQuestion['strength'] = 'required',
): CodeQuestion => ({ expression: 'Observation.code', valueSet, strength, codings });

async function judged(asked: CodeQuestion, source: ConformanceSource = sourceOf(resources)): Promise<string> {
  const issues = await judgeCodes([asked], source);
  return issues.map(({ severity, detail }) => `${severity} ${detail}`).join();
}

describe('codes of a required value set (https://hl7.org/fhir/R4/terminologies.html#required)', () => {
  it.each<[what: string, codings: readonly AskedCoding[], expected: string]>([
    ['one in it', [{ system: 'urn:whole', code: 'b' }], ''],
    ['without a system', [{ code: 'b' }], ''],
    ['one that is listed of a system that is not here', [{ system: 'urn:listed', code: 'x' }], ''],
    ['a unit', [{ system: 'http://unitsofmeasure.org', code: 'mg/dL' }], ''],
    ['one outside', [{ system: 'urn:whole', code: 'c' }], 'error code-not-in-value-set'],
    [
      'one that the system does not have',
      [{ system: 'urn:whole', code: 'z' }],
      'error code-not-in-value-set',
    ],
    ['one that is not listed', [{ system: 'urn:listed', code: 'y' }], 'error code-not-in-value-set'],
    ['of another system', [{ system: 'urn:other', code: 'a' }], 'error code-not-in-value-set'],
    ['no unit', [{ system: 'http://unitsofmeasure.org', code: 'pills' }], 'error code-not-in-value-set'],
    [
      'one in it, one outside',
      [
        { system: 'urn:whole', code: 'c' },
        { system: 'urn:whole', code: 'a' },
      ],
      '',
    ],
    ['one of a part of a system that is known', [{ system: 'urn:part', code: 'a' }], ''],
    [
      'one of a part of a system that is not',
      [{ system: 'urn:part', code: 'z' }],
      'warning code-not-decidable',
    ],
    [
      'one of a system without its concepts',
      [{ system: 'urn:none', code: 'z' }],
      'warning code-not-decidable',
    ],
    ['one of a system that is not here', [{ system: 'urn:gone', code: 'z' }], 'warning code-not-decidable'],
    [
      'one outside, one that cannot be decided',
      [
        { system: 'urn:whole', code: 'c' },
        { system: 'urn:gone', code: 'z' },
      ],
      'warning code-not-decidable',
    ],
    ['text alone', [], 'error code-not-in-value-set'],
    ['no code at all', [{ system: 'urn:whole', display: 'x' }], 'error code-not-in-value-set'],
  ])('%s', async (_, codings, expected) => {
    expect(await judged(question('urn:v', codings))).toBe(expected);
  });

  it.each([['urn:nowhere'], ['urn:open'], ['urn:circle']])(
    'never an error where %s is not known',
    async (url) => {
      expect(await judged(question(url, [{ system: 'urn:whole', code: 'a' }]))).toBe(
        'warning code-not-decidable',
      );
    },
  );
});

describe('codes of an extensible value set (https://hl7.org/fhir/R4/terminologies.html#extensible)', () => {
  it.each<[what: string, codings: readonly AskedCoding[], expected: string]>([
    ['one in it', [{ system: 'urn:whole', code: 'b' }], ''],
    ['one outside', [{ system: 'urn:whole', code: 'c' }], 'warning code-not-in-value-set'],
    ['one that cannot be decided', [{ system: 'urn:gone', code: 'z' }], 'warning code-not-decidable'],
    ['text alone', [], 'information text-without-code'],
  ])('%s', async (_, codings, expected) => {
    expect(await judged(question('urn:v', codings, 'extensible'))).toBe(expected);
  });
});

describe('bindings of the specification', () => {
  const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  it.each<[valueSet: string, coding: AskedCoding, expected: string]>([
    ['http://terminology.hl7.org/ValueSet/v3-ActEncounterCode', { system: actCode, code: 'IMP' }, ''],
    [
      'http://terminology.hl7.org/ValueSet/v3-ActEncounterCode',
      { system: actCode, code: 'PBILLACCT' },
      'warning code-not-in-value-set',
    ],
    ['http://hl7.org/fhir/ValueSet/languages', { system: 'urn:ietf:bcp:47', code: 'de-CH' }, ''],
    [
      'http://hl7.org/fhir/ValueSet/condition-code',
      { system: 'http://snomed.info/sct', code: '1' },
      'warning code-not-decidable',
    ],
    [
      'http://hl7.org/fhir/ValueSet/observation-status|4.0.1',
      { system: 'http://hl7.org/fhir/observation-status', code: 'final' },
      '',
    ],
  ])('%s %j', async (valueSet, coding, expected) => {
    expect(await judged(question(valueSet, [coding], 'extensible'), specification)).toBe(expected);
  });
});

describe('judgeCodes', () => {
  it('names the element and says why', async () => {
    const [outside] = await judgeCodes(
      [question('urn:v', [{ system: 'urn:whole', code: 'c' }])],
      sourceOf(resources),
    );
    expect(outside).toMatchObject({
      code: 'code-invalid',
      expression: ['Observation.code'],
      diagnostics: 'Observation.code: "urn:whole|c" is not in the required value set urn:v',
    });
    const [open] = await judgeCodes([question('urn:nowhere', [{ code: 'c' }])], sourceOf(resources));
    expect(open!.diagnostics).toBe(
      'Observation.code: it cannot be decided here whether "c" is in the value set urn:nowhere: it is not in this data store',
    );
  });

  it('asks for what it needs once', async () => {
    const source = sourceOf(resources);
    const all = Array.from({ length: 500 }, () => question('urn:v', [{ system: 'urn:whole', code: 'c' }]));
    expect(await judgeCodes(all, source)).toHaveLength(500);
    const { asked } = source;
    await judgeCodes(all, source);
    expect(source.asked).toBe(asked);
  });

  it('answers many at a time alike', async () => {
    const source = sourceOf(resources);
    const asked = [
      question('urn:v', [{ system: 'urn:whole', code: 'a' }]),
      question('urn:open', [{ code: 'a' }]),
    ];
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => judgeCodes(asked, source)));
    for (const issues of outcomes) expect(issues.map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('is done at once where nothing is asked', async () => {
    const source = sourceOf(resources);
    expect(await judgeCodes([], source)).toEqual([]);
    expect(source.asked).toBe(0);
  });
});

describe('hostile definitions', () => {
  it('are given up before they keep everybody waiting', async () => {
    const many = (count: number, make: (index: number) => JsonObject) =>
      Array.from({ length: count }, (_, index) => make(index));
    const trees: readonly JsonObject[] = [
      {
        resourceType: 'CodeSystem',
        url: 'urn:large',
        content: 'complete',
        concept: many(20_000, (index) => ({ code: `c${index}` })),
      },
      {
        resourceType: 'ValueSet',
        url: 'urn:hostile',
        compose: {
          include: many(2_000, (index) => ({
            system: 'urn:large',
            filter: [{ property: 'concept', op: 'is-a', value: `c${index}` }],
          })),
        },
      },
      {
        resourceType: 'ValueSet',
        url: 'urn:patterns',
        compose: {
          include: many(100, (index) => ({
            system: 'urn:large',
            filter: [{ property: 'code', op: 'regex', value: `(c|${'x?'.repeat(100)})+${index}` }],
          })),
        },
      },
    ];
    const before = performance.now();
    for (const url of ['urn:hostile', 'urn:patterns'])
      expect(await judged(question(url, [{ system: 'urn:large', code: 'z' }]), sourceOf(trees))).toBe(
        'warning code-not-decidable',
      );
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});

it.each([
  ['Abc', ''],
  ['ABC', ''],
  ['abc', ''],
  ['def', 'error code-not-in-value-set'],
])(
  '%s is judged by a list that has "abc" of a system in which case does not count',
  async (code, expected) => {
    expect(await judged(question('urn:any-case-v', [{ system: 'urn:any-case', code }]))).toBe(expected);
  },
);

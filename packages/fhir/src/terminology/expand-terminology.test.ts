import { describe, expect, it } from 'vitest';
import { isObject } from '../json/json-kind.js';
import type { JsonObject } from '../json/json-value.js';
import type { Criterion } from '../search/criterion.js';
import type { Condition, ParameterCondition, SearchQuery } from '../search/search-query.js';
import { expandTerminology } from './expand-terminology.js';
import type { ConformanceSource } from '../conformance/conformance-source.js';

const animals: JsonObject = {
  resourceType: 'CodeSystem',
  url: 'urn:animals',
  content: 'complete',
  concept: [
    {
      code: 'animal',
      concept: [
        {
          code: 'dog',
          display: 'Dog',
          property: [{ code: 'legs', valueInteger: 4 }],
          concept: [{ code: 'poodle' }],
        },
        {
          code: 'bird',
          property: [
            { code: 'legs', valueInteger: 2 },
            { code: 'flies', valueBoolean: true },
          ],
        },
      ],
    },
  ],
};
const empty: JsonObject = { resourceType: 'CodeSystem', url: 'urn:empty', content: 'not-present' };

/** A data store that has these, and notes what was asked of it. */
function storeOf(...resources: readonly JsonObject[]): ConformanceSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    find(type, by) {
      asked.push(JSON.stringify(by));
      return Promise.resolve(
        [animals, empty, ...resources].find(
          (each) =>
            each['resourceType'] === type &&
            ('id' in by
              ? each['id'] === by.id
              : each['url'] === by.url && (by.version === undefined || each['version'] === by.version)),
        ),
      );
    },
  };
}

function queryOf(...conditions: readonly Condition[]): SearchQuery {
  return {
    searches: [{ type: 'Condition', conditions }],
    count: 10,
    total: 'none',
    sort: [{ param: '_lastUpdated', direction: 'descending' }],
    applied: [],
  };
}

function code(...anyOf: readonly Criterion[]): ParameterCondition {
  return { kind: 'parameter', param: 'code', anyOf };
}

const inSet = (valueSet: string): ParameterCondition => code({ kind: 'value-set', valueSet });

const valueSet = (compose: object, more: object = {}): JsonObject => ({
  resourceType: 'ValueSet',
  id: 'v',
  url: 'urn:v',
  compose: compose as JsonObject,
  ...(more as JsonObject),
});

/** A token as it would be written in a search; what went wrong, where there is none. */
function written(criterion: Criterion): string {
  if (criterion.kind !== 'token') return criterion.kind;
  if (criterion.form === 'system-code') return `${criterion.system}|${criterion.code}`;
  return criterion.form === 'system' ? `${criterion.system}|` : criterion.form;
}

async function codesOf(condition: ParameterCondition, ...resources: readonly JsonObject[]): Promise<string> {
  const outcome = await expandTerminology(queryOf(condition), storeOf(...resources));
  if (!outcome.ok) return outcome.issues.map((issue) => `${issue.code}: ${issue.diagnostics}`).join();
  const [rewritten] = outcome.query.searches[0]!.conditions;
  return rewritten?.kind === 'parameter' ? rewritten.anyOf.map(written).sort().join(' ') : 'nothing';
}

describe('value sets (https://hl7.org/fhir/R4/valueset.html#compositions)', () => {
  const listed = (system: string, ...codes: readonly string[]) => ({
    system,
    concept: codes.map((each) => ({ code: each })),
  });
  const filter = (property: string, op: string, value: string) => ({
    include: [{ system: 'urn:animals', filter: [{ property, op, value }] }],
  });
  it.each<[what: string, compose: object, expected: string]>([
    [
      'listed concepts',
      { include: [listed('urn:s', 'a', 'b'), listed('urn:t', 'a')] },
      'urn:s|a urn:s|b urn:t|a',
    ],
    [
      'a whole system that is known',
      { include: [{ system: 'urn:animals' }] },
      'urn:animals|animal urn:animals|bird urn:animals|dog urn:animals|poodle',
    ],
    ['a whole system that is not', { include: [{ system: 'urn:s' }] }, 'urn:s|'],
    ['a whole system without its concepts', { include: [{ system: 'urn:empty' }] }, 'urn:empty|'],
    [
      'a whole system and some of its codes',
      { include: [{ system: 'urn:s' }, listed('urn:s', 'a')] },
      'urn:s|',
    ],
    [
      'but some',
      { include: [listed('urn:s', 'a', 'b', 'c')], exclude: [listed('urn:s', 'b'), listed('urn:t', 'a')] },
      'urn:s|a urn:s|c',
    ],
    [
      'but a whole system',
      {
        include: [listed('urn:s', 'a'), listed('urn:animals', 'dog', 'unknown')],
        exclude: [{ system: 'urn:animals' }],
      },
      'urn:s|a',
    ],
    ['nothing but what is left out', { include: [{ system: 'urn:s' }], exclude: [{ system: 'urn:s' }] }, ''],
    [
      'all but some, where all are not known',
      { include: [{ system: 'urn:s' }], exclude: [listed('urn:s', 'b')] },
      'not-found: code: the value set urn:v leaves out some codes of urn:s, and needs the concepts of the code system urn:s, which are not in this data store',
    ],
    ['is-a', filter('concept', 'is-a', 'dog'), 'urn:animals|dog urn:animals|poodle'],
    ['descendent-of', filter('concept', 'descendent-of', 'dog'), 'urn:animals|poodle'],
    ['is-not-a', filter('concept', 'is-not-a', 'dog'), 'urn:animals|animal urn:animals|bird'],
    ['generalizes', filter('concept', 'generalizes', 'dog'), 'urn:animals|animal urn:animals|dog'],
    ['in', filter('concept', 'in', 'bird, dog,fish'), 'urn:animals|bird urn:animals|dog'],
    ['not-in', filter('code', 'not-in', 'bird,dog'), 'urn:animals|animal urn:animals|poodle'],
    ['= of a property', filter('legs', '=', '4'), 'urn:animals|dog'],
    ['= of the display', filter('display', '=', 'Dog'), 'urn:animals|dog'],
    ['= of the parent', filter('parent', '=', 'animal'), 'urn:animals|bird urn:animals|dog'],
    ['exists', filter('legs', 'exists', 'true'), 'urn:animals|bird urn:animals|dog'],
    [
      'does not exist',
      filter('flies', 'exists', 'false'),
      'urn:animals|animal urn:animals|dog urn:animals|poodle',
    ],
    [
      'two filters',
      {
        include: [
          {
            system: 'urn:animals',
            filter: [
              { property: 'legs', op: 'exists', value: 'true' },
              { property: 'flies', op: '=', value: 'true' },
            ],
          },
        ],
      },
      'urn:animals|bird',
    ],
    [
      'a regular expression',
      filter('code', 'regex', '[a-d].*'),
      'urn:animals|animal urn:animals|bird urn:animals|dog',
    ],
    [
      'a regular expression that refers back',
      filter('code', 'regex', '(a+)\\1'),
      'invalid: code: the value set urn:v has a regular expression that cannot be used: "(a+)\\\\1"',
    ],
    [
      'an operator that R4 does not have',
      filter('code', 'child-of', 'dog'),
      'not-supported: code: the value set urn:v has a filter with the operator "child-of", which is not supported',
    ],
    [
      'a filter over a system that is not there',
      { include: [{ system: 'urn:s', filter: [{ property: 'concept', op: 'is-a', value: 'a' }] }] },
      'not-found: code: the value set urn:v needs the concepts of the code system urn:s, which are not in this data store',
    ],
    [
      'a filter over a system without its concepts',
      { include: [{ system: 'urn:empty', filter: [{ property: 'concept', op: 'is-a', value: 'a' }] }] },
      'not-found: code: the value set urn:v needs the concepts of the code system urn:empty, which are not in this data store',
    ],
    ['another value set', { include: [{ valueSet: ['urn:w'] }] }, 'urn:animals|dog urn:s|a'],
    ['what is in both', { include: [{ system: 'urn:animals', valueSet: ['urn:w'] }] }, 'urn:animals|dog'],
    [
      'but another value set',
      { include: [listed('urn:s', 'a', 'b')], exclude: [{ valueSet: ['urn:w'] }] },
      'urn:s|b',
    ],
    [
      'another that is not there',
      { include: [{ valueSet: ['urn:x'] }] },
      'not-found: code: the value set urn:x is not in this data store',
    ],
    [
      'itself',
      { include: [{ valueSet: ['urn:round'] }] },
      'invalid: code: the value set urn:v includes itself',
    ],
    [
      'nothing at all',
      { include: [{}] },
      'invalid: code: the value set urn:v includes neither a code system nor a value set',
    ],
  ])('%s', async (_, compose, expected) => {
    const others = [
      {
        resourceType: 'ValueSet',
        url: 'urn:w',
        compose: { include: [listed('urn:s', 'a'), listed('urn:animals', 'dog')] },
      },
      { resourceType: 'ValueSet', url: 'urn:round', compose: { include: [{ valueSet: ['urn:v'] }] } },
    ];
    expect(await codesOf(inSet('urn:v'), valueSet(compose), ...others)).toBe(expected);
  });

  it.each<[what: string, reference: string, expected: string]>([
    ['by its id', 'ValueSet/v', 'urn:s|a'],
    ['by its url', 'urn:v', 'urn:s|a'],
    ['with its version', 'urn:v|1', 'urn:s|a'],
    ['with another', 'urn:v|2', 'not-found: code: the value set urn:v|2 is not in this data store'],
    ['by no id', 'ValueSet/w', 'not-found: code: the value set ValueSet/w is not in this data store'],
    ['all of LOINC', 'http://loinc.org/vs', 'http://loinc.org|'],
    ['all of SNOMED CT', 'http://snomed.info/sct?fhir_vs', 'http://snomed.info/sct|'],
    [
      'a part of SNOMED CT',
      'http://snomed.info/sct?fhir_vs=isa/126851005',
      'not-found: code: the value set http://snomed.info/sct?fhir_vs=isa/126851005 needs the concepts of the code system http://snomed.info/sct, which are not in this data store',
    ],
  ])('are found %s', async (_, reference, expected) => {
    const stored = valueSet({ include: [listed('urn:s', 'a')] }, { version: '1' });
    expect(await codesOf(inSet(reference), stored)).toBe(expected);
  });

  it('of the specification are known', async () => {
    // https://hl7.org/fhir/R4/valueset-observation-status.html
    const statuses = 'amended cancelled corrected entered-in-error final preliminary registered unknown';
    const expected = statuses.split(' ').map((each) => `http://hl7.org/fhir/observation-status|${each}`);
    expect(await codesOf(inSet('http://hl7.org/fhir/ValueSet/observation-status'))).toBe(expected.join(' '));
    expect(await codesOf(inSet('http://hl7.org/fhir/ValueSet/observation-status|4.0.1'))).toBe(
      expected.join(' '),
    );
    expect(await codesOf(inSet('http://hl7.org/fhir/ValueSet/observation-status|5.0.0'))).toContain(
      'not-found',
    );
  });

  const expansion = (more: object): JsonObject => ({
    contains: [
      { system: 'urn:s', code: 'group', abstract: true, contains: [{ system: 'urn:s', code: 'a' }] },
      { system: 'urn:t', code: 'b' },
      { display: 'Others' },
    ],
    ...(more as JsonObject),
  });
  it.each<[what: string, tree: JsonObject, expected: string]>([
    ['where there is no definition', { expansion: expansion({ total: 4 }) }, 'urn:s|a urn:t|b'],
    [
      'where the definition needs what is not there',
      { compose: { include: [{ valueSet: ['urn:x'] }] }, expansion: expansion({}) },
      'urn:s|a urn:t|b',
    ],
    [
      'not where the definition will do',
      { compose: { include: [listed('urn:s', 'c')] }, expansion: expansion({}) },
      'urn:s|c',
    ],
    [
      'not where it is a page of many',
      { expansion: expansion({ total: 100 }) },
      'not-found: code: the value set urn:v has neither a definition (compose) nor an expansion that is complete',
    ],
  ])('are taken from their expansion %s', async (_, tree, expected) => {
    expect(await codesOf(inSet('urn:v'), { resourceType: 'ValueSet', url: 'urn:v', ...tree })).toBe(expected);
  });

  it('are bounded', async () => {
    const many = (count: number) =>
      listed('urn:s', ...Array.from({ length: count }, (_, index) => String(index)));
    expect(await codesOf(inSet('urn:v'), valueSet({ include: [many(50_001)] }))).toBe(
      'too-costly: code: the value set urn:v stands for more than 50000 codes',
    );
    const twice = code({ kind: 'value-set', valueSet: 'urn:v' }, { kind: 'value-set', valueSet: 'urn:w' });
    const other = { ...valueSet({ include: [{ ...many(30_000), system: 'urn:t' }] }), url: 'urn:w' };
    expect(await codesOf(twice, valueSet({ include: [many(30_000)] }), other)).toBe(
      'too-costly: code: the search stands for more than 50000 codes',
    );
    const chain = Array.from({ length: 300 }, (_, index) => ({
      resourceType: 'ValueSet',
      url: `urn:${index}`,
      compose: { include: [{ valueSet: [`urn:${index + 1}`] }] },
    }));
    expect(await codesOf(inSet('urn:0'), ...chain)).toBe(
      'too-costly: code: the value set urn:200 is one of more than 200 that the first one leads to',
    );
  });
});

describe('hierarchies (https://hl7.org/fhir/R4/search.html#modifiers)', () => {
  it.each<[what: string, criterion: Criterion, expected: string]>([
    [
      ':below',
      { kind: 'hierarchy', direction: 'below', system: 'urn:animals', code: 'dog' },
      'urn:animals|dog urn:animals|poodle',
    ],
    [
      ':above',
      { kind: 'hierarchy', direction: 'above', system: 'urn:animals', code: 'dog' },
      'urn:animals|animal urn:animals|dog',
    ],
    [
      'a system that is not there',
      { kind: 'hierarchy', direction: 'below', system: 'urn:s', code: 'dog' },
      'not-found: code: what is below dog needs the concepts of the code system urn:s, which are not in this data store',
    ],
    [
      'no system',
      { kind: 'hierarchy', direction: 'above', code: 'dog' },
      'invalid: code: the system of dog is needed to find what is above it: system|code',
    ],
  ])('%s', async (_, criterion, expected) => {
    expect(await codesOf(code(criterion))).toBe(expected);
  });
});

describe('expandTerminology', () => {
  const dogs: Criterion = { kind: 'hierarchy', direction: 'below', system: 'urn:animals', code: 'poodle' };
  const poodle: Criterion = { kind: 'token', form: 'system-code', system: 'urn:animals', code: 'poodle' };

  it('gives a search without such criteria back as it is, asking for nothing', async () => {
    const source = storeOf();
    const query = queryOf(code(poodle), { kind: 'missing', param: 'subject', missing: true });
    const outcome = await expandTerminology(query, source);
    expect(outcome.ok && outcome.query).toBe(query);
    expect(source.asked).toEqual([]);
  });

  it('reaches every condition, and keeps all else', async () => {
    const wrap = (criterion: Criterion): readonly Condition[] => [
      { ...code(criterion), negated: true },
      { kind: 'either', conditions: [code(criterion), code(poodle)] },
      {
        kind: 'chain',
        param: 'subject',
        targets: [
          {
            type: 'Patient',
            condition: {
              kind: 'reverse-chain',
              param: 'patient',
              source: { type: 'Observation', condition: code(criterion) },
            },
          },
        ],
      },
      { kind: 'missing', param: 'subject', missing: false },
    ];
    const source = storeOf();
    const outcome = await expandTerminology(queryOf(...wrap(dogs)), source);
    expect(outcome).toEqual({ ok: true, query: queryOf(...wrap(poodle)) });
    expect(source.asked).toHaveLength(1);
  });

  it('leaves an empty set empty', async () => {
    const outcome = await expandTerminology(queryOf(inSet('urn:v')), storeOf(valueSet({ include: [] })));
    expect(outcome).toEqual({ ok: true, query: queryOf(code()) });
  });

  it('has no code twice', async () => {
    const outcome = await expandTerminology(queryOf(code(dogs, dogs)), storeOf());
    expect(outcome).toEqual({ ok: true, query: queryOf(code(poodle)) });
  });

  it('is an error that names the parameter', async () => {
    const outcome = await expandTerminology(queryOf(inSet('urn:x')), storeOf());
    expect(outcome.ok).toBe(false);
    expect(outcome).toEqual({
      ok: false,
      issues: [
        {
          severity: 'error',
          code: 'not-found',
          diagnostics: 'code: the value set urn:x is not in this data store',
        },
      ],
    });
  });

  it('takes any JSON for a value set', async () => {
    for (const compose of ['x', [], { include: 'x' }, { include: [null, { system: 1, valueSet: 'x' }] }]) {
      const tree = {
        resourceType: 'ValueSet',
        url: 'urn:v',
        compose,
        expansion: { contains: ['x', null, { contains: 5 }] },
      };
      expect(isObject(await expandTerminology(queryOf(inSet('urn:v')), storeOf(tree)))).toBe(true);
    }
  });
});

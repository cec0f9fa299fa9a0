import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import { extractIndexValues } from '../extraction/extract-index-values.js';
import { createSearchParameters, r4Parameters } from '../parameter-set.js';
import { resourceTypes } from '../../definitions/r4.js';
import { decideOwnParameters, maxOwnParameters } from './decide-own-parameters.js';
import { ownParameters } from './own-definition.js';

function definition(code: string, more: JsonObject = {}): JsonObject {
  return {
    resourceType: 'SearchParameter',
    url: `http://example.org/${code}`,
    status: 'active',
    code,
    base: ['Patient'],
    type: 'string',
    expression: 'Patient.name.given',
    ...more,
  };
}

const decide = (...resources: readonly JsonObject[]) =>
  decideOwnParameters(resources.map((resource, source) => ({ source, resource })));

/** What a parameter takes from a resource; its values' parameter is left out. */
function valuesOf(resource: JsonObject, type: string, tree: JsonObject): unknown[] {
  const [decision] = decide(resource);
  if (decision?.definition === undefined) throw new Error(decision?.refusals.join(' '));
  const parameters = createSearchParameters(ownParameters(decision.definition, 7, 'answered'));
  return extractIndexValues(type, tree, parameters)
    .filter(({ param }) => param.endsWith('~7'))
    .map(({ param, ...value }) => (expect(param).toBe(`${decision.name}~7`), value));
}

describe('the expressions of implementation guides', () => {
  it.each<[string, JsonObject, string, JsonObject, unknown[]]>([
    [
      'the value of an extension, of a choice',
      definition('race', {
        type: 'token',
        // http://hl7.org/fhir/us/core/SearchParameter/us-core-race
        expression:
          "Patient.extension.where(url = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race').extension.value.code",
      }),
      'Patient',
      {
        resourceType: 'Patient',
        extension: [
          {
            url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
            extension: [{ url: 'ombCategory', valueCoding: { system: 'urn:x', code: '2106-3' } }],
          },
        ],
      },
      [{ kind: 'token', code: '2106-3' }],
    ],
    [
      'one type of a choice by its name in JSON',
      definition('asserted-date', {
        base: ['Condition'],
        type: 'date',
        // http://hl7.org/fhir/us/core/SearchParameter/us-core-condition-asserted-date
        expression:
          "Condition.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate').valueDateTime",
      }),
      'Condition',
      {
        resourceType: 'Condition',
        extension: [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate',
            valueDateTime: '1970-01-01T00:00:01Z',
          },
        ],
      },
      [{ kind: 'date', low: 1_000_000, high: 2_000_000 }],
    ],
    [
      'a part for each type',
      definition('nick', {
        base: ['Patient', 'Practitioner'],
        expression:
          "Patient.name.where(use = 'nickname').given | Practitioner.name.where(use = 'nickname').given",
      }),
      'Practitioner',
      { resourceType: 'Practitioner', name: [{ use: 'nickname', given: ['Bo'] }] },
      [{ kind: 'string', value: 'bo', text: 'Bo' }],
    ],
    [
      'what every resource has',
      definition('labelled', { base: ['Resource'], type: 'token', expression: 'Resource.meta.tag' }),
      'Basic',
      { resourceType: 'Basic', meta: { tag: [{ code: 'x' }] } },
      [{ kind: 'token', code: 'x' }],
    ],
  ])('%s', (_, resource, type, tree, expected) => {
    expect(valuesOf(resource, type, tree)).toEqual(expected);
  });
});

describe('which search parameters are indexed', () => {
  it('those in use by their status', () => {
    const decisions = decide(
      definition('one', { status: 'draft' }),
      definition('two', { status: 'retired' }),
      definition('three', { status: 'unknown' }),
    );
    expect(decisions.map(({ name }) => name)).toEqual(['one']);
  });

  it('for every type where the base is Resource, and for those with narratives where it is DomainResource', () => {
    const [all, domain] = decide(
      definition('label', { base: ['Resource'], type: 'token', expression: 'Resource.meta.tag' }),
      definition('told', {
        base: ['DomainResource'],
        type: 'token',
        expression: 'DomainResource.text.status',
      }),
    );
    expect(Object.keys(all!.definition!.expressions)).toEqual(resourceTypes);
    const types = Object.keys(domain!.definition!.expressions);
    expect(types).toContain('Patient');
    expect(types).not.toContain('Bundle');
    expect(types).not.toContain('Binary');
  });

  it('the first of a name and of an address', () => {
    const decisions = decide(
      definition('one'),
      definition('one', { url: 'http://example.org/other' }),
      definition('two', { url: 'http://example.org/one' }),
    );
    expect(decisions.map(({ definition: indexed }) => indexed !== undefined)).toEqual([true, false, false]);
    expect(decisions[1]!.refusals).toEqual([
      'For Patient: http://example.org/one has this name already, and stays.',
    ]);
    expect(decisions[2]!.refusals.join()).toMatch(/same url/);
  });

  it('not those of R4, which are there already', () => {
    const [decision] = decide(
      definition('birthdate', { url: 'http://hl7.org/fhir/SearchParameter/individual-birthdate' }),
    );
    expect(decision!.refusals.join()).toMatch(/one of the search parameters of FHIR R4/);
  });

  it('no more than there is room for', () => {
    const many = Array.from({ length: maxOwnParameters + 2 }, (_, number) => definition(`p${number}`));
    const decisions = decide(...many);
    expect(decisions.filter(({ definition: indexed }) => indexed !== undefined)).toHaveLength(
      maxOwnParameters,
    );
    expect(decisions.at(-1)!.refusals.join()).toMatch(/has 500 search parameters of its own already/);
  });

  it('composites of known components, in whatever order they come', () => {
    const component = (...names: readonly string[]): JsonObject => ({
      base: ['Observation'],
      type: 'composite',
      expression: 'Observation',
      component: names.map((name) => ({ definition: `http://example.org/${name}`, expression: 'code' })),
    });
    const code = { base: ['Observation'], type: 'token', expression: 'Observation.code' };
    const [both, unknown, nested, one] = decide(
      definition('both', component('left', 'right')),
      definition('half', component('left', 'nowhere')),
      definition('nested', component('left', 'both')),
      definition('alone', component('left')),
      definition('left', code),
      definition('right', code),
    );
    expect(both!.definition?.components?.map(({ name, type }) => [name, type])).toEqual([
      ['left', 'token'],
      ['right', 'token'],
    ]);
    expect(unknown!.refusals.join()).toMatch(/component that is not known: "http:\/\/example.org\/nowhere"/);
    expect(nested!.refusals.join()).toMatch(/component that is not known/);
    expect(one!.refusals.join()).toMatch(/less than two components/);
  });

  it.each<[string, JsonObject, RegExp]>([
    ['no url', { url: '' }, /no url/],
    ['a code with a colon', { code: 'a:b' }, /code cannot be/],
    ['a code of this server', { code: 'createdAt' }, /code cannot be/],
    ['no expression', { expression: '' }, /no FHIRPath expression/],
    ['no base', { base: ['Shoe'] }, /no resource type/],
    ['an expression of another type', { expression: 'Group.name' }, /no part for this type/],
    ['half an expression', { expression: 'Patient.name.where(' }, /did not expect the end/],
    ['an unterminated text', { expression: "Patient.name.where(use = 'x" }, /cannot read/],
    [
      'a function that reads other resources',
      { expression: 'Patient.link.other.resolve().name' },
      /resolve\(\) is not supported/,
    ],
    ['a pattern', { expression: "Patient.name.family.matches('(a+)+$')" }, /matches\(\) is not supported/],
    ['descendants', { expression: 'Patient.descendants()' }, /descendants\(\) is not supported/],
    [
      'a long path',
      { expression: `Questionnaire${'.item'.repeat(60)}.text`, base: ['Questionnaire'] },
      /more than 50 steps/,
    ],
    [
      'a wide union',
      { expression: Array.from({ length: 60 }, (_, n) => `Patient.name[${n}].family`).join('|') },
      /more than 50 parts/,
    ],
  ])('not one with %s', (_, more, why) => {
    const [decision] = decide(definition('mine', more));
    expect(decision!.definition).toBeUndefined();
    expect(decision!.refusals.join(' ')).toMatch(why);
  });

  it('at a bounded cost, whatever the expression is', () => {
    const hostile = [
      `Patient.extension${'.value.extension'.repeat(40)}.value`,
      'a.'.repeat(5_000),
      '('.repeat(9_999),
      `${'extension('.repeat(40)}'x'${')'.repeat(40)}`,
      "'".repeat(10_000),
      `Patient.name.where(${Array.from({ length: 900 }, () => 'use = 1').join(' or ')})`,
      `Questionnaire.item${'.where(item'.repeat(45)}${'.exists())'.repeat(45)}`,
    ];
    const before = performance.now();
    for (const expression of hostile)
      expect(decide(definition('mine', { expression, base: ['Resource'] }))[0]!.refusals).not.toEqual([]);
    // Some milliseconds; a busy machine takes longer.
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe('a set of search parameters', () => {
  const [own] = ownParameters(decide(definition('nick'))[0]!.definition!, 3, 'answered');

  it('without own ones is that of R4', () => {
    expect(createSearchParameters([])).toBe(r4Parameters);
  });

  it('names what is answered, and knows the others by their keys', () => {
    const indexing = createSearchParameters([{ ...own!, state: 'being-indexed' }]);
    expect(indexing.of('Patient').has('nick')).toBe(false);
    expect(indexing.isBeingIndexed('Patient', 'nick')).toBe(true);
    expect(indexing.keyed('Patient', 'nick~3')).toBe(own!.parameter);
    const answered = createSearchParameters([own!]);
    expect([...answered.of('Patient').keys()].at(-1)).toBe('nick');
    expect(answered.of('Patient').get('name')).toBe(r4Parameters.of('Patient').get('name'));
    expect(answered.of('Group')).toBe(r4Parameters.of('Group'));
    expect(answered.keyed('Patient', 'nick')).toBeUndefined();
  });

  it('takes the values of R4 first, and then its own', () => {
    const tree = { resourceType: 'Patient', name: [{ given: ['Ada'] }] };
    const values = extractIndexValues('Patient', tree, createSearchParameters([own!]));
    expect(values.slice(0, -1)).toEqual(extractIndexValues('Patient', tree));
    expect(values.at(-1)).toEqual({ kind: 'string', param: 'nick~3', value: 'ada', text: 'Ada' });
  });
});

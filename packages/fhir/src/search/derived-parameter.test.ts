import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../definitions/r4.js';
import type { JsonObject } from '../json/json-value.js';
import { derivedParameter, sameAs } from './derived-parameter.js';
import { extractIndexValues } from './extraction/extract-index-values.js';
import type { IndexValue } from './index-value.js';
import { searchParameters } from './search-parameters.js';

function derivedOf(type: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of searchParameters(type).keys()) {
    const derived = derivedParameter(type, name);
    if (derived === undefined) continue;
    const { sources, targetType } = derived;
    found[name] = [...sources].sort().join(' + ') + (targetType === undefined ? '' : ` to ${targetType}`);
  }
  return found;
}

describe('derivedParameter, by the expressions of https://hl7.org/fhir/R4/searchparameter-registry.html', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    [
      'Observation',
      {
        'combo-code': 'code + component-code',
        'combo-code-value-concept': 'code-value-concept + component-code-value-concept',
        'combo-code-value-quantity': 'code-value-quantity + component-code-value-quantity',
        'combo-data-absent-reason': 'component-data-absent-reason + data-absent-reason',
        'combo-value-concept': 'component-value-concept + value-concept',
        'combo-value-quantity': 'component-value-quantity + value-quantity',
        'gene-amino-acid-change': 'amino-acid-change',
        'gene-dnavariant': 'dna-variant',
        patient: 'subject to Patient',
      },
    ],
    ['Condition', { patient: 'subject to Patient' }],
    ['Encounter', { patient: 'subject to Patient', practitioner: 'participant to Practitioner' }],
    ['Immunization', {}],
    ['AuditEvent', { patient: 'agent + entity to Patient' }],
    ['Patient', { phonetic: 'name' }],
    ['Nothing', {}],
  ])('%s', (type, expected) => {
    expect(derivedOf(type)).toEqual(expected);
  });

  it('names parameters of the same type that are not derived themselves', () => {
    for (const type of resourceTypes) {
      const parameters = searchParameters(type);
      for (const [name, parameter] of parameters) {
        for (const source of sameAs(type, name) ?? []) {
          expect(parameters.get(source)?.type).toBe(parameter.type);
          expect(sameAs(type, source)).toBeUndefined();
        }
      }
    }
  });

  it('names those that the values are extracted for', () => {
    const concept = (code: string): JsonObject => ({ coding: [{ code }, { code: `${code}2` }], text: code });
    const tree: JsonObject = {
      resourceType: 'Observation',
      code: concept('a'),
      valueCodeableConcept: concept('b'),
      component: [
        { code: concept('c'), valueQuantity: { value: 1 } },
        { code: concept('d'), valueCodeableConcept: concept('e'), dataAbsentReason: concept('f') },
      ],
    };
    const all = extractIndexValues('Observation', tree);
    const bare = (value: IndexValue): string =>
      JSON.stringify(value, (key, inner: unknown) => (key === 'param' ? undefined : inner));
    for (const name of searchParameters('Observation').keys()) {
      const sources = sameAs('Observation', name);
      if (sources === undefined || name === 'patient') continue;
      const own = all.filter(({ param }) => param === name).map(bare);
      const theirs = all.filter(({ param }) => sources.includes(param)).map(bare);
      expect([...new Set(own)].sort()).toEqual([...new Set(theirs)].sort());
    }
  });
});

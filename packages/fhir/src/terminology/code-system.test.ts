import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { readCodeSystem, withRelated } from './code-system.js';

const property = (code: string, valueCode: string): JsonObject => ({ code, valueCode });

describe('readCodeSystem and withRelated (https://hl7.org/fhir/R4/codesystem.html#hierarchy)', () => {
  const nested: JsonObject = {
    resourceType: 'CodeSystem',
    content: 'complete',
    concept: [
      { code: 'animal', concept: [{ code: 'dog', concept: [{ code: 'poodle' }] }, { code: 'cat' }] },
      { code: 'plant' },
    ],
  };
  const related: JsonObject = {
    resourceType: 'CodeSystem',
    content: 'fragment',
    property: [{ code: 'isA', uri: 'http://hl7.org/fhir/concept-properties#parent', type: 'code' }],
    concept: [
      { code: 'animal', property: [property('child', 'dog'), property('child', 'gone')] },
      { code: 'dog' },
      { code: 'cat', property: [property('parent', 'animal')] },
      { code: 'poodle', property: [property('subsumedBy', 'dog'), property('isA', 'cat')] },
    ],
  };
  it.each<[what: string, tree: JsonObject, code: string, above: string, below: string]>([
    ['nested: the top', nested, 'animal', 'animal', 'animal cat dog poodle'],
    ['nested: the middle', nested, 'dog', 'animal dog', 'dog poodle'],
    ['nested: a leaf', nested, 'poodle', 'animal dog poodle', 'poodle'],
    ['nested: alone', nested, 'plant', 'plant', 'plant'],
    ['nested: none of its', nested, 'stone', 'stone', 'stone'],
    ['properties: the top', related, 'animal', 'animal', 'animal cat dog poodle'],
    ['properties: two parents', related, 'poodle', 'animal cat dog poodle', 'poodle'],
  ])('%s', (_, tree, code, above, below) => {
    const system = readCodeSystem(tree);
    expect([...withRelated(system, code, 'above')].sort().join(' ')).toBe(above);
    expect([...withRelated(system, code, 'below')].sort().join(' ')).toBe(below);
  });

  it('ends in a circle', () => {
    const system = readCodeSystem({
      resourceType: 'CodeSystem',
      concept: [
        { code: 'a', property: [property('parent', 'b')] },
        { code: 'b', property: [property('parent', 'a')] },
      ],
    });
    expect([...withRelated(system, 'a', 'below')].sort()).toEqual(['a', 'b']);
  });

  it('takes any JSON', () => {
    for (const concept of [
      null,
      'x',
      [null, 'x', { code: 1 }, { code: 'a', concept: 'x', property: ['x'] }],
    ]) {
      const tree: JsonObject = { resourceType: 'CodeSystem', concept };
      expect(withRelated(readCodeSystem(tree), 'a', 'below').size).toBe(1);
    }
  });
});

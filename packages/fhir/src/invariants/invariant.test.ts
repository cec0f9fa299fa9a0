import { describe, expect, it } from 'vitest';
import { ElementNode } from '../fhirpath/evaluation/element-node.js';
import type { JsonObject } from '../json/json-value.js';
import { compileInvariant } from './invariant.js';

function check(expression: string, value: JsonObject, type = 'Period'): boolean | undefined {
  const resource = { resourceType: 'Patient' };
  return compileInvariant({ key: 'x-1', severity: 'error', human: 'x', expression }).check(
    new ElementNode(type, value, undefined),
    { resource, rootResource: resource },
  );
}

describe('compileInvariant', () => {
  it.each<[string, JsonObject, boolean | undefined]>([
    ['start.exists()', { start: '2020' }, true],
    ['start.exists()', {}, false],
    ['start <= end', { start: '2020', end: '2021' }, true],
    ['start <= end', { start: '2021', end: '2020' }, false],
    // Of unequal precision: it cannot be told.
    ['start <= end', { start: '2020', end: '2020-05' }, undefined],
    // Empty is not true.
    ['start = end', { start: '2020' }, false],
    ["start.memberOf('http://a.example')", { start: '2020' }, undefined],
    // Several where one is needed: not decided.
    ['(start | end) and true', { start: '2020', end: '2021' }, undefined],
  ])('%s of %j is %s', (expression, value, expected) => {
    expect(check(expression, value)).toBe(expected);
  });

  it.each(['start.', 'start.nonsense()'])('never judges %s', (expression) => {
    const invariant = compileInvariant({ key: 'x-1', severity: 'error', human: 'x', expression });
    expect(invariant.fault).toBeTypeOf('string');
    expect(check(expression, {})).toBeUndefined();
  });
});

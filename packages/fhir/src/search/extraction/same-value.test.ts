import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexValue } from '../index-value.js';
import { indexValueKey } from './index-value-key.js';
import { isSameValue } from './same-value.js';

const param = 'p';
const text = fc.constantFrom('a', 'b');
const number = fc.constantFrom(1, 2, Infinity);
const optional = { requiredKeys: [] };

const token = fc
  .record({ system: text, code: text }, optional)
  .map((value): IndexValue => ({ kind: 'token', param, ...value }));

/** Kinds that one parameter can have together, of few values, so that some are equal. */
const families: readonly fc.Arbitrary<IndexValue>[] = [
  fc.oneof(
    token,
    text.map((value): IndexValue => ({ kind: 'text', param, value })),
    fc
      .record({ system: text, code: text, value: text })
      .map((value): IndexValue => ({ kind: 'identifier-type', param, ...value })),
  ),
  fc.oneof(
    text.map((target): IndexValue => ({ kind: 'reference', param, target })),
    fc
      .record({ system: text, code: text }, optional)
      .map((value): IndexValue => ({ kind: 'identifier', param, ...value })),
  ),
  fc
    .record({ value: text, text }, { requiredKeys: ['value'] })
    .map((value): IndexValue => ({ kind: 'string', param, ...value })),
  fc
    .record({ low: number, high: number, code: text, unit: text }, { requiredKeys: ['low', 'high'] })
    .map((value): IndexValue => ({ kind: 'quantity', param, ...value })),
  fc
    .record({ latitude: number, longitude: number })
    .map((value): IndexValue => ({ kind: 'near', param, ...value })),
  fc.record({ low: number, high: number }).map((value): IndexValue => ({ kind: 'date', param, ...value })),
  text.map((value): IndexValue => ({ kind: 'uri', param, value })),
];

describe('isSameValue and indexValueKey', () => {
  it('are of one mind about which values of a parameter are the same', () => {
    fc.assert(
      fc.property(fc.oneof(...families.map((family) => fc.tuple(family, family))), ([a, b]) => {
        expect(isSameValue(a, b)).toBe(indexValueKey(a) === indexValueKey(b));
      }),
      { numRuns: 2_000 },
    );
  });
});

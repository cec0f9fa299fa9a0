import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexValue } from '../index-value.js';
import type { SortKey } from '../search-query.js';
import { compareSortValues, sortValueOf, type SortValue } from './sort-value.js';

const ascending = (param: string): SortKey => ({ param, direction: 'ascending' });
const descending = (param: string): SortKey => ({ param, direction: 'descending' });

function sorted(values: readonly IndexValue[], key: SortKey): SortValue | undefined {
  return sortValueOf(key, { type: 'Patient', id: 'x', lastUpdated: 7, values });
}

describe('sortValueOf (https://hl7.org/fhir/R4/search.html#sort)', () => {
  const p = 'p';
  it.each<
    [what: string, values: readonly IndexValue[], first: SortValue | undefined, last: SortValue | undefined]
  >([
    [
      'date',
      [
        { kind: 'date', param: p, low: 5, high: 9 },
        { kind: 'date', param: p, low: 6, high: 7 },
      ],
      5,
      6,
    ],
    [
      'number',
      [
        { kind: 'number', param: p, low: -1, high: -1 },
        { kind: 'number', param: p, low: 0.5, high: 2 },
      ],
      -1,
      0.5,
    ],
    ['quantity', [{ kind: 'quantity', param: p, low: -Infinity, high: 3 }], -Infinity, -Infinity],
    [
      'string',
      [
        { kind: 'string', param: p, value: 'eve', text: 'Eve' },
        { kind: 'string', param: p, value: 'ann', text: 'Ann' },
      ],
      'ann',
      'eve',
    ],
    [
      'long string',
      [{ kind: 'string', param: p, value: 'a'.repeat(300), text: 'A' }],
      'a'.repeat(256),
      'a'.repeat(256),
    ],
    [
      'family name of several words',
      [
        { kind: 'string', param: p, value: 'van dyke', text: 'van Dyke' },
        { kind: 'string', param: p, value: 'dyke' },
      ],
      'van dyke',
      'van dyke',
    ],
    [
      'token',
      [
        { kind: 'token', param: p, system: 'z', code: 'a' },
        { kind: 'token', param: p, code: 'b' },
      ],
      'a',
      'b',
    ],
    ['token of a system alone', [{ kind: 'token', param: p, system: 'z' }], 'z', 'z'],
    [
      'reference',
      [
        { kind: 'reference', param: p, target: 'Patient/2' },
        { kind: 'reference', param: p, target: 'Patient/10' },
      ],
      'Patient/10',
      'Patient/2',
    ],
    ['uri', [{ kind: 'uri', param: p, value: 'urn:a' }], 'urn:a', 'urn:a'],
    ['what stands beside a token', [{ kind: 'text', param: p, value: 'a' }], undefined, undefined],
    ['another parameter', [{ kind: 'uri', param: 'q', value: 'urn:a' }], undefined, undefined],
    ['nothing', [], undefined, undefined],
  ])('%s', (_, values, first, last) => {
    expect(sorted(values, ascending(p))).toBe(first);
    expect(sorted(values, descending(p))).toBe(last);
  });
  it('takes _id and _lastUpdated from the resource', () => {
    expect(sorted([], ascending('_id'))).toBe('x');
    expect(sorted([], descending('_lastUpdated'))).toBe(7);
  });
});

describe('compareSortValues', () => {
  const order = (key: SortKey, ...values: readonly (SortValue | undefined)[]) =>
    values.toSorted((a, b) => compareSortValues(key, a, b));
  it('puts what has no value last when ascending, first when descending', () => {
    // Array.sort itself puts undefined last, so these are compared one by one.
    expect(compareSortValues(ascending('p'), undefined, 'a')).toBeGreaterThan(0);
    expect(compareSortValues(ascending('p'), 'a', undefined)).toBeLessThan(0);
    expect(compareSortValues(descending('p'), undefined, 'a')).toBeLessThan(0);
    expect(compareSortValues(descending('p'), 'a', undefined)).toBeGreaterThan(0);
    expect(compareSortValues(descending('p'), undefined, undefined)).toBe(0);
  });
  it('sorts numbers by size', () => {
    expect(order(ascending('p'), 10, 9, -Infinity, Infinity)).toEqual([-Infinity, 9, 10, Infinity]);
    expect(order(descending('p'), 9, 10)).toEqual([10, 9]);
    expect(compareSortValues(ascending('p'), Infinity, Infinity)).toBe(0);
  });
  it('sorts texts by code points: 😀 is U+1F600, ﬀ is U+FB00', () => {
    expect(order(ascending('p'), '😀', 'ﬀ', 'B', 'a', 'aa')).toEqual(['B', 'a', 'aa', 'ﬀ', '😀']);
  });
  it('sorts texts as their UTF-8 is sorted', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareSortValues(ascending('p'), a, b))).toBe(bytes);
      }),
    );
  });
});

import fc from 'fast-check';
import { Readable } from 'node:stream';
import type { HttpRequest } from '@wellspring/http';
import { describe, expect, test } from 'vitest';
import { requireJsonAcceptable } from './content-negotiation.js';
import { readHistoryParameters } from './history-parameters.js';
import { isFhirJson, parseMediaType } from './media-type.js';
import { preferenceOf } from './preference.js';
import { queryPairs, queryText } from './query-pairs.js';
import { matchedVersion, namesVersion, versionTag } from './version-tag.js';

const withHeaders = (headers: Record<string, string>): HttpRequest => ({
  method: 'GET',
  path: '/',
  query: '',
  headers,
  rawHeaders: [],
  body: Readable.from([]),
  signal: new AbortController().signal,
  requestId: 'r',
});

describe('query', () => {
  test.each([
    ['', []],
    [
      'a=1&&b',
      [
        ['a', '1'],
        ['b', ''],
      ],
    ],
    [
      'name=Ada+L&code=http%3A%2F%2Fx%7C1=2',
      [
        ['name', 'Ada L'],
        ['code', 'http://x|1=2'],
      ],
    ],
    ['code=http://x|1,2', [['code', 'http://x|1,2']]],
  ])('%s', (text, pairs) => {
    expect(queryPairs(text)).toEqual(pairs);
  });
  test.each(['a=%', 'a=%zz', '%ff=1'])('%s is malformed', (text) => {
    expect(() => queryPairs(text)).toThrow(expect.objectContaining({ code: 'malformed-address' }));
  });
  test('is bounded', () => {
    expect(() => queryPairs('a=1&'.repeat(1001))).toThrow(
      expect.objectContaining({ code: 'malformed-address' }),
    );
  });
  test('round trip', () => {
    // A lone surrogate is no text that could be encoded.
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text).filter(([name]) => name !== '')), (pairs) => {
        expect(queryPairs(queryText(pairs))).toEqual(pairs);
      }),
    );
  });
});

describe('media types', () => {
  test.each([
    ['application/fhir+json', true],
    ['Application/FHIR+JSON; charset=UTF-8', true],
    ['application/json', true],
    ['text/json;charset="utf-8"', true],
    ['application/fhir+json; fhirVersion=4.0', true],
    ['application/fhir+json; fhirVersion=3.0', false],
    ['application/json; charset=iso-8859-1', false],
    ['application/fhir+xml', false],
    ['text/plain', false],
    ['', false],
  ])('%s', (text, expected) => {
    expect(isFhirJson(parseMediaType(text))).toBe(expected);
  });

  test.each([
    [{}, '', true],
    [{ accept: 'application/fhir+json' }, '', true],
    [{ accept: 'text/html, application/xhtml+xml, */*;q=0.8' }, '', true],
    [{ accept: 'application/*' }, '', true],
    [{ accept: 'application/fhir+xml' }, '', false],
    [{ accept: 'application/fhir+json;q=0, application/fhir+xml' }, '', false],
    [{ accept: 'application/fhir+json; fhirVersion=5.0' }, '', false],
    [{ accept: 'application/fhir+xml' }, '_format=json', true],
    [{ accept: 'application/fhir+json' }, '_format=xml', false],
    [{}, '_format=application/fhir+json', true],
    [{}, '_format=application%2Ffhir%2Bjson', true],
    [{}, '_format=text/turtle', false],
  ])('accept %j, %s', (headers: Record<string, string>, query, acceptable) => {
    const check = () => {
      requireJsonAcceptable(withHeaders(headers), queryPairs(query));
    };
    if (acceptable) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'not-acceptable' }));
  });
});

describe('Prefer', () => {
  test.each([
    ['', { strict: false, respondAsync: false, answer: 'representation' }],
    ['return=minimal', { strict: false, respondAsync: false, answer: 'minimal' }],
    [
      'handling=strict, return=OperationOutcome',
      { strict: true, respondAsync: false, answer: 'OperationOutcome' },
    ],
    ['return="minimal"; handling=lenient', { strict: false, respondAsync: false, answer: 'minimal' }],
    ['Return=minimal, HANDLING=strict', { strict: true, respondAsync: false, answer: 'minimal' }],
    ['return=something, respond-async', { strict: false, respondAsync: true, answer: 'representation' }],
  ])('%s', (prefer, expected) => {
    expect(preferenceOf(withHeaders({ prefer }))).toEqual(expected);
  });
});

describe('version tags', () => {
  test.each([
    [undefined, undefined],
    ['W/"3"', 3],
    ['"12"', 12],
    ['W/"abc"', -1],
    ['W/"03"', -1],
  ])('%s', (header, version) => {
    expect(matchedVersion(header)).toBe(version);
  });
  test.each(['3', '*', 'W/"1", W/"2"', ''])('%s is malformed', (header) => {
    expect(() => matchedVersion(header)).toThrow(expect.objectContaining({ code: 'malformed-header' }));
  });
  test('If-None-Match', () => {
    expect(namesVersion('W/"1", W/"2"', 2)).toBe(true);
    expect(namesVersion(versionTag(20), 2)).toBe(false);
    expect(namesVersion('*', 2)).toBe(true);
  });
});

describe('history parameters', () => {
  test('are read', () => {
    const read = readHistoryParameters(
      queryPairs('_count=5&_since=2026&_cursor=c&_format=json&other=1'),
      false,
    );
    expect(read).toEqual({
      ok: true,
      options: { count: 5, since: new Date('2026-01-01T00:00:00Z'), cursor: 'c' },
      applied: [
        ['_count', '5'],
        ['_since', '2026'],
      ],
    });
  });
  test.each([
    ['2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-03-04T05:06:07+02:00', '2026-03-04T03:06:07.000Z', '2026-03-04T03:06:08.000Z'],
    ['2026-03-04T05:06:07.123456Z', '2026-03-04T05:06:07.123Z', '2026-03-04T05:06:07.124Z'],
  ])('_at=%s, a plus unescaped', (text, low, high) => {
    const read = readHistoryParameters(queryPairs(`_at=${text}`), true);
    expect(read).toMatchObject({ ok: true, options: { at: { low: new Date(low), high: new Date(high) } } });
  });
  test.each([
    ['_count=0', false],
    ['_count=x', false],
    ['_since=yesterday', false],
    ['_at=', false],
    ['_count=1&_count=2', false],
    ['other=1', true],
  ])('%s is refused', (query, strict) => {
    expect(readHistoryParameters(queryPairs(query), strict)).toMatchObject({ ok: false });
  });
});

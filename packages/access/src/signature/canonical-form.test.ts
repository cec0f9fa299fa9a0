import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalHeaders } from './canonical-headers.js';
import { readSignedHeaders } from './signed-headers.js';
import { canonicalPath } from './canonical-path.js';
import { canonicalQuery, verbatimQuery } from './canonical-query.js';
import { decodeBytes, encodeBytes } from './uri-encoding.js';

describe('path', () => {
  test.each([
    ['normalised', '', '/'],
    ['normalised', '/', '/'],
    ['normalised', '//a///b//', '/a/b/'],
    ['normalised', '/a/./b/../c', '/a/c'],
    ['normalised', '/../..', '/'],
    ['normalised', '/a/..', '/'],
    ['normalised', '/a/b/..', '/a/'],
    ['normalised', '/a%20b', '/a%2520b'],
    ['normalised', '/a b', '/a%20b'],
    ['normalised', '/datastore/0a/r4/Patient', '/datastore/0a/r4/Patient'],
    ['normalised', '/a/.../.b/c.', '/a/.../.b/c.'],
    ['normalised', '/a/.', '/a/'],
    ['normalised', '/a/~b_c-d', '/a/~b_c-d'],
    ['normalised', '/a/$meta', '/a/%24meta'],
    ['once', '', '/'],
    ['once', '/b//..//x/', '/b//..//x/'],
    ['once', '/b/a%20b', '/b/a%20b'],
    ['once', '/b/(1)!', '/b/%281%29%21'],
    ['once', '/b/%c3%bc', '/b/%C3%BC'],
    ['once', '/b/%7Ex', '/b/~x'],
    ['once', '/b/100%', '/b/100%25'],
  ] as const)('%s: %s', (rule, path, expected) => {
    expect(canonicalPath(path, rule)).toBe(expected);
  });
});

describe('query', () => {
  test.each([
    ['', ''],
    ['b=2&a=1&a=0', 'a=0&a=1&b=2'],
    ['acl', 'acl='],
    ['a=b=c', 'a=b%3Dc'],
    ['name=Ada+L', 'name=Ada%20L'],
    ['code=http://loinc.org|1', 'code=http%3A%2F%2Floinc.org%7C1'],
    ['B=1&a=1&A=1', 'A=1&B=1&a=1'],
    ['X-Amz-Signature=00&a=1', 'a=1'],
  ])('%s', (query, expected) => {
    expect(canonicalQuery(query, 'X-Amz-Signature')).toBe(expected);
  });

  test('decodes and encodes every text, and so does not change what is canonical', () => {
    const pieces = fc.constantFrom(
      '%',
      '%2',
      '%2F',
      '%2f',
      '%41',
      '%7C',
      '%7e',
      '%2D',
      '%zz',
      'a',
      'G',
      '~',
      ':',
      'ü',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        const expected = encodeBytes(decodeBytes(text));
        expect(canonicalQuery(`a=${text}`)).toBe(`a=${expected}`);
        expect(canonicalQuery(`a=${expected}`)).toBe(`a=${expected}`);
      }),
    );
  });

  test('every byte, escaped in upper case or lower', () => {
    for (let byte = 0; byte < 256; byte += 1) {
      const escape = `%${byte.toString(16).padStart(2, '0')}`;
      const expected = `a=${encodeBytes(Buffer.of(byte))}`;
      expect([canonicalQuery(`a=${escape}`), canonicalQuery(`a=${escape.toUpperCase()}`)]).toEqual([
        expected,
        expected,
      ]);
    }
  });

  test('verbatim: sorted, nothing else changed', () => {
    expect(verbatimQuery('date=ge2020-01-01T00:00:00&code=a|b')).toBe('code=a|b&date=ge2020-01-01T00:00:00');
  });

  test('is the same for every order of the parameters', () => {
    const pair = fc.tuple(fc.string(), fc.string()).map((pair) => pair.map(encodeURIComponent).join('='));
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        expect(canonicalQuery([...pairs].reverse().join('&'))).toBe(canonicalQuery(pairs.join('&')));
      }),
    );
  });
});

test('encoding and decoding are inverse', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([...decodeBytes(encodeBytes(bytes))]).toEqual([...bytes]);
    }),
  );
});

test('headers: trimmed, white space collapsed, repeated ones joined in order', () => {
  const raw = ['X-B', ' one   two ', 'Host', 'h', 'x-b', 'three', 'X-Not-Signed', '1'];
  expect(canonicalHeaders(raw, readSignedHeaders('host;x-absent;x-b'))).toBe(
    'host:h\nx-absent:\nx-b:one two,three\n',
  );
});

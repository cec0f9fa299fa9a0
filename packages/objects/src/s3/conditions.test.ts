import { describe, expect, it } from 'vitest';
import { isSameVersion, readCondition, writeCondition } from './conditions.js';
import { emptyDescription, type ObjectMetadata } from '../embedded/object-metadata.js';

const object: ObjectMetadata = {
  ...emptyDescription,
  etag: 'abc',
  size: 1,
  lastModified: Date.UTC(2026, 0, 1, 12, 0, 0, 500),
  checksums: {},
  checksumType: 'FULL_OBJECT',
};
const same = 'Thu, 01 Jan 2026 12:00:00 GMT';
const before = 'Thu, 01 Jan 2026 11:59:59 GMT';

describe('conditions of a read', () => {
  // The table of https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and RFC 9110, 13.2.2.
  it.each([
    [{}, 'holds'],
    [{ 'if-match': '"abc"' }, 'holds'],
    [{ 'if-match': 'abc' }, 'holds'],
    [{ 'if-match': '*' }, 'holds'],
    [{ 'if-match': '"x", "abc"' }, 'holds'],
    [{ 'if-match': '"x"' }, 'failed'],
    [{ 'if-none-match': '"abc"' }, 'not-modified'],
    [{ 'if-none-match': 'W/"abc"' }, 'not-modified'],
    [{ 'if-none-match': '"x"' }, 'holds'],
    [{ 'if-modified-since': same }, 'not-modified'],
    [{ 'if-modified-since': before }, 'holds'],
    [{ 'if-modified-since': 'yesterday' }, 'holds'],
    [{ 'if-unmodified-since': same }, 'holds'],
    [{ 'if-unmodified-since': before }, 'failed'],
    [{ 'if-match': '"abc"', 'if-unmodified-since': before }, 'holds'],
    [{ 'if-none-match': '"abc"', 'if-modified-since': before }, 'not-modified'],
    [{ 'if-none-match': '"x"', 'if-modified-since': same }, 'holds'],
    [{ 'if-match': '"x"', 'if-none-match': '"abc"' }, 'failed'],
  ] as const)('%j: %s', (headers, outcome) => {
    expect(readCondition(headers, object)).toBe(outcome);
  });
});

describe('If-Range', () => {
  it.each([
    ['"abc"', true],
    [same, true],
    ['"x"', false],
    ['W/"abc"', false],
    [before, false],
    ['Thu, 01 Jan 2026 12:00:01 GMT', false],
    ['nonsense', false],
  ])('%s: %s', (header, expected) => {
    expect(isSameVersion(header, object)).toBe(expected);
  });
});

describe('conditions of a write', () => {
  it.each([
    [{ 'if-none-match': '*' }, undefined, undefined],
    [{ 'if-none-match': '*' }, object, 's3-precondition-failed'],
    [{ 'if-match': '"abc"' }, object, undefined],
    [{ 'if-match': '"x"' }, object, 's3-precondition-failed'],
    [{ 'if-match': '"abc"' }, undefined, 'no-such-key'],
  ])('%j', (headers, current, code) => {
    const check = (): void => {
      writeCondition(headers)!(current);
    };
    if (code === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code }));
  });

  it('are none without a header', () => {
    expect(writeCondition({})).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfString, endOfValue, keyBetween } from './json-text.js';

describe('the text of JSON', () => {
  it.each([
    '""',
    '"a"',
    String.raw`"\""`,
    String.raw`"\\"`,
    String.raw`"\\\""`,
    String.raw`"a\\\\"`,
    '"[{,:}]"',
    JSON.stringify('x'.repeat(500) + '"'),
  ])('has a string %s', (string) => {
    expect(endOfString(`[${string},"b"]`, 1)).toBe(1 + string.length);
    expect(endOfValue(`[${string}]`, 1)).toBe(1 + string.length);
  });

  it('has values that end where JSON says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = Buffer.from(JSON.stringify(value)).toString('latin1');
        for (const [before, after] of [
          ['[', ']'],
          ['{"a":', '}'],
          ['[', ',1]'],
        ] as const) {
          expect(endOfValue(before + json + after, before.length)).toBe(before.length + json.length);
        }
      }),
    );
  });

  it('has keys that may be escaped', () => {
    const key = String.raw`"n\u0061me"`;
    expect(keyBetween(`{${key}:1}`, 1, 1 + key.length)).toBe('name');
    expect(keyBetween('{"name":1}', 1, 7)).toBe('name');
  });
});

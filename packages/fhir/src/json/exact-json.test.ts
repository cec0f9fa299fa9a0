import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactJsonText, readExactJson, withDoubles } from './exact-json.js';
import { ExactNumber, numericKey } from './exact-number.js';

describe('JSON with all its digits', () => {
  it.each([
    '1.10',
    '-0',
    '1e3',
    '1E+3',
    '0.1000000000000000055511151231257827',
    '123456789012345678901234567890',
    '[1.0,"1.0",{"a":2.50,"b":[3,4.25]}]',
    String.raw`{"a":"\"1.10\"","b\\":1.10,"\ud83d\ude00":-1.50}`.replace('\\ud83d\\ude00', '😀'),
  ])('%s comes back as it was', (text) => {
    expect(exactJsonText(readExactJson(text))).toBe(text);
  });

  it('is JSON.parse for all that a double holds', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
        const text = JSON.stringify(value);
        expect(withDoubles(readExactJson(text))).toEqual(JSON.parse(text));
        expect(exactJsonText(readExactJson(text))).toBe(text);
      }),
    );
  });

  it('takes __proto__ for a key like others', () => {
    const text = '{"__proto__":{"a":1},"constructor":2}';
    const tree = readExactJson(text) as Record<string, unknown>;
    expect(Object.keys(tree)).toEqual(['__proto__', 'constructor']);
    expect(exactJsonText(tree as never)).toBe(text);
    expect(({} as { a?: number }).a).toBeUndefined();
  });
});

describe('numericKey', () => {
  it.each([
    ['1.10', '11e-1', '1.1', '0.11e1', '1.1000'],
    ['0', '-0', '0.000', '0e7'],
    ['1e400', '10e399', '1000e397'],
    ['-120', '-1.2e2', '-12e1'],
    ['1e999999999999999999', '10e999999999999999998'],
  ])('%s is written in other ways, too', (...texts) => {
    expect(new Set(texts.map((text) => numericKey(new ExactNumber(text)))).size).toBe(1);
  });

  it('tells others apart', () => {
    expect(numericKey(1.1)).toBe(numericKey(new ExactNumber('1.10')));
    expect(numericKey(1e21)).toBe(numericKey(new ExactNumber('1000000000000000000000')));
    expect(numericKey(new ExactNumber('0.10000000000000001'))).not.toBe(numericKey(0.1));
    expect(numericKey(-1)).not.toBe(numericKey(1));
  });
});

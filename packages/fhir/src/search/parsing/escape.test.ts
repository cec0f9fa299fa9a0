import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeValue, splitEscaped, unescapeValue, type Separator } from './escape.js';

describe('escaping (https://hl7.org/fhir/R4/search.html#escaping)', () => {
  it.each<[string, Separator, readonly string[]]>([
    ['a,b', ',', ['a', 'b']],
    ['a\\,b', ',', ['a\\,b']],
    ['a\\\\,b', ',', ['a\\\\', 'b']],
    ['xxx$xxx', '$', ['xxx', 'xxx']],
    ['xx\\$xx', '$', ['xx\\$xx']],
    ['|a', '|', ['', 'a']],
    ['', ',', ['']],
    [',', ',', ['', '']],
    ['a\\', ',', ['a\\']],
  ])('splits %j at %j', (text, separator, pieces) => {
    expect(splitEscaped(text, separator)).toEqual(pieces);
  });

  it.each([
    ['a\\,b', 'a,b'],
    ['xx\\$xx', 'xx$xx'],
    ['xx\\\\xx', 'xx\\xx'],
    ['a\\|b', 'a|b'],
    ['plain', 'plain'],
  ])('%j stands for %j', (text, value) => {
    expect(unescapeValue(text)).toBe(value);
  });

  it.each(['xx\\xx', '\\', 'a\\\\\\'])('%j is illegal', (text) => {
    expect(unescapeValue(text)).toHaveProperty('fault');
  });

  it('is a round trip, alone and joined', () => {
    const special = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(',', '|', '$', '\\', 'a', '\n') }),
    );
    fc.assert(
      fc.property(
        fc.array(special, { minLength: 1 }),
        fc.constantFrom<Separator>(',', '|', '$'),
        (values, separator) => {
          const joined = values.map(escapeValue).join(separator);
          expect(splitEscaped(joined, separator).map(unescapeValue)).toEqual(values);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseString } from './normalise-string.js';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      'ß',
      'İ',
      'ı',
      'Σ',
      'ς',
      'ΰ',
      'ﬁ',
      'é',
      'e\u0301',
      '-',
      '.',
      "'",
      ' ',
      '\t',
      'ǆ',
      '½',
    ),
  }),
);

describe('normaliseString', () => {
  it.each([
    ['Eve', 'eve'],
    ['EVELYN', 'evelyn'],
    ['Müller', 'muller'],
    ['Mu\u0308ller', 'muller'],
    ['Åse Çelik', 'ase celik'],
    ['Straße', 'strasse'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['Οδυσσεύς', 'οδυσσευσ'],
    ['ﬁne', 'fine'],
    ['  two \t  words\n', 'two words'],
    ["O'Brien", 'obrien'],
    ['Smith-Jones', 'smith jones'],
    ['Smith – Jones', 'smith jones'],
    ['St. John', 'st john'],
    ['12,Main St.', '12 main st'],
    ['東京', '東京'],
    ['...', ''],
    ['', ''],
  ])('%j is %j', (given, normalised) => {
    expect(normaliseString(given)).toBe(normalised);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = normaliseString(given);
        expect(normaliseString(once)).toBe(once);
      }),
    );
  });

  it('takes ASCII by itself for what it is beside other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 20 }), (given) => {
        expect(normaliseString(`${given} é`)).toBe(`${normaliseString(given)} e`.trim());
      }),
      { numRuns: 2_000 },
    );
  });

  it('ignores case', () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        expect(normaliseString(given.toUpperCase())).toBe(normaliseString(given.toLowerCase()));
      }),
    );
  });

  it('takes the beginning of a text to the beginning of its form', () => {
    fc.assert(
      fc.property(text, fc.nat(), (given, length) => {
        const characters = Array.from(given);
        const beginning = characters.slice(0, length % (characters.length + 1)).join('');
        expect(normaliseString(given).startsWith(normaliseString(beginning))).toBe(true);
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { literalPattern, matchesPattern, readPattern } from './pattern.js';

const matches = (pattern: string, text: string): boolean => matchesPattern(readPattern(pattern), text);

it.each([
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'anything/at:all', true],
  ['?', '', false],
  ['?', 'a', true],
  ['a*c', 'abbbc', true],
  ['a*c', 'abbb', false],
  ['a*b*c', 'a__b__b__c', true],
  ['**a', 'a', true],
  ['Get*', 'GetObject', true],
  ['get*', 'GetObject', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
])('%j for %j: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

it('agrees with a regular expression that is made of it', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, text) => {
      const expression = pattern.replaceAll('*', '.*').replaceAll('?', '.');
      expect(matches(pattern, text)).toBe(new RegExp(`^${expression}$`).test(text));
    }),
  );
});

it('takes no longer for patterns that were made to take long', () => {
  const started = performance.now();
  expect(matches('*a'.repeat(2_000), `${'a'.repeat(20_000)}b`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});

it('has no wildcards in what stands for itself', () => {
  expect(matchesPattern(literalPattern('*'), 'a')).toBe(false);
  expect(matchesPattern(literalPattern('*'), '*')).toBe(true);
});

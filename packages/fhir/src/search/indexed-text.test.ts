import { describe, expect, it } from 'vitest';
import { indexedText } from './indexed-text.js';

describe('indexedText', () => {
  it.each<[what: string, text: string, expected: string]>([
    ['a short text', 'smith', 'smith'],
    ['a text of 256', 'a'.repeat(256), 'a'.repeat(256)],
    ['a longer one', 'a'.repeat(257), 'a'.repeat(256)],
    ['no half of a surrogate pair', `${'a'.repeat(255)}😀`, 'a'.repeat(255)],
    ['a surrogate pair that fits', `${'a'.repeat(254)}😀b`, `${'a'.repeat(254)}😀`],
    ['NUL', 'a\0b', 'ab'],
  ])('%s', (_, text, expected) => {
    expect(indexedText(text)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { indexedText } from './indexed-text.js';

describe('indexed text', () => {
  it.each([
    ['short', 'short'],
    ['x'.repeat(300), 'x'.repeat(256)],
    // The 256th unit would be the first half of a pair.
    [`${'x'.repeat(255)}\u{1f600}`, 'x'.repeat(255)],
    [`${'x'.repeat(254)}\u{1f600}y`, `${'x'.repeat(254)}\u{1f600}`],
    ['a\0b', 'ab'],
  ])('%j', (value, expected) => {
    expect(indexedText(value)).toBe(expected);
  });
});

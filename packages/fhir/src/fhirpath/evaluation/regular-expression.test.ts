import { describe, expect, it } from 'vitest';
import { isQuick } from './regular-expression.js';

describe('regular expressions that take time in proportion to the text', () => {
  it.each([
    '^[0-9]{10}$',
    '^[0-9]{2}D[0-9]{7}$',
    '^[A-Z]([A-Za-z0-9_]){0,254}$',
    '^[a-zA-Z0-9\\.]+$',
    '^\\d+$',
  ])('%s is one', (source) => {
    expect(isQuick(source)).toBe(true);
  });

  it.each(['^(a+)+$', 'a+b', '^a*a*$', '^(a|a)*$', '^(a)\\1+$', '^a+?a*', '^(?=a)', '^x|a+b', '^\\b+'])(
    '%s is none, or not known to be',
    (source) => {
      expect(isQuick(source)).toBe(false);
    },
  );
});

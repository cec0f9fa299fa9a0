import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterPrefix } from './after-prefix.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('afterPrefix', () => {
  it.each([
    ['a', 'b'],
    ['mull', 'mulm'],
    ['z\u{10ffff}', '{'],
    ['\ud7ff', '\ue000'],
    ['\u{10ffff}', undefined],
    ['', undefined],
  ])('%j is followed by %j', (prefix, after) => {
    expect(afterPrefix(prefix)).toBe(after);
  });

  it('bounds exactly the texts with the prefix, in the order of their bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 }).filter((each) => !/\p{Surrogate}/u.test(each));
    fc.assert(
      fc.property(text, text, (prefix, value) => {
        const after = afterPrefix(prefix);
        const inside =
          Buffer.compare(bytes(value), bytes(prefix)) >= 0 &&
          (after === undefined || Buffer.compare(bytes(value), bytes(after)) < 0);
        expect(inside).toBe(value.startsWith(prefix));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUriBelow, urisAbove } from './uri-hierarchy.js';

describe('urisAbove', () => {
  it.each<[string, readonly string[]]>([
    [
      'http://a.org/b/c',
      ['http://a.org/b/c', 'http://a.org/b/', 'http://a.org/b', 'http://a.org/', 'http://a.org'],
    ],
    ['http://a.org/b/', ['http://a.org/b/', 'http://a.org/b', 'http://a.org/', 'http://a.org']],
    ['http://a.org', ['http://a.org']],
    ['urn:oid:1.2.3', ['urn:oid:1.2.3']],
    ['a/b', ['a/b']],
  ])('%s', (uri, above) => {
    expect(urisAbove(uri)).toEqual(above);
  });

  it('names just those that the URI is below of', () => {
    const path = fc.array(fc.constantFrom('/', 'a', 'b'), { maxLength: 6 });
    const uri = path.map((parts) => `http://h${parts.join('')}`);
    fc.assert(
      fc.property(uri, uri, (one, other) => {
        expect(urisAbove(one).includes(other)).toBe(isUriBelow(one, other));
      }),
      { numRuns: 2_000 },
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKnownEntries } from './known-entries.js';

// Few numbers, so that halves of hashes and keys are often the same.
const half = fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31));
const hash = fc.record({ hi: half, lo: half });
const entry = fc.record({ key: hash, hash });

it('knows what was added and nothing else, as a set of texts would', () => {
  fc.assert(
    fc.property(fc.array(entry), fc.array(entry), (added, asked) => {
      const known = createKnownEntries();
      const texts = new Set<string>();
      for (const each of added) {
        known.add(each);
        texts.add(JSON.stringify(each));
      }
      expect(known.size).toBe(texts.size);
      for (const each of [...added, ...asked]) expect(known.has(each)).toBe(texts.has(JSON.stringify(each)));
      known.clear();
      expect(known.size).toBe(0);
      for (const each of added) expect(known.has(each)).toBe(false);
    }),
  );
});

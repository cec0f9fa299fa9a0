import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyedHash } from './keyed-hash.js';

it('is HMAC-SHA-256', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.array(fc.string({ unit: 'binary', maxLength: 1_200 }), { maxLength: 2 }),
      (key, texts) => {
        const mac = keyedHash(key);
        for (const text of texts)
          expect(mac(text)).toBe(createHmac('sha256', key).update(text, 'utf8').digest('hex'));
      },
    ),
  );
});

// https://www.rfc-editor.org/rfc/rfc4231#section-4.3
it('is what RFC 4231 says', () => {
  expect(keyedHash(Buffer.from('Jefe'))('what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

it('takes no key that is longer than a block', () => {
  expect(() => keyedHash(new Uint8Array(65))).toThrow(RangeError);
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPlace, sealPlace } from './cursor.js';

const secret = randomBytes(32);
const invalid = expect.objectContaining({ code: 'invalid-cursor' }) as unknown;

describe('a sealed place', () => {
  test('opens for its own list', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (place, list) => {
        // A lone surrogate is no text that UTF-8 has.
        fc.pre(Buffer.from(place).toString() === place);
        expect(openPlace(secret, list, sealPlace(secret, list, place))).toBe(place);
      }),
    );
  });

  test.each<[string, (cursor: string) => [Buffer, string, string]]>([
    ['for another list', (cursor) => [secret, 'other', cursor]],
    ['for a list that begins where the place ends', (cursor) => [secret, 'ist', cursor]],
    ['in another data store', (cursor) => [randomBytes(32), 'list', cursor]],
    ['changed', (cursor) => [secret, 'list', `${cursor.slice(0, -4)}AAAA`]],
    ['cut', (cursor) => [secret, 'list', cursor.slice(0, 8)]],
    ['empty', () => [secret, 'list', '']],
    ['made up', () => [secret, 'list', Buffer.from('Patient/1 and some more').toString('base64url')]],
  ])('does not open %s', (_, use) => {
    const cursor = sealPlace(secret, 'list', 'Patient/1');
    expect(() => openPlace(...use(cursor))).toThrow(invalid);
  });
});

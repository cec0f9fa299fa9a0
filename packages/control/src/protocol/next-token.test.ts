import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadServiceModel } from '../model/service-model.js';
import { nextTokens } from './next-token.js';

const secretOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const tokens = nextTokens(secretOf('a'));
const refusal = 'NextToken was not returned by this operation with these filters';

describe('NextToken', () => {
  it('gives back the cursor that was sealed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 1, unit: 'grapheme' }), (scope, cursor) => {
        expect(tokens.open(scope, tokens.seal(scope, cursor))).toBe(cursor);
      }),
    );
  });

  it('is ASCII and of the length the model allows', () => {
    const shape = loadServiceModel().shapes['NextToken'];
    expect(shape).toMatchObject({ type: 'string', max: 8192 });
    expect(tokens.seal(['stores'], '患'.repeat(100))).toMatch(/^[A-Za-z0-9_-]{1,8192}$/);
  });

  it.each([
    ['of other filters', tokens.seal(['stores', 'b'], '7')],
    ['of another secret', nextTokens(secretOf('b')).seal(['stores', 'a'], '7')],
    ['made up', 'bmV4dA'],
    ['of a code only', tokens.seal(['stores', 'a'], '7').slice(0, 21)],
    ['with something added', `${tokens.seal(['stores', 'a'], '7')}A`],
    ['with a character that base64url does not have', `${tokens.seal(['stores', 'a'], '7')}!`],
  ])('refuses a token %s', (_, token) => {
    expect(() => tokens.open(['stores', 'a'], token)).toThrow(refusal);
  });

  it('refuses a token with any one bit changed', () => {
    const bytes = Buffer.from(tokens.seal('s', 'cursor'), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => tokens.open('s', forged.toString('base64url'))).toThrow(refusal);
    }
  });
});

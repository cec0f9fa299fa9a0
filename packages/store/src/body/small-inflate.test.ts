import { randomBytes } from 'node:crypto';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fixedCodes } from './body-codes.js';
import { createSmallInflate } from './small-inflate.js';

const dictionary = Buffer.from(
  '{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"',
);
const largest = 2048;
const inflate = createSmallInflate(dictionary, largest, fixedCodes);
const deflate = (text: Buffer, strategy: number = constants.Z_FIXED) =>
  deflateRawSync(text, { dictionary, strategy });

const texts = fc.oneof(
  fc.uint8Array({ maxLength: largest }),
  // Repetitions near and far, within the text and into the dictionary.
  fc
    .array(
      fc.oneof(
        fc.constantFrom('final', '"code":{"coding":[', 'x'.repeat(300), 'abcdefgh'.repeat(40), 'é'),
        fc.string({ maxLength: 8 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => Buffer.from(parts.join('')).subarray(0, largest)),
);

/** Bits in the order in which they are sent. */
function bitsOf(text: string): Buffer {
  const bits = text.replaceAll(' ', '');
  return Buffer.from(
    (bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(Array.from(byte).reverse().join(''), 2)),
  );
}

it('gives what was deflated', () => {
  fc.assert(
    fc.property(texts, (bytes) => {
      const text = Buffer.from(bytes);
      expect(inflate(deflate(text), 0)).toEqual(text);
    }),
    { numRuns: 500 },
  );
});

it('copies from the far end of a large dictionary', () => {
  const far = randomBytes(32_000);
  const text = Buffer.concat([far.subarray(0, 400), randomBytes(100), far.subarray(16_000, 16_500)]);
  const deflated = deflateRawSync(text, { dictionary: far, strategy: constants.Z_FIXED });
  expect(deflated.length).toBeLessThan(200);
  expect(createSmallInflate(far, 1000, fixedCodes)(deflated, 0)).toEqual(text);
});

it('begins where it is told to, and leaves no trace of the text before', () => {
  const text = Buffer.from('"status":"final"');
  expect(inflate(deflate(Buffer.from('x'.repeat(500))), 0)).toHaveLength(500);
  expect(inflate(Buffer.concat([Buffer.of(1, 2), deflate(text)]), 2)).toEqual(text);
});

it.each([
  [
    'a text with codes of its own',
    deflateRawSync(Buffer.from(randomBytes(500).toString('hex')), { dictionary }),
  ],
  ['a text that is stored as it is', deflateRawSync(randomBytes(100), { dictionary, level: 0 })],
  ['nothing', Buffer.alloc(0)],
  ['a text that is too large', deflate(Buffer.alloc(largest + 1, 'y'))],
  // The last block, fixed codes: length 3 (0000001), distance 24,577 (11101) and 13 bits more; then the end.
  ['a distance that reaches back too far', bitsOf('1 10 0000001 11101 0000000000000 0000000')],
  ['a distance that there is not', bitsOf('1 10 0000001 11110 0000000')],
  ['a length that there is not', bitsOf('1 10 11000110 00000 0000000')],
])('leaves %s to zlib', (_, deflated) => {
  expect(inflate(deflated, 0)).toBeUndefined();
});

it('takes nothing that zlib refuses, and gives nothing else than zlib', () => {
  const outcome = (bytes: Buffer): Buffer | undefined => {
    try {
      return inflateRawSync(bytes, { dictionary, maxOutputLength: 1 << 20 });
    } catch {
      return undefined;
    }
  };
  const damaged = fc
    .tuple(texts, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat())
    .map(([bytes, changes, cut]) => {
      const deflated = Buffer.from(deflate(Buffer.from(bytes)));
      for (const [at, value] of changes) deflated[at % deflated.length] = value;
      return cut % 3 === 0 ? deflated.subarray(0, cut % (deflated.length + 1)) : deflated;
    });
  fc.assert(
    fc.property(damaged, (bytes) => {
      const given = inflate(bytes, 0);
      if (given !== undefined) expect(given).toEqual(outcome(bytes));
    }),
    { numRuns: 2000 },
  );
});

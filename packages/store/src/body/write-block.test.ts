import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedCodes, ownCodes, type DeflateCodes } from './body-codes.js';
import { createFindMatches } from './find-matches.js';
import { frozenCodes } from './frozen-codes.js';
import { createSmallInflate } from './small-inflate.js';
import { writeBlock } from './write-block.js';

const dictionary = Buffer.from(
  '{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"',
);
const largest = 4096;

function deflateWith(codes: DeflateCodes, before: Buffer = dictionary) {
  const findMatches = createFindMatches(before, largest);
  const output = Buffer.alloc(2 * largest + 16);
  return (text: Buffer): Buffer =>
    Buffer.from(output.subarray(0, writeBlock(findMatches(text)!, codes, output, 0)));
}

const texts = fc
  .oneof(
    fc.uint8Array({ maxLength: largest }),
    // Repetitions near and far, within the text and into the dictionary, and longer ones than a match can be.
    fc
      .array(
        fc.oneof(
          fc.constantFrom('final', '"code":{"coding":[', 'x'.repeat(300), 'abcdefgh'.repeat(40), 'é'),
          fc.string({ maxLength: 8 }),
        ),
        { maxLength: 12 },
      )
      .map((parts) => Buffer.from(parts.join('')).subarray(0, largest)),
  )
  .map((bytes) => Buffer.from(bytes));

describe.each([
  ['fixed', fixedCodes],
  ['frozen', frozenCodes],
])('a block with %s codes', (_, codes) => {
  const deflate = deflateWith(codes);
  const inflate = createSmallInflate(dictionary, largest, codes);

  it('is what zlib reads, and the routine for small bodies', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const deflated = deflate(text);
        expect(inflateRawSync(Buffer.concat([codes.header, deflated]), { dictionary })).toEqual(text);
        expect(inflate(deflated, 0)).toEqual(text);
      }),
      { numRuns: 500 },
    );
  });

  it('is never taken where zlib would not take it, nor for anything else', () => {
    const outcome = (bytes: Buffer): Buffer | undefined => {
      try {
        return inflateRawSync(Buffer.concat([codes.header, bytes]), { dictionary, maxOutputLength: 1 << 20 });
      } catch {
        return undefined;
      }
    };
    const damaged = fc
      .tuple(texts, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat())
      .map(([text, changes, cut]) => {
        const deflated = deflate(text);
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
});

it('refers to the far end of a large dictionary', () => {
  const far = randomBytes(28_000);
  const text = Buffer.concat([far.subarray(0, 400), randomBytes(100), far.subarray(16_000, 16_500)]);
  const deflated = deflateWith(fixedCodes, far)(text);
  expect(deflated.length).toBeLessThan(200);
  expect(inflateRawSync(deflated, { dictionary: far })).toEqual(text);
});

it('keeps texts apart: nothing refers to the one before', () => {
  const deflate = deflateWith(fixedCodes);
  const text = randomBytes(1000);
  expect(deflate(text)).toEqual(deflate(text));
  expect(deflate(text).length).toBeGreaterThan(1000);
});

it('leaves a text that is too long to others', () => {
  expect(createFindMatches(dictionary, 100)(Buffer.alloc(101))).toBeUndefined();
});

it('has a code for every symbol, and for each as many as its length says', () => {
  for (const { codes, lengths } of [frozenCodes.literals, frozenCodes.distances]) {
    expect(Math.min(...lengths)).toBeGreaterThan(0);
    // Kraft's sum: neither too many codes, which could not be told apart, nor too few, which zlib refuses.
    expect(lengths.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
    expect(codes).toHaveLength(lengths.length);
  }
  expect(() => ownCodes('88', '5')).toThrow(RangeError);
});

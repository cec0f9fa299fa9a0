import { readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { fixedCodes } from './body-codes.js';
import { createFindMatches } from './find-matches.js';
import { frozenCodes } from './frozen-codes.js';
import { createSmallInflate } from './small-inflate.js';
import { writeBlock } from './write-block.js';

/**
 * How a stored body is written, said by its first byte; frozen, since databases hold these numbers.
 * 0: as it is. 1: raw deflate with dictionary version 1. 2: likewise, in one block with the frozen codes, without the
 * bytes that are the same for all of them (`frozenCodes.header`).
 */
const RAW = 0;
const DEFLATE_V1 = 1;
const FROZEN_CODES = 2;

/** What version 1 was made of: generator/dictionary.mjs. */
const dictionaryV1 = readFileSync(new URL('../../dictionary/v1.bin', import.meta.url));

/**
 * Up to this size with the frozen codes. Measured on Synthea's data, 1 KB each: 206 bytes and 20 microseconds; with
 * zlib and codes of each body's own 232 and 65, most of which is putting the dictionary in. A large one gains more
 * from its own codes (docs/adr/0022-frozen-codes-for-small-bodies.md).
 */
const LARGEST_SMALL = 4096;
const findMatches = createFindMatches(dictionaryV1, LARGEST_SMALL);
/** A match of four bytes and more has 37 bits at most, a byte 12. */
const block = Buffer.alloc(2 * LARGEST_SMALL + 16);
const inflateFrozen = createSmallInflate(dictionaryV1, LARGEST_SMALL, frozenCodes);

const deflateOptions = { level: 6, memLevel: 8, dictionary: dictionaryV1 } as const;

/** Before version 2 bodies up to 4 KiB were written with the fixed codes. zlib is as fast for what is larger than this. */
const LARGEST_FIXED_STORED = 1024;
const inflateFixed = createSmallInflate(dictionaryV1, 2 * LARGEST_SMALL, fixedCodes);

/** Below this, deflate's own bytes outweigh what it saves. */
const SMALLEST_TO_DEFLATE = 64;

/** No resource that was accepted is larger, so neither is what a stored body inflates to. */
const LARGEST_BODY = 512 * 1024 * 1024;

/** The bytes to store for the JSON of a resource. */
export function encodeBody(json: Buffer): Buffer {
  if (json.length >= SMALLEST_TO_DEFLATE) {
    const deflated = deflatedBody(json);
    if (deflated.length <= json.length) return deflated;
  }
  return Buffer.concat([Buffer.of(RAW), json]);
}

function deflatedBody(json: Buffer): Buffer {
  const matches = findMatches(json);
  if (matches === undefined)
    return Buffer.concat([Buffer.of(DEFLATE_V1), deflateRawSync(json, deflateOptions)]);
  block[0] = FROZEN_CODES;
  return Buffer.from(block.subarray(0, writeBlock(matches, frozenCodes, block, 1)));
}

/**
 * The JSON of a stored body.
 *
 * @throws Error where the bytes are not what {@link encodeBody} made, or a newer program did
 */
export function decodeBody(stored: Buffer): Buffer {
  return Buffer.from(decodedForNow(stored));
}

/** As {@link decodeBody}, for who has used it before the next one is decoded: then it is overwritten. */
export function decodedForNow(stored: Buffer): Buffer {
  const codec = stored[0] ?? -1;
  switch (codec) {
    case RAW:
      return stored.subarray(1);
    case DEFLATE_V1: {
      const quick = stored.length <= LARGEST_FIXED_STORED ? inflateFixed(stored, 1) : undefined;
      return quick ?? inflated(stored.subarray(1));
    }
    case FROZEN_CODES:
      return inflateFrozen(stored, 1) ?? inflated(Buffer.concat([frozenCodes.header, stored.subarray(1)]));
    default:
      throw new Error(`A stored body has the unknown codec ${codec}`);
  }
}

function inflated(deflated: Buffer): Buffer {
  return inflateRawSync(deflated, { dictionary: dictionaryV1, maxOutputLength: LARGEST_BODY });
}

import { readFileSync } from 'node:fs';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { createFixedInflate } from './fixed-inflate.js';

/**
 * How a stored body is written, said by its first byte; frozen, since databases hold these numbers.
 * 0: as it is. 1: raw deflate with dictionary version 1.
 */
const RAW = 0;
const DEFLATE_V1 = 1;

/** What version 1 was made of: generator/dictionary.mjs. */
const dictionaryV1 = readFileSync(new URL('../../dictionary/v1.bin', import.meta.url));

/**
 * Measured on Synthea data, 1.4 KB a resource: 258 bytes with the dictionary, 558 without. Most of the
 * 38 microseconds is setting deflate up, so the level saves little time (1: 293 bytes, 3: 270), while
 * less memory to set up does (49 microseconds at the default memLevel and chunkSize).
 */
const deflateOptions = { level: 6, memLevel: 5, chunkSize: 4096, dictionary: dictionaryV1 } as const;

/**
 * Up to this size with deflate's fixed codes: they take 50 bytes a resource more than codes of its own (2 %
 * of what it takes on disk, indexes included), and a third of the time to inflate. A large one gains more
 * from its own codes.
 */
const LARGEST_FIXED = 4096;
const fixedOptions = { ...deflateOptions, strategy: constants.Z_FIXED } as const;

/** What the larger of those with fixed codes are as they are stored; zlib is as fast from there on. */
const LARGEST_FIXED_STORED = 1024;
const inflateFixed = createFixedInflate(dictionaryV1, 2 * LARGEST_FIXED);

/** Below this, deflate's own bytes outweigh what it saves. */
const SMALLEST_TO_DEFLATE = 64;

/** No resource that was accepted is larger, so neither is what a stored body inflates to. */
const LARGEST_BODY = 512 * 1024 * 1024;

/** The bytes to store for the JSON of a resource. */
export function encodeBody(json: Buffer): Buffer {
  if (json.length >= SMALLEST_TO_DEFLATE) {
    const deflated = deflateRawSync(json, json.length <= LARGEST_FIXED ? fixedOptions : deflateOptions);
    if (deflated.length < json.length) return Buffer.concat([Buffer.of(DEFLATE_V1), deflated]);
  }
  return Buffer.concat([Buffer.of(RAW), json]);
}

/**
 * The JSON of a stored body.
 *
 * @throws Error where the bytes are not what {@link encodeBody} made, or a newer program did
 */
export function decodeBody(stored: Buffer): Buffer {
  const codec = stored[0] ?? -1;
  switch (codec) {
    case RAW:
      return stored.subarray(1);
    case DEFLATE_V1: {
      const quick = stored.length <= LARGEST_FIXED_STORED ? inflateFixed(stored, 1) : undefined;
      if (quick) return quick;
      return inflateRawSync(stored.subarray(1), {
        dictionary: dictionaryV1,
        maxOutputLength: LARGEST_BODY,
      });
    }
    default:
      throw new Error(`A stored body has the unknown codec ${codec}`);
  }
}

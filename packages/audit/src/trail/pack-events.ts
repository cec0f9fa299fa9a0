import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRaw, type ZlibOptions } from 'node:zlib';
import { dictionaryV1 } from './event-dictionary.js';

/** How a body is written, said by its first byte; frozen, since databases hold it. 1: raw deflate, dictionary 1. */
const DEFLATE_V1 = 1;

/** Setting deflate up is most of what a block of one event costs, so it gets little memory. */
const options = {
  level: 3,
  memLevel: 6,
  chunkSize: 16_384,
  dictionary: dictionaryV1,
} as const satisfies ZlibOptions;

/**
 * Up to this size here, in a tenth of a millisecond: to have another thread do it costs as much again, and time that a
 * change waits.
 */
const SMALL = 32 * 1024;

/** Far beyond what a block is made of; what claims to be more is no block of ours. */
const LARGEST = 64 * 1024 * 1024;

const deflated = promisify<Buffer, ZlibOptions, Buffer>(deflateRaw);
const inflated = promisify<Buffer, ZlibOptions, Buffer>(inflateRaw);

/** The body of a block: a line for each event. */
export async function packEvents(lines: readonly string[]): Promise<Buffer> {
  const text = Buffer.from(`${lines.join('\n')}\n`);
  const packed = text.length <= SMALL ? deflateRawSync(text, options) : await deflated(text, options);
  return Buffer.concat([Buffer.of(DEFLATE_V1), packed]);
}

/**
 * The lines of a body.
 *
 * @throws Error where it is not what `packEvents` made
 */
export async function unpackEvents(body: Buffer): Promise<string[]> {
  if (body[0] !== DEFLATE_V1) throw new Error(`A block of the trail has the unknown codec ${body[0] ?? -1}`);
  const text = await inflated(body.subarray(1), { dictionary: dictionaryV1, maxOutputLength: LARGEST });
  return text.toString('utf8').split('\n').slice(0, -1);
}

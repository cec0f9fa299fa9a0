import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Database } from '@wellspring/database';
import type { ObjectClient } from '@wellspring/objects';
import { unpackEvents } from '../trail/pack-events.js';
import { blocksFrom } from '../trail/read-blocks.js';

/** A log file that was put into the bucket. */
export interface LogFile {
  /** SHA-256 of the file, unpacked. */
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly oldest: number;
  readonly newest: number;
}

/** Puts blocks into one object, as CloudTrail's log files have events: `{"Records":[...]}`, in gzip. */
export async function putLogFile(
  database: Pick<Database, 'query'>,
  objects: Pick<ObjectClient, 'put'>,
  place: { readonly bucket: string; readonly key: string },
  range: { readonly from: bigint; readonly to: bigint },
): Promise<LogFile> {
  const hash = createHash('sha256');
  let oldest = Infinity;
  let newest = 0;
  async function* text(): AsyncGenerator<string> {
    let separator = '{"Records":[';
    for await (const block of blocksFrom(database, range.from)) {
      if (block.number > range.to) break;
      oldest = Math.min(oldest, block.written);
      newest = Math.max(newest, block.written);
      for (const line of await unpackEvents(block.body)) {
        const piece = `${separator}${line}`;
        separator = ',\n';
        hash.update(piece);
        yield piece;
      }
    }
    hash.update(']}');
    yield ']}';
  }
  const source = Readable.from(text());
  const packed = createGzip();
  source.on('error', (error) => packed.destroy(error));
  packed.on('close', () => source.destroy());
  await objects.put(place.bucket, place.key, source.pipe(packed), { contentType: 'application/x-gzip' });
  return { hash: hash.digest('hex'), oldest, newest };
}

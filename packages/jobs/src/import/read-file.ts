import { addAbortSignal, pipeline, type Readable } from 'node:stream';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import type { ObjectClient } from '@wellspring/objects';
import { JobFailure } from '../job-message.js';
import { s3Uri } from '../s3-uri.js';
import type { WaitingFile } from './file-table.js';
import { createLineBatcher, type BatchLimits, type LineBatch } from './line-batcher.js';
import type { DoneLines } from './range-table.js';

/** How reading a file ended. */
export interface FileRead {
  /** The line after the last one read. */
  readonly nextLine: number;
  /** Why the file could not be read to its end. */
  readonly reason?: string;
}

/** What reading a file needs. */
export interface FileReading {
  readonly objects: ObjectClient;
  readonly bucket: string;
  readonly limits: BatchLimits;
  readonly signal: AbortSignal;
  /** Takes a batch; reading goes on when it resolves. */
  readonly onBatch: (batch: LineBatch) => Promise<void>;
}

/**
 * Reads a file of resources and hands on its lines in batches, without those that are done already.
 * A compressed file that is damaged gives the lines before the damage.
 *
 * @throws JobFailure where the file is not the one that was listed
 */
export async function readFile(
  { objects, bucket, limits, signal, onBatch }: FileReading,
  file: WaitingFile,
  { start, done }: DoneLines,
): Promise<FileRead> {
  const compressed = /\.gz$/i.test(file.key);
  // Compressed bytes cannot be entered in the middle: those are read again and left out.
  const skipped = { firstLine: 1, lastLine: start.line - 1 };
  const batcher = compressed
    ? createLineBatcher(limits, start.line > 1 ? [skipped, ...done] : done)
    : createLineBatcher(limits, done, start);
  const finish = async (cut: boolean): Promise<void> => {
    for (const batch of batcher.end({ cut })) await onBatch(batch);
  };
  if (!compressed && start.offset >= file.size) return { nextLine: batcher.line };

  const object = await objects.get(
    bucket,
    file.key,
    !compressed && start.offset > 0 ? { start: start.offset } : undefined,
  );
  if (object.etag !== file.etag) {
    object.body.destroy();
    throw new JobFailure(`${s3Uri(bucket, file.key)} was changed while the import ran`);
  }
  addAbortSignal(signal, object.body);
  const bytes = compressed ? gunzipped(object.body) : object.body;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>)
      for (const batch of batcher.push(chunk)) await onBatch(batch);
  } catch (error) {
    signal.throwIfAborted();
    const reason = damage(error);
    if (reason === undefined) throw error;
    await finish(true);
    return { nextLine: batcher.line, reason };
  } finally {
    object.body.destroy();
  }
  await finish(false);
  return { nextLine: batcher.line };
}

function gunzipped(body: Readable): Readable {
  // A destroyed stream drops what it has buffered. With room for one byte zlib makes no more output
  // before the last is read, so that a file that breaks off gives every line before the break.
  const options: ZlibOptions & { readonly readableHighWaterMark: number } = {
    chunkSize: 32 * 1024,
    readableHighWaterMark: 1,
  };
  return pipeline(body, createGunzip(options), () => {
    // An error of either reaches the reader of the last stream.
  });
}

/** What zlib's error says of the file, or undefined where the error is another's. */
function damage(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown }).code;
  if (code === 'Z_BUF_ERROR') return 'The gzip data break off before their end';
  if (code === 'Z_DATA_ERROR' || code === 'Z_NEED_DICT') return 'The gzip data are damaged';
  return undefined;
}

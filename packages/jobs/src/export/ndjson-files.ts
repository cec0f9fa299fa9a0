import { Readable } from 'node:stream';
import type { ObjectClient } from '@wellspring/objects';

/** A resource on its way out. */
export interface ExportedResource {
  readonly type: string;
  /** JSON without a line feed. */
  readonly body: Buffer;
}

/** A file that was written. */
export interface NdjsonFile {
  readonly type: string;
  /** Below the folder: `Patient/Patient-0.ndjson`. */
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
}

/** Where files go. */
export interface NdjsonTarget {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly folder: string;
  /** A file ends after the resource that reaches so many bytes. */
  readonly fileBytes: number;
  /** What a file is named by; default its type. */
  readonly named?: string;
}

// Small writes cost more than they carry.
const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = Buffer.from('\n');

/**
 * Writes resources, which come in batches, type by type, as `{folder}{Type}/{Type}-{n}.ndjson`: a new file for
 * each type and after each `fileBytes`; a type that comes again goes on counting. The object store pulls the
 * resources from their source, so that memory holds a batch and a chunk.
 */
export async function* writeNdjsonFiles(
  objects: ObjectClient,
  target: NdjsonTarget,
  batches: AsyncIterable<readonly ExportedResource[]>,
  signal: AbortSignal,
): AsyncGenerator<NdjsonFile> {
  const source = await openBatches(batches);
  const numbers = new Map<string, number>();
  try {
    for (let first = source.current(); first !== undefined; first = source.current()) {
      const { type } = first;
      const file = target.named ?? type;
      const number = numbers.get(file) ?? 0;
      numbers.set(file, number + 1);
      const name = `${file}/${file}-${number}.ndjson`;
      const written = { count: 0, bytes: 0 };
      const body = Readable.from(fileLines(source, type, target.fileBytes, written), { objectMode: false });
      await objects.put(target.bucket, target.folder + name, body, {
        contentType: 'application/fhir+ndjson',
        signal,
      });
      signal.throwIfAborted();
      yield { type, name, ...written };
    }
  } finally {
    await source.close();
  }
}

/** The lines of one file, some at a time; counts them. */
async function* fileLines(
  source: OpenBatches,
  type: string,
  fileBytes: number,
  written: { count: number; bytes: number },
): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let pending = 0;
  for (
    let next = source.current();
    next?.type === type && written.bytes < fileBytes;
    next = source.current()
  ) {
    pieces.push(next.body, LINE_FEED);
    pending += next.body.length + 1;
    written.count += 1;
    written.bytes += next.body.length + 1;
    if (pending >= CHUNK_BYTES) {
      yield Buffer.concat(pieces, pending);
      pieces = [];
      pending = 0;
    }
    if (!source.step()) await source.refill();
  }
  if (pending > 0) yield Buffer.concat(pieces, pending);
}

/** Batches gone through one resource at a time, without waiting for each. */
interface OpenBatches {
  /** Undefined at the end. */
  readonly current: () => ExportedResource | undefined;
  /** Goes on to the next resource; false where another batch is needed for that. */
  readonly step: () => boolean;
  readonly refill: () => Promise<void>;
  readonly close: () => Promise<unknown>;
}

async function openBatches(batches: AsyncIterable<readonly ExportedResource[]>): Promise<OpenBatches> {
  const source = batches[Symbol.asyncIterator]();
  let batch: readonly ExportedResource[] = [];
  let at = 0;
  const refill = async (): Promise<void> => {
    at = 0;
    do {
      const next = await source.next();
      batch = next.done === true ? [] : next.value;
      if (next.done === true) return;
    } while (batch.length === 0);
  };
  await refill();
  return {
    current: () => batch[at],
    step: () => (at += 1) < batch.length,
    refill,
    close: () => source.return?.() ?? Promise.resolve(),
  };
}

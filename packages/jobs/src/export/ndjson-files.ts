import { Readable } from 'node:stream';
import type { ObjectClient } from '@wellspring/objects';
import type { ResourceLines } from '@wellspring/store';

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

/**
 * Writes resources, type by type, as `{folder}{Type}/{Type}-{n}.ndjson`: a new file for each type and after each
 * `fileBytes`; a type that comes again goes on counting. The object store pulls the lines from their source, so that
 * memory holds a chunk and what the source gives at once.
 */
export async function* writeNdjsonFiles(
  objects: ObjectClient,
  target: NdjsonTarget,
  lines: AsyncIterable<ResourceLines>,
  signal: AbortSignal,
): AsyncGenerator<NdjsonFile> {
  const source = await openLines(lines);
  const numbers = new Map<string, number>();
  try {
    for (let first = source.type(); first !== undefined; first = source.type()) {
      const type = first;
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
  source: OpenLines,
  type: string,
  fileBytes: number,
  written: { count: number; bytes: number },
): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let pending = 0;
  while (source.type() === type && written.bytes < fileBytes) {
    const { bytes, count } = await source.take(fileBytes - written.bytes);
    pieces.push(bytes);
    pending += bytes.length;
    written.count += count;
    written.bytes += bytes.length;
    if (pending >= CHUNK_BYTES) {
      yield joined(pieces, pending);
      pieces = [];
      pending = 0;
    }
  }
  if (pending > 0) yield joined(pieces, pending);
}

function joined(pieces: readonly Buffer[], bytes: number): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, bytes);
}

/** Lines that are taken up to the end of a file, which is mostly in the midst of what comes at once. */
interface OpenLines {
  /** Of the next line; undefined at the end. */
  readonly type: () => string | undefined;
  /** The next lines, all of one type, up to the one that reaches so many bytes. */
  readonly take: (limit: number) => Promise<{ readonly bytes: Buffer; readonly count: number }>;
  readonly close: () => Promise<unknown>;
}

async function openLines(lines: AsyncIterable<ResourceLines>): Promise<OpenLines> {
  const source = lines[Symbol.asyncIterator]();
  let current: ResourceLines | undefined;
  /** Lines of them that were taken, and their bytes. */
  let at = 0;
  let start = 0;
  const refill = async (): Promise<void> => {
    at = 0;
    start = 0;
    do {
      const next = await source.next();
      current = next.done === true ? undefined : next.value;
    } while (current?.ends.length === 0);
  };
  await refill();
  return {
    type: () => current?.type,
    async take(limit) {
      const { bytes, ends } = current!;
      const reaching = bytes.length - start <= limit ? -1 : ends.findIndex((end) => end - start >= limit);
      const count = reaching < 0 ? ends.length - at : reaching + 1 - at;
      const taken = bytes.subarray(start, ends[at + count - 1]);
      start += taken.length;
      at += count;
      if (at === ends.length) await refill();
      return { bytes: taken, count };
    },
    close: () => source.return?.() ?? Promise.resolve(),
  };
}

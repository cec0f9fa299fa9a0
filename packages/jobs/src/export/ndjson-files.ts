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
  readonly key: string;
  readonly count: number;
  readonly bytes: number;
}

// Small writes cost more than they carry.
const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = Buffer.from('\n');

/**
 * Writes resources, which come type by type, as `{folder}{Type}/{Type}-{n}.ndjson`: a new file for
 * each type and after each `fileBytes`. The object store pulls the resources from their source, so
 * that memory holds one chunk.
 */
export async function* writeNdjsonFiles(
  objects: ObjectClient,
  target: { readonly bucket: string; readonly folder: string; readonly fileBytes: number },
  resources: AsyncIterable<ExportedResource>,
  signal: AbortSignal,
): AsyncGenerator<NdjsonFile> {
  const source = resources[Symbol.asyncIterator]();
  try {
    let next = await source.next();
    let type: string | undefined;
    let number = 0;
    while (next.done !== true) {
      number = next.value.type === type ? number + 1 : 0;
      type = next.value.type;
      const key = `${target.folder}${type}/${type}-${number}.ndjson`;
      const file = { type, key, count: 0, bytes: 0 };
      const lines = async function* (): AsyncGenerator<Buffer> {
        let pieces: Buffer[] = [];
        let pending = 0;
        while (next.done !== true && next.value.type === file.type && file.bytes < target.fileBytes) {
          const { body } = next.value;
          pieces.push(body, LINE_FEED);
          pending += body.length + 1;
          file.count++;
          file.bytes += body.length + 1;
          if (pending >= CHUNK_BYTES) {
            yield Buffer.concat(pieces, pending);
            pieces = [];
            pending = 0;
          }
          next = await source.next();
        }
        if (pending > 0) yield Buffer.concat(pieces, pending);
      };
      const body = Readable.from(lines(), { objectMode: false });
      await objects.put(target.bucket, key, body, { contentType: 'application/fhir+ndjson', signal });
      signal.throwIfAborted();
      yield file;
    }
  } finally {
    await source.return?.();
  }
}

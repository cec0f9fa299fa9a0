import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WellspringError } from '@wellspring/errors';
import type { ChecksumAlgorithm, Checksums, ChecksumType } from '../checksum/checksum.js';
import { noSuchBucket, type Buckets } from './buckets.js';
import { compositeChecksum } from './composite-checksum.js';
import type { CommitLock } from './commit-lock.js';
import { isErrno, syncFolder } from './durable-folder.js';
import { checkKey } from './key-path.js';
import { maxObjectBytes, maxPutBytes } from './multipart-limits.js';
import {
  checkExpected,
  checkParts,
  contentOf,
  noSuchUpload,
  type NamedPart,
  type UploadedPart,
} from './multipart-parts.js';
import { readObjectMetadata, writeObjectFile, type WrittenContent } from './object-file.js';
import { emptyDescription, type ObjectDescription, type ObjectMetadata } from './object-metadata.js';
import type { ObjectStore, Precondition } from './object-store.js';
import type { StoreLayout } from './store-layout.js';

/** A multipart upload that is under way (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly initiatedAt: number;
  readonly description: ObjectDescription;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType: ChecksumType;
}

export interface PartRequest {
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly checksums: readonly ChecksumAlgorithm[];
  readonly verify?: (content: WrittenContent) => void;
}

export interface CompletionRequest {
  readonly parts: readonly NamedPart[];
  /** What the whole object has to be, where the client said. */
  readonly expectedChecksums: Checksums;
  readonly expectedSize?: number;
  readonly precondition?: Precondition;
}

export interface MultipartUploads {
  begin(bucket: string, upload: Omit<MultipartUpload, 'id' | 'initiatedAt'>): Promise<MultipartUpload>;
  /** @throws WellspringError `no-such-upload` */
  require(bucket: string, key: string, id: string): Promise<MultipartUpload>;
  putPart(
    bucket: string,
    key: string,
    id: string,
    number: number,
    part: PartRequest,
  ): Promise<ObjectMetadata>;
  parts(bucket: string, key: string, id: string): Promise<UploadedPart[]>;
  /**
   * Puts the object together. Repeated with the same id, while the object is still that one, it
   * answers the same again: a client that lost the first answer repeats it.
   *
   * @throws WellspringError `no-such-upload`, `invalid-part`, `invalid-part-order`, `entity-too-small`, `bad-digest`
   */
  complete(bucket: string, key: string, id: string, request: CompletionRequest): Promise<ObjectMetadata>;
  abort(bucket: string, key: string, id: string): Promise<void>;
  /** By key, and by age where a key has several. */
  list(bucket: string): Promise<MultipartUpload[]>;
  /** Removes uploads that were begun before; gives their number. */
  removeOlderThan(bucket: string, time: number): Promise<number>;
}

export function createMultipartUploads(
  layout: StoreLayout,
  buckets: Buckets,
  objects: ObjectStore,
  lock: CommitLock,
  now: () => number,
): MultipartUploads {
  const partFile = (bucket: string, id: string, number: number): string =>
    path.join(layout.uploadFolder(bucket, id), `part-${String(number).padStart(5, '0')}`);

  const read = async (bucket: string, id: string): Promise<MultipartUpload | undefined> => {
    if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
    try {
      const file = path.join(layout.uploadFolder(bucket, id), 'upload.json');
      return JSON.parse(await readFile(file, 'utf8')) as MultipartUpload;
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    }
  };

  const remove = async (bucket: string, id: string): Promise<void> => {
    const temporary = layout.temporary();
    try {
      await rename(layout.uploadFolder(bucket, id), temporary);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return;
      throw error;
    }
    await syncFolder(layout.uploadsFolder(bucket));
    await rm(temporary, { recursive: true, force: true });
  };

  /** The object that this upload has become, where it is still there. */
  const completed = async (bucket: string, key: string, id: string): Promise<ObjectMetadata | undefined> => {
    try {
      const current = await objects.find(bucket, key);
      return current?.uploadId === id ? current : undefined;
    } catch (error) {
      // A damaged object does not keep a new one from taking its place.
      if (error instanceof WellspringError && error.code === 'object-unreadable') return undefined;
      throw error;
    }
  };

  const assemble = async (
    bucket: string,
    upload: MultipartUpload,
    request: CompletionRequest,
  ): Promise<ObjectMetadata> => {
    const { id, key, checksumAlgorithm: algorithm, checksumType } = upload;
    const uploaded = new Map(
      (await uploads.parts(bucket, key, id)).map(({ number, metadata }) => [number, metadata]),
    );
    const parts = checkParts(request.parts, uploaded);
    const size = parts.reduce((sum, { metadata }) => sum + metadata.size, 0);
    if (request.expectedSize !== undefined && request.expectedSize !== size)
      throw new WellspringError(
        's3-invalid-request',
        'x-amz-mp-object-size is not the size of the parts together',
      );

    const composite =
      algorithm && checksumType === 'COMPOSITE'
        ? {
            [algorithm]: compositeChecksum(
              algorithm,
              parts.map(({ metadata }) => metadata.checksums[algorithm]!),
            ),
          }
        : undefined;
    const md5s = Buffer.concat(parts.map(({ metadata }) => Buffer.from(metadata.etag, 'hex')));
    return objects.put(bucket, key, {
      body: contentOf(parts.map((part) => ({ ...part, file: partFile(bucket, id, part.number) }))),
      description: upload.description,
      checksums: algorithm && checksumType === 'FULL_OBJECT' ? [algorithm] : [],
      maxBytes: maxObjectBytes,
      verify: (content) => {
        checkExpected(request.expectedChecksums, composite ?? content.checksums);
      },
      ...(request.precondition && { precondition: request.precondition }),
      override: {
        etag: `${createHash('md5').update(md5s).digest('hex')}-${String(parts.length)}`,
        ...(composite && { checksums: composite }),
        checksumType,
        parts: parts.map((part) => part.metadata.size),
        uploadId: id,
      },
    });
  };

  const uploads: MultipartUploads = {
    async begin(bucket, begun) {
      await buckets.require(bucket);
      checkKey(begun.key);
      const upload: MultipartUpload = { ...begun, id: randomBytes(16).toString('hex'), initiatedAt: now() };
      const temporary = layout.temporary();
      try {
        await mkdir(temporary, { mode: 0o700 });
        await writeFile(path.join(temporary, 'upload.json'), JSON.stringify(upload), {
          mode: 0o600,
          flush: true,
        });
        await syncFolder(temporary);
        await rename(temporary, layout.uploadFolder(bucket, upload.id));
      } catch (error) {
        await rm(temporary, { recursive: true, force: true });
        // The bucket was deleted meanwhile; there may be a new one of its name by now.
        if (isErrno(error, 'ENOENT')) throw noSuchBucket();
        throw error;
      }
      await syncFolder(layout.uploadsFolder(bucket));
      return upload;
    },

    async require(bucket, key, id) {
      await buckets.require(bucket);
      const upload = await read(bucket, id);
      if (upload?.key !== key) throw noSuchUpload();
      return upload;
    },

    async putPart(bucket, key, id, number, part) {
      const upload = await uploads.require(bucket, key, id);
      const checksums = new Set(part.checksums);
      if (upload.checksumAlgorithm) checksums.add(upload.checksumAlgorithm);
      const temporary = layout.temporary();
      const metadata = await writeObjectFile(temporary, part.body, {
        md5: true,
        checksums: [...checksums],
        maxBytes: maxPutBytes,
        describe: (content) => {
          part.verify?.(content);
          return {
            ...emptyDescription,
            size: content.size,
            etag: content.md5?.toString('hex') ?? '',
            lastModified: now(),
            checksums: content.checksums,
            checksumType: 'FULL_OBJECT',
          };
        },
      });
      try {
        await rename(temporary, partFile(bucket, id, number));
      } catch (error) {
        await rm(temporary, { force: true });
        // Aborted or completed while the part was on its way.
        if (isErrno(error, 'ENOENT')) throw noSuchUpload();
        throw error;
      }
      await syncFolder(layout.uploadFolder(bucket, id));
      return metadata;
    },

    async parts(bucket, key, id) {
      await uploads.require(bucket, key, id);
      const names = (await namesIn(layout.uploadFolder(bucket, id)))
        .filter((name) => name.startsWith('part-'))
        .sort();
      const parts: UploadedPart[] = [];
      for (const name of names) {
        const metadata = await readObjectMetadata(path.join(layout.uploadFolder(bucket, id), name));
        if (metadata) parts.push({ number: Number(name.slice('part-'.length)), metadata });
      }
      return parts;
    },

    // One completion or abort of an upload at a time: a client that gave up waiting repeats itself while
    // the first attempt still goes on, and must hear what came of that one.
    complete: (bucket, key, id, request) =>
      lock.run(`upload ${id}`, async () => {
        await buckets.require(bucket);
        const before = await completed(bucket, key, id);
        if (before) {
          // The process may have ended between the object's appearance and the removal of its parts.
          await remove(bucket, id);
          return before;
        }
        const upload = await uploads.require(bucket, key, id);
        const object = await assemble(bucket, upload, request);
        await remove(bucket, id);
        return object;
      }),

    abort: (bucket, key, id) =>
      lock.run(`upload ${id}`, async () => {
        await uploads.require(bucket, key, id);
        await remove(bucket, id);
      }),

    async list(bucket) {
      await buckets.require(bucket);
      const found: MultipartUpload[] = [];
      for (const id of await namesIn(layout.uploadsFolder(bucket))) {
        const upload = await read(bucket, id);
        if (upload) found.push(upload);
      }
      return found.sort(
        (one, other) =>
          Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)) || one.initiatedAt - other.initiatedAt,
      );
    },

    async removeOlderThan(bucket, time) {
      const old = (await uploads.list(bucket)).filter((upload) => upload.initiatedAt < time);
      for (const upload of old) await remove(bucket, upload.id);
      return old.length;
    },
  };
  return uploads;
}

/** None where the folder was removed meanwhile. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

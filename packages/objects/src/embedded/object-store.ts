import { rename, rm, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { WellspringError } from '@wellspring/errors';
import type { ChecksumAlgorithm } from '../checksum/checksum.js';
import type { Buckets } from './buckets.js';
import type { CommitLock } from './commit-lock.js';
import { isErrno, isRealFolder, makeFolders, syncFolder } from './durable-folder.js';
import { listAll, listPage, type ListPage, type ListRequest, type StoredObject } from './listing.js';
import {
  openObjectFile,
  readObjectMetadata,
  writeObjectFile,
  type OpenObject,
  type WrittenContent,
} from './object-file.js';
import { emptyDescription, type ObjectDescription, type ObjectMetadata } from './object-metadata.js';
import type { StoreLayout } from './store-layout.js';

/** Looks at the object that stands under the key now, and throws where the change must not happen. */
export type Precondition = (current: ObjectMetadata | undefined) => void;

export interface PutRequest {
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly description?: ObjectDescription;
  /** Checksums to take and keep. */
  readonly checksums?: readonly ChecksumAlgorithm[];
  readonly maxBytes: number;
  /** Called with the digests before the object becomes visible; what it throws undoes the upload. */
  readonly verify?: (content: WrittenContent) => void;
  /** Asked before the first byte is taken, and again in the moment the object becomes visible. */
  readonly precondition?: Precondition;
  /** What differs from an upload in one piece. */
  readonly override?: Partial<
    Pick<ObjectMetadata, 'etag' | 'checksums' | 'checksumType' | 'parts' | 'uploadId'>
  >;
}

export interface ObjectStore {
  /** @throws WellspringError `no-such-bucket`, and what the request's callbacks throw */
  put(bucket: string, key: string, request: PutRequest): Promise<ObjectMetadata>;
  /** @throws WellspringError `no-such-bucket`, `no-such-key` */
  open(bucket: string, key: string): Promise<OpenObject>;
  /** The metadata of the object where there is one. */
  find(bucket: string, key: string): Promise<ObjectMetadata | undefined>;
  /** @returns whether there was an object */
  delete(bucket: string, key: string, precondition?: Precondition): Promise<boolean>;
  list(bucket: string, request: ListRequest): Promise<ListPage>;
  listAll(bucket: string, prefix: string): AsyncIterable<StoredObject>;
}

export function createObjectStore(
  layout: StoreLayout,
  buckets: Buckets,
  lock: CommitLock,
  now: () => number,
): ObjectStore {
  const store: ObjectStore = {
    async put(bucket, key, request) {
      await buckets.require(bucket);
      const { file, folders } = layout.objectPath(bucket, key);
      if (request.precondition) request.precondition(await store.find(bucket, key));
      const temporary = layout.temporary();
      const metadata = await writeObjectFile(temporary, request.body, {
        md5: request.override?.etag === undefined,
        checksums: request.checksums ?? [],
        maxBytes: request.maxBytes,
        describe: (content) => {
          request.verify?.(content);
          return {
            ...(request.description ?? emptyDescription),
            size: content.size,
            etag: content.md5?.toString('hex') ?? '',
            lastModified: now(),
            checksums: content.checksums,
            checksumType: 'FULL_OBJECT',
            ...request.override,
          };
        },
      });
      try {
        await lock.run(bucket, async () => {
          await buckets.require(bucket);
          request.precondition?.(await store.find(bucket, key));
          // On the disk before the lock is left: the next object may rely on folders made for this one.
          for (const folder of await makeFolders(layout.root, folders)) await syncFolder(folder);
          await rename(temporary, file);
        });
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncFolder(path.dirname(file));
      return metadata;
    },

    async open(bucket, key) {
      await buckets.require(bucket);
      const { file } = layout.objectPath(bucket, key);
      const object = (await isRealFolder(path.dirname(file))) ? await openObjectFile(file) : undefined;
      if (!object) throw new WellspringError('no-such-key', 'The specified key does not exist.');
      return object;
    },

    async find(bucket, key) {
      await buckets.require(bucket);
      const { file } = layout.objectPath(bucket, key);
      return (await isRealFolder(path.dirname(file))) ? readObjectMetadata(file) : undefined;
    },

    async delete(bucket, key, precondition) {
      await buckets.require(bucket);
      const { file } = layout.objectPath(bucket, key);
      return lock.run(bucket, async () => {
        precondition?.(await store.find(bucket, key));
        if (!(await isRealFolder(path.dirname(file)))) return false;
        try {
          await unlink(file);
        } catch (error) {
          if (isErrno(error, 'ENOENT', 'ENOTDIR')) return false;
          throw error;
        }
        await syncFolder(await pruneFolders(path.dirname(file), layout.objectsFolder(bucket)));
        return true;
      });
    },

    async list(bucket, request) {
      await buckets.require(bucket);
      return listPage(layout, bucket, request);
    },

    async *listAll(bucket, prefix) {
      await buckets.require(bucket);
      yield* listAll(layout, bucket, prefix);
    },
  };
  return store;
}

/** Removes folders that became empty, upwards to the top, and gives the first that stays. */
async function pruneFolders(folder: string, top: string): Promise<string> {
  let at = folder;
  while (at !== top) {
    try {
      await rmdir(at);
    } catch (error) {
      if (isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) break;
      throw error;
    }
    at = path.dirname(at);
  }
  return at;
}

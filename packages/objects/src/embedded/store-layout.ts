import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { checkBucketName } from './bucket-name.js';
import { keyPath } from './key-path.js';

/**
 * Where things stand below the store's folder:
 *
 *     {bucket}/bucket.json            what is known of the bucket
 *     {bucket}/objects/...            one file an object (key-path.ts, object-file.ts)
 *     {bucket}/uploads/{id}/          a multipart upload: upload.json, and one file a part
 *     .temporary/                     whatever is being written or removed; emptied at start
 *     .locks/                         locks that several processes share; removed at start
 *
 * Bucket names never begin with a dot, so these two are none.
 */
export interface StoreLayout {
  readonly root: string;
  readonly temporaryFolder: string;
  /** Locks that processes share; removed at start. */
  readonly locksFolder: string;
  /** A name nobody else has, on the same file system as the buckets; that of this process stands in it. */
  temporary(): string;
  /** Whether such a name is of a process. */
  isTemporaryOf(name: string, pid: number): boolean;
  bucketFolder(bucket: string): string;
  bucketRecord(bucket: string): string;
  objectsFolder(bucket: string): string;
  /** The names from the root to the object's file. */
  objectPath(bucket: string, key: string): { readonly file: string; readonly folders: readonly string[] };
  uploadsFolder(bucket: string): string;
  uploadFolder(bucket: string, uploadId: string): string;
}

/** @param root a real path: absolute, without symbolic links */
export function createStoreLayout(root: string): StoreLayout {
  const temporaryFolder = path.join(root, '.temporary');
  const inBucket = (bucket: string, ...names: readonly string[]): string => {
    checkBucketName(bucket);
    return path.join(root, bucket, ...names);
  };
  return {
    root,
    temporaryFolder,
    locksFolder: path.join(root, '.locks'),
    temporary: () => path.join(temporaryFolder, `${String(process.pid)}-${randomUUID()}`),
    isTemporaryOf: (name, pid) => name.startsWith(`${String(pid)}-`),
    bucketFolder: (bucket) => inBucket(bucket),
    bucketRecord: (bucket) => inBucket(bucket, 'bucket.json'),
    objectsFolder: (bucket) => inBucket(bucket, 'objects'),
    objectPath(bucket, key) {
      const names = keyPath(key);
      return {
        file: inBucket(bucket, 'objects', ...names),
        folders: [bucket, 'objects', ...names.slice(0, -1)],
      };
    },
    uploadsFolder: (bucket) => inBucket(bucket, 'uploads'),
    uploadFolder: (bucket, uploadId) => inBucket(bucket, 'uploads', uploadId),
  };
}

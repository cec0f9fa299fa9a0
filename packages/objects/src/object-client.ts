import type { Readable } from 'node:stream';

/**
 * What the rooms above need of an object store. The embedded store and any external S3 give the
 * same; one contract suite (object-client.contract.ts) runs over both.
 *
 * Errors are WellspringErrors: `no-such-bucket`, `no-such-key`, `access-denied`, `invalid-range`,
 * `key-too-long`, `invalid-bucket-name`, `object-store-unavailable` (worth repeating later).
 */
export interface ObjectClient {
  /**
   * Opens an object. The stream has to be read or destroyed; it shows the object as it was when it
   * was opened, whatever happens to it meanwhile.
   *
   * @param range bytes, both ends inclusive; an end beyond the object is the object's end
   */
  get(bucket: string, key: string, range?: ByteRange): Promise<OpenedObject>;
  /** Stores an object whole or not at all. A stream may be of any length up to 5 TiB. */
  put(
    bucket: string,
    key: string,
    body: Readable | Buffer,
    options?: PutOptions,
  ): Promise<{ readonly etag: string }>;
  head(bucket: string, key: string): Promise<ObjectHead>;
  /** All objects whose key starts with the prefix, in the order of the keys' UTF-8 bytes. */
  list(bucket: string, prefix: string): AsyncIterable<ListedObject>;
  /** Deletes an object; one that is not there is no error. */
  delete(bucket: string, key: string): Promise<void>;
  bucketExists(bucket: string): Promise<boolean>;
  /** Makes the bucket unless it is there. */
  ensureBucket(bucket: string): Promise<'created' | 'present'>;
}

export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface OpenedObject {
  readonly body: Readable;
  /** Bytes of the whole object, also where a range was asked for. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** Tags as they came with the object, `team=research&phi=no`; absent also where the store does not tell. */
  readonly tagging?: string;
}

export interface PutOptions {
  readonly contentType?: string;
  /** `x-amz-meta-*`, names without the prefix. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Server-side encryption with a KMS key, as an import or export job names it. */
  readonly kmsKeyId?: string;
  /** Gives the upload up; nothing is stored then. */
  readonly signal?: AbortSignal;
}

export interface ObjectHead {
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly contentType?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** As of an opened object. */
  readonly tagging?: string;
}

export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Readable } from 'node:stream';
import { asWellspringError } from './s3-client-errors.js';
import type { ObjectClient, PutOptions } from './object-client.js';
import { resumingBody } from './resuming-body.js';

export interface S3ClientOptions {
  /** `https://s3.example.org:9000`; absent: AWS itself. */
  readonly endpoint?: string;
  readonly region: string;
  /** Absent: found as the AWS SDK does (environment, profile, instance role). */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Until a connection stands; default 5 s. */
  readonly connectionTimeoutMs?: number;
  /** Until an answer begins; default 60 s. */
  readonly requestTimeoutMs?: number;
  /** Without a byte on the connection; default 5 minutes, for a reader may pause. */
  readonly idleTimeoutMs?: number;
  /** How often a request is tried, with growing pauses between; default 4. */
  readonly maxAttempts?: number;
}

/** An ObjectClient that also holds connections, which have to be closed. */
export interface S3ObjectClient extends ObjectClient {
  close(): void;
}

/** Streams go up in parts of 8 MiB, two at a time: 16 MiB of memory an upload, objects up to 80 GB. */
const partSize = 8 * 1024 ** 2;

/**
 * An external S3-compatible object store.
 *
 * Path-style addresses and checksums only where S3 requires them are what every S3-compatible store
 * understands.
 *
 * @example
 * const objects = createS3Client({ endpoint: 'http://minio:9000', region: 'us-east-1' });
 */
export function createS3Client(options: S3ClientOptions): S3ObjectClient {
  const maxAttempts = options.maxAttempts ?? 4;
  const client = new S3Client({
    region: options.region,
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    ...(options.credentials && { credentials: options.credentials }),
    forcePathStyle: options.endpoint !== undefined,
    maxAttempts,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: options.connectionTimeoutMs ?? 5_000,
      requestTimeout: options.requestTimeoutMs ?? 60_000,
      throwOnRequestTimeout: true,
      socketTimeout: options.idleTimeoutMs ?? 300_000,
    },
  });

  const objects: S3ObjectClient = {
    get: (bucket, key, range) =>
      translated(async () => {
        const start = range?.start ?? 0;
        const request = { Bucket: bucket, Key: key };
        const Range = range && `bytes=${start}-${range.end ?? ''}`;
        const answer = await client.send(new GetObjectCommand({ ...request, ...(Range && { Range }) }));
        const length = answer.ContentLength ?? 0;
        const total = answer.ContentRange?.split('/')[1];
        const body = resumingBody(readable(answer.Body), {
          length,
          maxAttempts,
          async reopen(offset) {
            const rest = `bytes=${start + offset}-${start + length - 1}`;
            const { ETag: IfMatch } = answer;
            const again = new GetObjectCommand({ ...request, Range: rest, ...(IfMatch && { IfMatch }) });
            return readable((await client.send(again)).Body);
          },
        });
        return { body, size: total === undefined ? length : Number(total), etag: unquoted(answer.ETag) };
      }),

    put: (bucket, key, body, putOptions = {}) =>
      translated(async () => {
        const parameters = { Bucket: bucket, Key: key, ...described(putOptions) };
        const { signal } = putOptions;
        if (Buffer.isBuffer(body)) {
          const answer = await client.send(
            new PutObjectCommand({ ...parameters, Body: body }),
            signal ? { abortSignal: signal } : {},
          );
          return { etag: unquoted(answer.ETag) };
        }
        return { etag: await uploadStream(client, parameters, body, signal) };
      }),

    head: (bucket, key) =>
      translated(async () => {
        const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return {
          size: answer.ContentLength ?? 0,
          etag: unquoted(answer.ETag),
          lastModified: answer.LastModified ?? new Date(0),
          ...(answer.ContentType !== undefined && { contentType: answer.ContentType }),
          metadata: answer.Metadata ?? {},
        };
      }),

    async *list(bucket, prefix) {
      let token: string | undefined;
      do {
        const page = await translated(() =>
          client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix,
              ...(token && { ContinuationToken: token }),
            }),
          ),
        );
        for (const object of page.Contents ?? [])
          yield {
            key: object.Key ?? '',
            size: object.Size ?? 0,
            etag: unquoted(object.ETag),
            lastModified: object.LastModified ?? new Date(0),
          };
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
    },

    delete: (bucket, key) =>
      translated(async () => {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      }),

    bucketExists: async (bucket) => {
      try {
        await client.send(new HeadBucketCommand({ Bucket: bucket }));
        return true;
      } catch (error) {
        const known = asWellspringError(error, 'bucket');
        if (known.code === 'no-such-bucket' || known.code === 'invalid-bucket-name') return false;
        throw known;
      }
    },

    ensureBucket: async (bucket) => {
      if (await objects.bucketExists(bucket)) return 'present';
      const elsewhere = options.endpoint === undefined && options.region !== 'us-east-1';
      const LocationConstraint = options.region as BucketLocationConstraint;
      try {
        await client.send(
          new CreateBucketCommand({
            Bucket: bucket,
            ...(elsewhere && { CreateBucketConfiguration: { LocationConstraint } }),
          }),
        );
        return 'created';
      } catch (error) {
        const known = asWellspringError(error, 'bucket');
        if (known.code === 'bucket-already-owned-by-you') return 'present';
        throw known;
      }
    },

    close: () => {
      client.destroy();
    },
  };
  return objects;
}

/** @returns the ETag */
async function uploadStream(
  client: S3Client,
  parameters: { readonly Bucket: string; readonly Key: string },
  body: Readable,
  signal: AbortSignal | undefined,
): Promise<string> {
  // The source's own failure is told to the caller as it is, and not as the object store's.
  let failure: { readonly error: unknown } | undefined;
  body.once('error', (error) => {
    failure = { error };
  });
  const upload = new Upload({ client, params: { ...parameters, Body: body }, partSize, queueSize: 2 });
  const abort = (): void => {
    void upload.abort();
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    return unquoted((await upload.done()).ETag);
  } catch (error) {
    if (failure) throw new SourceFailure(failure.error);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Carries an error that is not the object store's past its translation. */
class SourceFailure extends Error {
  constructor(override readonly cause: unknown) {
    super('The source of an upload failed');
  }
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceFailure) throw error.cause;
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw asWellspringError(error, 'object');
  }
}

function described(options: PutOptions): {
  ContentType: string;
  Metadata?: Record<string, string>;
  ServerSideEncryption?: 'aws:kms';
  SSEKMSKeyId?: string;
} {
  return {
    ContentType: options.contentType ?? 'application/octet-stream',
    ...(options.metadata && { Metadata: { ...options.metadata } }),
    ...(options.kmsKeyId !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: options.kmsKeyId }),
  };
}

function readable(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new TypeError('The S3 client gave a body that is no Node stream');
}

function unquoted(etag: string | undefined): string {
  return (etag ?? '').replace(/^"(.*)"$/, '$1');
}

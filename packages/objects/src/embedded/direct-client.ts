import { addAbortSignal, Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import type { ObjectClient } from '../object-client.js';
import type { Buckets } from './buckets.js';
import { maxObjectBytes } from './multipart-limits.js';
import type { ObjectMetadata } from './object-metadata.js';
import type { ObjectStore } from './object-store.js';

/** The embedded store behind the interface that an external S3 has, too. */
export function createDirectClient(buckets: Buckets, objects: ObjectStore): ObjectClient {
  return {
    async get(bucket, key, range) {
      const object = await objects.open(bucket, key);
      const { size, etag } = object.metadata;
      if (range && (range.start >= size || (range.end ?? size) < range.start)) {
        await object.close();
        throw new WellspringError('invalid-range', 'The requested range is not satisfiable');
      }
      return {
        body: object.read(range?.start, range?.end === undefined ? undefined : Math.min(range.end, size - 1)),
        size,
        etag,
        ...taggingOf(object.metadata),
      };
    },

    async put(bucket, key, body, options = {}) {
      options.signal?.throwIfAborted();
      if (body instanceof Readable && options.signal) addAbortSignal(options.signal, body);
      const { etag } = await objects.put(bucket, key, {
        body: body instanceof Readable ? bytesOf(body) : [body],
        maxBytes: maxObjectBytes,
        description: {
          headers: {
            'content-type': options.contentType ?? 'application/octet-stream',
            ...(options.kmsKeyId !== undefined && {
              'x-amz-server-side-encryption': 'aws:kms',
              'x-amz-server-side-encryption-aws-kms-key-id': options.kmsKeyId,
            }),
          },
          userMetadata: options.metadata ?? {},
        },
      });
      return { etag };
    },

    async head(bucket, key) {
      await buckets.require(bucket);
      const found = await objects.find(bucket, key);
      if (!found) throw new WellspringError('no-such-key', 'The specified key does not exist.');
      const contentType = found.headers['content-type'];
      return {
        size: found.size,
        etag: found.etag,
        lastModified: new Date(found.lastModified),
        ...(contentType !== undefined && { contentType }),
        metadata: found.userMetadata,
        ...taggingOf(found),
      };
    },

    async *list(bucket, prefix) {
      for await (const { key, metadata } of objects.listAll(bucket, prefix))
        yield {
          key,
          size: metadata.size,
          etag: metadata.etag,
          lastModified: new Date(metadata.lastModified),
        };
    },

    async delete(bucket, key) {
      await objects.delete(bucket, key);
    },

    bucketExists: async (bucket) => (await buckets.get(bucket)) !== undefined,

    async ensureBucket(bucket) {
      try {
        await buckets.create(bucket);
        return 'created';
      } catch (error) {
        if (error instanceof WellspringError && error.code === 'bucket-already-owned-by-you')
          return 'present';
        throw error;
      }
    },
  };
}

function taggingOf({ tagging }: ObjectMetadata): { readonly tagging?: string } {
  return tagging === undefined ? {} : { tagging };
}

/** A stream made of strings is one of their UTF-8. */
async function* bytesOf(body: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of body as AsyncIterable<Uint8Array | string>)
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import type { ObjectClient } from '@wellspring/objects';

/**
 * An object store in memory, for tests: buckets by name, objects by key. Its messages are those of S3,
 * which name neither.
 */
export interface MemoryObjects extends ObjectClient {
  readonly buckets: Map<string, Map<string, Buffer>>;
  /** The text of an object, or undefined. */
  text(bucket: string, key: string): string | undefined;
}

/** Makes the store with empty buckets. */
export function createMemoryObjects(...names: string[]): MemoryObjects {
  const buckets = new Map(names.map((name) => [name, new Map<string, Buffer>()]));
  const bucketOf = (name: string): Map<string, Buffer> => {
    const bucket = buckets.get(name);
    if (bucket === undefined)
      throw new WellspringError('no-such-bucket', 'The specified bucket does not exist');
    return bucket;
  };
  const objectOf = (name: string, key: string): Buffer => {
    const object = bucketOf(name).get(key);
    if (object === undefined) throw new WellspringError('no-such-key', 'The specified key does not exist.');
    return object;
  };
  const etagOf = (body: Buffer): string => createHash('md5').update(body).digest('hex');
  const lastModified = new Date(0);

  return {
    buckets,
    text: (bucket, key) => buckets.get(bucket)?.get(key)?.toString(),
    get: async (bucket, key, range) => {
      await Promise.resolve();
      const body = objectOf(bucket, key);
      const end = range?.end === undefined ? body.length : range.end + 1;
      const shown = body.subarray(range?.start ?? 0, end);
      // Odd pieces: a reader must not rely on how bytes arrive.
      const pieces = async function* (): AsyncGenerator<Buffer> {
        for (let start = 0; start < shown.length; start += 777) {
          await Promise.resolve();
          yield shown.subarray(start, start + 777);
        }
      };
      return { body: Readable.from(pieces(), { objectMode: false }), size: body.length, etag: etagOf(body) };
    },
    put: async (bucket, key, body) => {
      const objects = bucketOf(bucket);
      const parts: Buffer[] = [];
      if (Buffer.isBuffer(body)) parts.push(body);
      else for await (const part of body as AsyncIterable<Buffer>) parts.push(part);
      const whole = Buffer.concat(parts);
      objects.set(key, whole);
      return { etag: etagOf(whole) };
    },
    head: async (bucket, key) => {
      await Promise.resolve();
      const body = objectOf(bucket, key);
      return { size: body.length, etag: etagOf(body), lastModified, metadata: {} };
    },
    list: async function* (bucket, prefix) {
      await Promise.resolve();
      const keys = [...bucketOf(bucket).keys()].filter((key) => key.startsWith(prefix));
      keys.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
      for (const key of keys) {
        const body = objectOf(bucket, key);
        yield { key, size: body.length, etag: etagOf(body), lastModified };
      }
    },
    delete: async (bucket, key) => {
      await Promise.resolve();
      bucketOf(bucket).delete(key);
    },
    bucketExists: (bucket) => Promise.resolve(buckets.has(bucket)),
    ensureBucket: (bucket) => {
      if (buckets.has(bucket)) return Promise.resolve('present');
      buckets.set(bucket, new Map());
      return Promise.resolve('created');
    },
  };
}

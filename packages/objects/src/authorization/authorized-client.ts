import { Readable } from 'node:stream';
import type { Caller } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import type { ObjectClient, PutOptions } from '../object-client.js';
import type { BucketPolicies } from './bucket-policies.js';
import { tagKeys } from './object-tags.js';
import { createS3Access, type S3Access, type S3Permission } from './s3-access.js';

/** Whose rights count, and on what. */
export interface AuthorizedClientOptions {
  /** The store itself, which asks nobody. */
  readonly client: ObjectClient;
  /**
   * Who acts. Asked anew for every access, so that what is taken from a role counts while a job runs.
   *
   * @throws WellspringError `access-denied` where nobody may act so any more
   */
  readonly caller: () => Promise<Pick<Caller, 'principal' | 'authorize'>>;
  /** Undefined where the buckets' policies are another store's affair. */
  readonly policies: BucketPolicies | undefined;
}

/** A list is asked for again after so many objects, as if each page were a request. */
const pageLength = 1000;

/**
 * An object store as somebody may use it: every object that is read, listed, written or deleted is asked for first, by
 * the same actions as over HTTP, and that an object is missing is told to those only who may list its bucket.
 *
 * @example
 * const objects = createAuthorizedClient({ client, caller: () => assumeServiceRole(roleArn), policies });
 * await objects.put('clinic', 'out/manifest.json', body); // access-denied, unless the role has s3:PutObject there
 */
export function createAuthorizedClient(options: AuthorizedClientOptions): ObjectClient {
  const { client, policies } = options;
  const accessNow = async (): Promise<S3Access> =>
    createS3Access({ caller: await options.caller(), policies });
  const ask = async (permission: S3Permission): Promise<void> => {
    await (await accessNow()).authorize(permission);
  };

  /** The tags of an object may decide, so it is found first; nothing is told of it before. */
  const found = async <T extends { readonly tagging?: string }>(
    bucket: string,
    key: string,
    find: () => Promise<T>,
    drop: (object: T) => void,
  ): Promise<T> => {
    const reading = { action: 's3:GetObject', bucket, key } as const;
    let object: T;
    try {
      object = await find();
    } catch (error) {
      await ask(reading);
      if (error instanceof WellspringError && error.code === 'no-such-key')
        await ask({ action: 's3:ListBucket', bucket });
      throw error;
    }
    try {
      await ask({ ...reading, context: tagKeys('ExistingObjectTag', object.tagging) });
    } catch (error) {
      drop(object);
      throw error;
    }
    return object;
  };

  return {
    get: (bucket, key, range) =>
      found(
        bucket,
        key,
        () => client.get(bucket, key, range),
        ({ body }) => body.destroy(),
      ),
    head: (bucket, key) =>
      found(
        bucket,
        key,
        () => client.head(bucket, key),
        () => undefined,
      ),
    async put(bucket, key, body, putOptions) {
      try {
        await ask({ action: 's3:PutObject', bucket, key, context: encryptionKeys(putOptions) });
      } catch (error) {
        if (body instanceof Readable) body.destroy();
        throw error;
      }
      return client.put(bucket, key, body, putOptions);
    },
    async *list(bucket, prefix) {
      const listing = { action: 's3:ListBucket', bucket, context: { 's3:prefix': prefix } } as const;
      let listed = 0;
      await ask(listing);
      for await (const object of client.list(bucket, prefix)) {
        if (listed > 0 && listed % pageLength === 0) await ask(listing);
        listed += 1;
        yield object;
      }
    },
    async delete(bucket, key) {
      await ask({ action: 's3:DeleteObject', bucket, key });
      await client.delete(bucket, key);
    },
    async bucketExists(bucket) {
      await ask({ action: 's3:ListBucket', bucket });
      return client.bucketExists(bucket);
    },
    async ensureBucket(bucket) {
      await ask({ action: 's3:CreateBucket', bucket });
      return client.ensureBucket(bucket);
    },
  };
}

function encryptionKeys(options: PutOptions | undefined): S3Permission['context'] {
  if (options?.kmsKeyId === undefined) return undefined;
  return {
    's3:x-amz-server-side-encryption': 'aws:kms',
    's3:x-amz-server-side-encryption-aws-kms-key-id': options.kmsKeyId,
  };
}

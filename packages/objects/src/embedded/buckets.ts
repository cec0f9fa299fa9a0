import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WellspringError } from '@wellspring/errors';
import { checkBucketName } from './bucket-name.js';
import type { CommitLock } from './commit-lock.js';
import { isErrno, isRealFolder, replaceSmallFile, syncFolder } from './durable-folder.js';
import type { StoreLayout } from './store-layout.js';
import { walkKeys } from './key-walk.js';

/**
 * The settings of a bucket that are kept and given back. The policy says who may do what; of the public access block
 * its word on new policies counts; the others change nothing of what the store does.
 */
export type BucketSetting = 'versioning' | 'encryption' | 'publicAccessBlock' | 'tagging' | 'policy';

export interface BucketRecord {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly settings: Readonly<Partial<Record<BucketSetting, unknown>>>;
}

export interface Buckets {
  /** @throws WellspringError `invalid-bucket-name`, `bucket-already-owned-by-you` */
  create(name: string): Promise<BucketRecord>;
  /** Undefined where there is none, also for a name that no bucket can have. */
  get(name: string): Promise<BucketRecord | undefined>;
  /** @throws WellspringError `no-such-bucket` */
  require(name: string): Promise<BucketRecord>;
  /** In the order of their names. */
  list(): Promise<BucketRecord[]>;
  /** @throws WellspringError `no-such-bucket`, `bucket-not-empty` */
  delete(name: string): Promise<void>;
  /** Sets one setting, or removes it where the value is undefined. */
  set(name: string, setting: BucketSetting, value: unknown): Promise<void>;
}

export function createBuckets(layout: StoreLayout, lock: CommitLock, now: () => number): Buckets {
  /** Gives a bucket that was made aside its name. */
  const place = async (name: string, made: string): Promise<void> => {
    try {
      await rename(made, layout.bucketFolder(name));
    } catch (error) {
      if (!isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw error;
      if (!(await buckets.get(name)))
        throw new WellspringError('object-unreadable', 'A file or link stands where the bucket would be');
      throw new WellspringError(
        'bucket-already-owned-by-you',
        'Your previous request to create the named bucket succeeded and you already own it.',
      );
    }
  };

  const buckets: Buckets = {
    async create(name) {
      checkBucketName(name);
      const record: BucketRecord = { name, createdAt: now(), settings: {} };
      // Made whole under a temporary name: a crash leaves a whole bucket or none.
      const temporary = layout.temporary();
      try {
        await mkdir(path.join(temporary, 'objects'), { recursive: true, mode: 0o700 });
        await mkdir(path.join(temporary, 'uploads'), { mode: 0o700 });
        const content = JSON.stringify(record);
        await writeFile(path.join(temporary, 'bucket.json'), content, { mode: 0o600, flush: true });
        await syncFolder(temporary);
        await lock.run(name, () => place(name, temporary));
      } catch (error) {
        await rm(temporary, { recursive: true, force: true });
        throw error;
      }
      await syncFolder(layout.root);
      return record;
    },

    async get(name) {
      try {
        checkBucketName(name);
      } catch {
        return undefined;
      }
      if (!(await isRealFolder(layout.bucketFolder(name)))) return undefined;
      try {
        return JSON.parse(await readFile(layout.bucketRecord(name), 'utf8')) as BucketRecord;
      } catch (error) {
        if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw error;
      }
    },

    async require(name) {
      const record = await buckets.get(name);
      if (!record) throw noSuchBucket();
      return record;
    },

    async list() {
      const records: BucketRecord[] = [];
      for (const name of (await readdir(layout.root)).sort()) {
        const record = await buckets.get(name);
        if (record) records.push(record);
      }
      return records;
    },

    delete: (name) =>
      lock.run(name, async () => {
        await buckets.require(name);
        const first = await walkKeys(layout.objectsFolder(name)).next();
        if (!first.done)
          throw new WellspringError('bucket-not-empty', 'The bucket you tried to delete is not empty');
        const temporary = layout.temporary();
        await rename(layout.bucketFolder(name), temporary);
        await syncFolder(layout.root);
        await rm(temporary, { recursive: true, force: true });
      }),

    set: (name, setting, value) =>
      lock.run(name, async () => {
        const record = await buckets.require(name);
        const changed = { ...record, settings: { ...record.settings, [setting]: value } };
        await replaceSmallFile(layout.bucketRecord(name), layout.temporary(), JSON.stringify(changed));
      }),
  };
  return buckets;
}

export function noSuchBucket(): WellspringError {
  return new WellspringError('no-such-bucket', 'The specified bucket does not exist');
}

import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { createBucketPolicies, type BucketPolicies } from '../authorization/bucket-policies.js';
import type { ObjectClient } from '../object-client.js';
import { createBuckets, type Buckets } from './buckets.js';
import { createCommitLock } from './commit-lock.js';
import { createDirectClient } from './direct-client.js';
import { createMultipartUploads, type MultipartUploads } from './multipart-uploads.js';
import { createObjectStore, type ObjectStore } from './object-store.js';
import { createSharedLock, releaseLocksOf } from './shared-lock.js';
import { createStoreLayout } from './store-layout.js';

/** The embedded object store: buckets and objects as files below one folder. */
export interface EmbeddedObjects {
  readonly buckets: Buckets;
  readonly objects: ObjectStore;
  readonly uploads: MultipartUploads;
  /** The buckets' policies, ready to be asked. */
  readonly policies: BucketPolicies;
  /** The store as the rooms above use it, without HTTP in between. */
  client(): ObjectClient;
}

export interface EmbeddedObjectsOptions {
  /** Made where it is missing. One program at a time may have it. */
  readonly folder: string;
  /**
   * Absent: this process alone has the folder. Else it is one of several of one program: one has opened the folder
   * for itself alone before, which sweeps it, and all share their locks.
   */
  readonly isShared?: boolean;
  /** Multipart uploads that were begun longer ago are removed at start; default 7 days. */
  readonly abandonedUploadsAfterMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Opens the embedded object store, and sweeps away what an earlier process left unfinished: files
 * that were being written when it ended, and multipart uploads that nobody completed.
 *
 * @example
 * const embedded = await createEmbeddedObjects({ folder: './data/objects' });
 * await embedded.client().ensureBucket('import');
 */
export async function createEmbeddedObjects(options: EmbeddedObjectsOptions): Promise<EmbeddedObjects> {
  const now = options.now ?? Date.now;
  if (!options.isShared) await sweepTemporary(options.folder);
  const layout = createStoreLayout(await realpath(options.folder));
  const lock = options.isShared ? createSharedLock(layout.locksFolder) : createCommitLock();
  const buckets = createBuckets(layout, lock, now);
  const objects = createObjectStore(layout, buckets, lock, now);
  const uploads = createMultipartUploads(layout, buckets, objects, lock, now);

  if (!options.isShared) {
    const abandoned = now() - (options.abandonedUploadsAfterMs ?? 7 * 86_400_000);
    for (const { name } of await buckets.list()) await uploads.removeOlderThan(name, abandoned);
  }
  return {
    buckets,
    objects,
    uploads,
    policies: createBucketPolicies(buckets),
    client: () => createDirectClient(buckets, objects),
  };
}

/** Gives the locks of a process back that shared the folder with others and has ended, and removes what it had begun. */
export async function releaseObjectsOf(folder: string, pid: number): Promise<void> {
  const layout = createStoreLayout(await realpath(folder));
  await releaseLocksOf(layout.locksFolder, pid);
  for (const name of await readdir(layout.temporaryFolder))
    if (layout.isTemporaryOf(name, pid))
      await rm(path.join(layout.temporaryFolder, name), { recursive: true, force: true });
}

async function sweepTemporary(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { temporaryFolder, locksFolder } = createStoreLayout(await realpath(folder));
  await rm(temporaryFolder, { recursive: true, force: true });
  await rm(locksFolder, { recursive: true, force: true });
  await mkdir(temporaryFolder, { mode: 0o700 });
}

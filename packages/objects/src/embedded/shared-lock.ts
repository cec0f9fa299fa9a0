import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import { createCommitLock, type CommitLock } from './commit-lock.js';
import { isErrno } from './durable-folder.js';

/**
 * How long is waited before it is looked again whether a lock of another process is free, in milliseconds. A process
 * that has one change after the other leaves the lock for moments only: looking seldom would be never.
 */
const shortestWait = 1;
const longestWait = 8;
/** How long is waited at all: a change is a few steps on the disk. */
const patience = 30_000;

/**
 * A commit lock that several processes share, those that one program runs on one data folder: a lock is a file
 * that names the process which has it. Within a process, changes wait in memory, so that no more than one for each
 * process ever waits for the file.
 *
 * A process that ends without giving its locks back leaves them to whoever started it (`releaseLocksOf`): nobody
 * else can tell one that has ended from one that is slow.
 *
 * @param folder where the files are; emptied when the program starts
 * @returns a lock whose `run` throws, besides what the change throws, WellspringError `object-store-unavailable` where
 * others have the lock for half a minute
 */
export function createSharedLock(folder: string): CommitLock {
  const turns = createCommitLock();
  const own = path.join(folder, `process-${String(process.pid)}-${randomUUID()}`);
  let named: Promise<void> | undefined;

  const take = async (lock: string): Promise<void> => {
    // Linked, not written: the file never stands there without its process.
    named ??= nameOwnFile(folder, own).catch((error: unknown) => {
      named = undefined;
      throw error;
    });
    await named;
    const began = performance.now();
    for (let wait = shortestWait; ; wait = Math.min(wait * 2, longestWait)) {
      try {
        await link(own, lock);
        return;
      } catch (error) {
        if (!isErrno(error, 'EEXIST')) throw error;
        if (performance.now() - began > patience)
          throw new WellspringError('object-store-unavailable', 'Another process changes this for too long');
        await sleep(wait);
      }
    }
  };
  return {
    run: (name, change) =>
      turns.run(name, async () => {
        const lock = path.join(folder, createHash('sha256').update(name).digest('hex'));
        await take(lock);
        try {
          return await change();
        } finally {
          await unlink(lock);
        }
      }),
  };
}

/** Gives back the locks of a process that has ended. */
export async function releaseLocksOf(folder: string, pid: number): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  });
  for (const name of names) {
    const file = path.join(folder, name);
    const owner = await readFile(file, 'utf8').catch((error: unknown) => {
      // Given back meanwhile.
      if (isErrno(error, 'ENOENT')) return undefined;
      throw error;
    });
    if (owner === String(pid)) await rm(file, { force: true });
  }
}

async function nameOwnFile(folder: string, own: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(own, String(process.pid), { mode: 0o600 });
}

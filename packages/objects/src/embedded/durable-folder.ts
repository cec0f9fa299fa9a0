import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WellspringError } from '@wellspring/errors';

/**
 * Steps on the file system that hold after a power cut: a new name is only safe once the folder it
 * stands in is on the disk (fsync(2): "an explicit fsync() on a file descriptor for the directory
 * is also needed").
 */
export async function syncFolder(folder: string): Promise<void> {
  let handle;
  try {
    handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    // The last object below it was deleted meanwhile, and the empty folder with it.
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return;
    throw error;
  }
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes the folders that lead from `root`, a real path, to a file, without ever following a symbolic link.
 *
 * @returns the folders that got a new entry and have to be synced
 */
export async function makeFolders(root: string, names: readonly string[]): Promise<string[]> {
  if (await isRealFolder(path.join(root, ...names))) return [];
  const changed: string[] = [];
  let folder = root;
  for (const name of names) {
    const next = path.join(folder, name);
    try {
      await mkdir(next, { mode: 0o700 });
      changed.push(folder);
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
      if (!(await lstat(next)).isDirectory())
        throw new WellspringError(
          'object-unreadable',
          'A file or link stands where the store keeps a folder',
        );
    }
    folder = next;
  }
  return changed;
}

/** Whether the path is a folder that is reached without a symbolic link. */
export async function isRealFolder(folder: string): Promise<boolean> {
  try {
    return (await realpath(folder)) === folder && (await lstat(folder)).isDirectory();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG')) return false;
    throw error;
  }
}

/** Writes a small file so that a reader meets the old content or the new, never a part of it. */
export async function replaceSmallFile(file: string, temporary: string, content: string): Promise<void> {
  try {
    await writeFile(temporary, content, { flag: 'wx', mode: 0o600, flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(error.code as string);
}

import { randomUUID } from 'node:crypto';
import { link, mkdir, open, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The text of a file that holds a secret; it is made where there is none yet. The file is readable by its owner
 * only; one that others could read is tightened, and `warn` is told, since the secret may have been seen.
 *
 * @param make the text of a new file; of several processes that come at once one makes it, and all get that
 * @throws Error of the file system
 */
export async function secretFile(
  path: string,
  make: () => string,
  warn: (message: string) => void,
): Promise<string> {
  const text = (await read(path, warn)) ?? (await create(path, make())) ?? (await read(path, warn));
  if (text === undefined) throw new Error(`${path} was removed while it was being made`);
  return text;
}

async function read(path: string, warn: (message: string) => void): Promise<string | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const { mode } = await file.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      await file.chmod(0o600);
      warn(`${path} could be read by other users (mode ${(mode & 0o777).toString(8)}); it is now 600`);
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Undefined where another process was first: its text is the one that counts. */
async function create(path: string, text: string): Promise<string | undefined> {
  const folder = dirname(path);
  if (!(await stat(folder).catch(() => undefined))) await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    // A link, not a rename: it fails where the name is taken, so no secret is ever overwritten.
    await link(temporary, path);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return undefined;
    throw error;
  } finally {
    await unlink(temporary);
  }
  await syncFolder(folder);
  return text;
}

/** Makes the new name survive a power cut; Windows has no such call on folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

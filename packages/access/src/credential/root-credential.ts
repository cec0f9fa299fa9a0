import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { WellspringError } from '@wellspring/errors';

/** The one credential that exists from the first start, and may do everything. */
export interface RootCredential {
  /** `AKIA` and 16 characters of base 32, as AWS shapes them. */
  readonly accessKeyId: string;
  /** 40 characters of base 64, 30 random bytes. */
  readonly secretAccessKey: string;
}

const fileName = 'root-credential.json';
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Reads the root credential of a data folder, and makes it where there is none yet. The file is
 * readable by its owner only; one that others could read is tightened, and `warn` is told, since the
 * secret may have been seen. A damaged file is an error: a silently new credential would lock out
 * every client that holds the old one.
 *
 * @throws WellspringError `root-credential-unreadable`
 * @example
 * const { accessKeyId, secretAccessKey } = await loadRootCredential('./data');
 */
export async function loadRootCredential(
  folder: string,
  warn: (message: string) => void = () => undefined,
): Promise<RootCredential> {
  const path = join(folder, fileName);
  try {
    return (
      (await read(path, warn)) ?? (await create(folder, path)) ?? (await read(path, warn)) ?? vanished(path)
    );
  } catch (error) {
    if (error instanceof WellspringError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WellspringError('root-credential-unreadable', `The root credential cannot be used: ${reason}`, {
      cause: error,
    });
  }
}

async function read(path: string, warn: (message: string) => void): Promise<RootCredential | undefined> {
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
    return parse(await file.readFile('utf8'), path);
  } finally {
    await file.close();
  }
}

function parse(text: string, path: string): RootCredential {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const { accessKeyId, secretAccessKey } = (value ?? {}) as Partial<Record<keyof RootCredential, unknown>>;
  if (
    typeof accessKeyId !== 'string' ||
    typeof secretAccessKey !== 'string' ||
    !/^\w{16,128}$/.test(accessKeyId) ||
    secretAccessKey.length < 16
  )
    // The text itself stays out of the message: it may hold the secret.
    throw new WellspringError(
      'root-credential-unreadable',
      `${path} is damaged: it must be a JSON object with accessKeyId and secretAccessKey. ` +
        'Restore it from a backup, or delete it to have a new credential made',
    );
  return { accessKeyId, secretAccessKey };
}

/** Undefined where another process was first: its credential is the one that counts. */
async function create(folder: string, path: string): Promise<RootCredential | undefined> {
  const credential = generate();
  if (!(await stat(folder).catch(() => undefined))) await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    try {
      await file.writeFile(`${JSON.stringify(credential, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // A link, not a rename: it fails where the name is taken, so no credential is ever overwritten.
    await link(temporary, path);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return undefined;
    throw error;
  } finally {
    await unlink(temporary);
  }
  await syncFolder(folder);
  return credential;
}

function generate(): RootCredential {
  return {
    accessKeyId: `AKIA${Array.from(randomBytes(16), (byte) => base32[byte & 31]!).join('')}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
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

function vanished(path: string): never {
  throw new WellspringError('root-credential-unreadable', `${path} was removed while it was being made`);
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

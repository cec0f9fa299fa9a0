import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { WellspringError } from '@wellspring/errors';
import { secretFile } from './secret-file.js';

const fileName = 'master-key';

/**
 * Reads the master key of a data folder, from which every key that the program needs of its own comes, and makes it
 * where there is none yet: 32 random bytes, in base 64, readable by the file's owner only. A damaged file is an
 * error: with another key nothing that was sealed could be opened.
 *
 * @returns 32 bytes
 * @throws WellspringError `master-key-unreadable`
 * @example
 * const sealer = createSealer(await loadMasterKey('./data'));
 */
export async function loadMasterKey(
  folder: string,
  warn: (message: string) => void = () => undefined,
): Promise<Buffer> {
  const path = join(folder, fileName);
  let text: string;
  try {
    text = await secretFile(path, () => `${randomBytes(32).toString('base64')}\n`, warn);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WellspringError('master-key-unreadable', `The master key cannot be used: ${reason}`, {
      cause: error,
    });
  }
  const key = readMasterKey(text.trim());
  if (key === undefined)
    throw new WellspringError(
      'master-key-unreadable',
      `${path} is damaged: it must hold 32 bytes in base 64. Restore it from a backup: without it the secrets of ` +
        'access keys cannot be read any more',
    );
  return key;
}

/** The key that a text is in base 64, as `openssl rand -base64 32` writes one; undefined where it is none. */
export function readMasterKey(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length === 32 ? key : undefined;
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { WellspringError } from '@wellspring/errors';
import { secretFile } from './secret-file.js';

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
    const made = () => `${JSON.stringify(generate(), undefined, 2)}\n`;
    return parse(await secretFile(path, made, warn), path);
  } catch (error) {
    if (error instanceof WellspringError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WellspringError('root-credential-unreadable', `The root credential cannot be used: ${reason}`, {
      cause: error,
    });
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

function generate(): RootCredential {
  return {
    accessKeyId: `AKIA${Array.from(randomBytes(16), (byte) => base32[byte & 31]!).join('')}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}

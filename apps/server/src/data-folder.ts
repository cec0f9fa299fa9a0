import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { WellspringError } from '@wellspring/errors';

/**
 * Makes the data folder where it is missing, for its owner only.
 *
 * @returns its absolute path
 * @throws WellspringError `data-folder-unusable` naming the folder and why
 */
export async function prepareDataFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WellspringError('data-folder-unusable', `The data folder ${folder} cannot be used: ${why}`, {
      cause: error,
    });
  }
  return folder;
}

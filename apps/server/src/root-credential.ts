import { loadRootCredential, type RootCredential } from '@wellspring/access';
import type { Settings } from './configuration/schema.js';

/**
 * The root credential: the one that the settings give, else that of the data folder, which is made where there is
 * none.
 *
 * @throws WellspringError `root-credential-unreadable`
 */
export async function rootCredential(
  settings: Settings,
  dataFolder: string,
  warn?: (problem: string) => void,
): Promise<RootCredential> {
  const { WELLSPRING_ROOT_ACCESS_KEY_ID: accessKeyId, WELLSPRING_ROOT_SECRET_ACCESS_KEY: secretAccessKey } =
    settings;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
  return loadRootCredential(dataFolder, warn);
}

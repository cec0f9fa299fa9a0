import {
  createSealer,
  loadMasterKey,
  readMasterKey,
  type RootCredential,
  type Sealer,
} from '@wellspring/access';
import type { Settings } from './configuration/schema.js';
import { rootCredential } from './root-credential.js';

/** What a node knows and the database does not. */
export interface Secrets {
  readonly root: RootCredential;
  readonly sealer: Sealer;
}

/**
 * Reads them from the settings, else from the data folder, where they are made when there are none.
 *
 * @param warn told of files that others may read
 * @throws WellspringError `root-credential-unreadable`, `master-key-unreadable`
 */
export async function readSecrets(
  settings: Settings,
  dataFolder: string,
  warn: (problem: string) => void,
): Promise<Secrets> {
  const root = await rootCredential(settings, dataFolder, warn);
  const given = settings.WELLSPRING_MASTER_KEY;
  const key = given === undefined ? undefined : readMasterKey(given);
  return { root, sealer: createSealer(key ?? (await loadMasterKey(dataFolder, warn))) };
}

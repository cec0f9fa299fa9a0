import {
  createSealer,
  loadMasterKey,
  readMasterKey,
  type CredentialSource,
  type RootCredential,
  type Sealer,
} from '@wellspring/access';
import type { Database } from '@wellspring/database';
import {
  checkMasterKey,
  createAuthorizer,
  createCredentialSource,
  createIam,
  createSessionTokens,
  migrateIam,
  type Authorizer,
  type Iam,
  type SessionTokens,
} from '@wellspring/iam';
import type { Settings } from './configuration/schema.js';
import { rootCredential } from './root-credential.js';

/** Who there is, how they sign, and what they may do. */
export interface Identities {
  readonly root: RootCredential;
  readonly sealer: Sealer;
  readonly iam: Iam;
  readonly tokens: SessionTokens;
  readonly credentials: CredentialSource;
  readonly authorizer: Authorizer;
}

/**
 * Opens what the data folder, the database and the settings hold of identities.
 *
 * @throws WellspringError `root-credential-unreadable`, `master-key-unreadable`, `master-key-mismatch`
 */
export async function openIdentities(
  settings: Settings,
  deps: {
    readonly dataFolder: string;
    readonly database: Database;
    readonly url: string;
    readonly warn: (problem: string) => void;
  },
): Promise<Identities> {
  const { dataFolder, database, url, warn } = deps;
  const accountId = settings.WELLSPRING_ACCOUNT_ID;
  const region = settings.WELLSPRING_REGION;
  await migrateIam(url);
  const root = await rootCredential(settings, dataFolder, warn);
  const given = settings.WELLSPRING_MASTER_KEY;
  const key = given === undefined ? undefined : readMasterKey(given);
  const sealer = createSealer(key ?? (await loadMasterKey(dataFolder, warn)));
  await checkMasterKey(database, sealer);
  const iam = createIam({ database, sealer, accountId });
  const { directory } = iam;
  const tokens = createSessionTokens(sealer);
  return {
    root,
    sealer,
    iam,
    tokens,
    credentials: createCredentialSource({ root, directory, tokens, accountId, now: Date.now }),
    authorizer: createAuthorizer({ directory, accountId, region, now: Date.now }),
  };
}

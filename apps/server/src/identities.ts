import type { CredentialSource } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import {
  createAccessKeyUses,
  createAuthorizer,
  createCredentialSource,
  createIam,
  createSessionTokens,
  type AccessKeyUses,
  type Authorizer,
  type Iam,
  type SessionTokens,
} from '@wellspring/iam';
import type { Logger } from 'pino';
import type { Settings } from './configuration/schema.js';
import { readSecrets, type Secrets } from './secrets.js';

/** Who there is, how they sign, and what they may do. */
export interface Identities extends Secrets {
  readonly iam: Iam;
  readonly tokens: SessionTokens;
  readonly credentials: CredentialSource;
  readonly authorizer: Authorizer;
  /** Told of each request that was let in; stopped before the database is. */
  readonly keyUses: AccessKeyUses;
}

/**
 * Opens what the data folder, the database and the settings hold of identities.
 *
 * @throws WellspringError `root-credential-unreadable`, `master-key-unreadable`
 */
export async function openIdentities(
  settings: Settings,
  deps: { readonly dataFolder: string; readonly database: Database; readonly log: Logger },
): Promise<Identities> {
  const { dataFolder, database, log } = deps;
  const accountId = settings.WELLSPRING_ACCOUNT_ID;
  const region = settings.WELLSPRING_REGION;
  // What there is to warn of was said when the foundation was laid.
  const { root, sealer } = await readSecrets(settings, dataFolder, () => undefined);
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
    keyUses: createAccessKeyUses(database, () => {
      log.warn('When access keys were used last could not be written down');
    }),
  };
}

import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import { createIdentityDirectory } from './directory/create-identity-directory.js';
import { watchGeneration } from './directory/generation.js';
import type { IdentityDirectory } from './identity-directory.js';
import { createIamStore, type IamStore } from './tables/iam-store.js';

export interface IamOptions {
  /** Migrated by `migrateIam`. */
  readonly database: Database;
  readonly sealer: Sealer;
  /** 12 digits. */
  readonly accountId: string;
}

/** Users, groups, roles and policies of one process: those who read and those who change them. */
export interface Iam {
  readonly directory: IdentityDirectory;
  /** For `createIamHandler`. */
  readonly store: IamStore;
  readonly sealer: Sealer;
  readonly accountId: string;
}

/**
 * @example
 * await migrateIam(url);
 * const iam = createIam({ database, sealer, accountId: '000000000000' });
 * const key = await iam.directory.accessKey('AKIA...');
 */
export function createIam({ database, sealer, accountId }: IamOptions): Iam {
  const generation = watchGeneration(database);
  return {
    directory: createIdentityDirectory({ database, generation, sealer, accountId }),
    store: createIamStore(database, generation),
    sealer,
    accountId,
  };
}

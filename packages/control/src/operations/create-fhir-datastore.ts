import { createHash } from 'node:crypto';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { DataStoreRecord, DataStoreRegistry } from '@wellspring/store';
import type { ControlConfig } from '../control-config.js';
import { dataStoreArn, dataStoreEndpoint } from '../data-stores/data-store-address.js';
import { checkIdentityProvider } from '../data-stores/identity-provider.js';
import type { DataStoreLifeCycle } from '../data-stores/life-cycle.js';
import {
  checkAnalytics,
  checkBackup,
  checkEncryption,
  checkNlp,
  checkPreload,
} from '../data-stores/setting-rules.js';
import { asProperties, settingsOf, type StoredSettings } from '../data-stores/stored-settings.js';
import type { Turns } from '../data-stores/turns.js';
import type { CreateFHIRDatastoreRequest } from '../generated/shapes.js';
import { checkTags } from '../tags/tag-rules.js';
import type { TagTable } from '../tags/tag-table.js';
import type { OperationTable } from './operation.js';

export interface CreateDependencies {
  readonly registry: DataStoreRegistry;
  readonly database: Database;
  readonly tags: TagTable;
  readonly lifeCycle: DataStoreLifeCycle;
  readonly turns: Turns;
  readonly config: ControlConfig;
}

/**
 * CreateFHIRDatastore: the record is made at once, its schema in the background.
 *
 * A repeated ClientToken with the same input answers with the data store of the first time. With
 * another input it is a ValidationException, as is a full quota: the model lists neither
 * ConflictException nor ServiceQuotaExceededException here, and ThrottlingException would have the
 * SDKs repeat what cannot succeed.
 */
export function createOperation(dependencies: CreateDependencies): OperationTable<'CreateFHIRDatastore'> {
  const { lifeCycle, turns, config } = dependencies;
  return {
    async CreateFHIRDatastore(input) {
      checkSettings(input, config);
      const record = await turns(() => createOnce(dependencies, input));
      lifeCycle.wake(record.id);
      return {
        DatastoreId: record.id,
        DatastoreArn: dataStoreArn(config, record.id),
        DatastoreStatus: record.status,
        DatastoreEndpoint: dataStoreEndpoint(config, record.id),
      };
    },
  };
}

function checkSettings(input: CreateFHIRDatastoreRequest, { hasBuiltInAuthorization }: ControlConfig): void {
  checkTags(input.Tags ?? []);
  checkEncryption(input.SseConfiguration);
  checkIdentityProvider(input.IdentityProviderConfiguration, hasBuiltInAuthorization);
  checkNlp(input.NlpConfiguration);
  checkAnalytics(input.AnalyticsConfiguration);
  checkBackup(input.BackupConfiguration);
  checkPreload(input.PreloadDataConfig);
}

/** Looks for the token, counts and creates under one lock, so that nodes do it one after the other. */
function createOnce(
  { registry, database, tags, config }: CreateDependencies,
  input: CreateFHIRDatastoreRequest,
): Promise<DataStoreRecord> {
  return database.transaction(async (lock) => {
    await lock.query(`SELECT pg_advisory_xact_lock(hashtextextended('wellspring.create', 0))`);
    const fingerprint = fingerprintOf(input);
    const earlier =
      input.ClientToken === undefined ? undefined : await registry.byClientToken(input.ClientToken);
    if (earlier) return repeated(earlier, fingerprint);
    if ((await registry.count()) >= config.maxDataStores)
      throw new WellspringError(
        'data-store-quota-exceeded',
        `This server allows ${config.maxDataStores} data stores, and there are as many; delete one first`,
      );
    const record = await registry.create({
      ...(input.DatastoreName !== undefined && { name: input.DatastoreName }),
      ...(input.ClientToken !== undefined && { clientToken: input.ClientToken }),
      properties: asProperties(storedSettings(input, fingerprint)),
    });
    await tags.put(record.id, input.Tags ?? []);
    return record;
  });
}

function repeated(earlier: DataStoreRecord, fingerprint: string): DataStoreRecord {
  if (settingsOf(earlier).creationFingerprint !== fingerprint)
    throw new WellspringError(
      'client-token-reused',
      'clientToken was used before, to create a data store with other parameters',
    );
  return earlier;
}

/** The input that was checked has its members in the model's order, whatever order they came in. */
function fingerprintOf(input: CreateFHIRDatastoreRequest): string {
  const parameters = { ...input, ClientToken: undefined };
  return createHash('sha256').update(JSON.stringify(parameters)).digest('base64url');
}

function storedSettings(input: CreateFHIRDatastoreRequest, creationFingerprint: string): StoredSettings {
  return {
    SseConfiguration: input.SseConfiguration,
    IdentityProviderConfiguration: input.IdentityProviderConfiguration,
    NlpConfiguration: input.NlpConfiguration,
    AnalyticsConfiguration: input.AnalyticsConfiguration,
    ProfileConfiguration: input.ProfileConfiguration,
    BackupConfiguration: input.BackupConfiguration,
    creationTags: input.Tags?.length ? input.Tags : undefined,
    creationFingerprint,
  };
}

import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { DataStoreRecord, DataStoreRegistry } from '@wellspring/store';
import type { ControlConfig } from '../control-config.js';
import { changedSettings } from '../data-stores/changed-settings.js';
import { dataStoreProperties } from '../data-stores/data-store-properties.js';
import { checkIdentityProvider } from '../data-stores/identity-provider.js';
import type { DataStoreLifeCycle } from '../data-stores/life-cycle.js';
import { checkAnalytics, checkBackup, checkNlp } from '../data-stores/setting-rules.js';
import { withStoreLock } from '../data-stores/store-lock.js';
import { asProperties, settingsOf } from '../data-stores/stored-settings.js';
import type { Turns } from '../data-stores/turns.js';
import type { UpdateFHIRDatastoreRequest } from '../generated/shapes.js';
import { knownDataStore } from './known-data-store.js';
import type { OperationTable } from './operation.js';

export interface UpdateDependencies {
  readonly registry: DataStoreRegistry;
  readonly database: Database;
  readonly lifeCycle: DataStoreLifeCycle;
  readonly turns: Turns;
  readonly config: ControlConfig;
}

/**
 * UpdateFHIRDatastore. Name, profiles and identity provider apply at once; a change of NLP or
 * analytics makes the data store UPDATING, and ACTIVE again when the background has carried it out.
 */
export function updateOperation(dependencies: UpdateDependencies): OperationTable<'UpdateFHIRDatastore'> {
  const { registry, database, lifeCycle, turns, config } = dependencies;

  async function update(input: UpdateFHIRDatastoreRequest): Promise<DataStoreRecord> {
    const record = await updatable(registry, input.DatastoreId);
    const { settings, background } = changedSettings(settingsOf(record), input);
    return registry.update(record.id, {
      ...(input.DatastoreName !== undefined && { name: input.DatastoreName }),
      properties: asProperties(settings),
      status: background ? 'UPDATING' : 'ACTIVE',
    });
  }

  return {
    async UpdateFHIRDatastore(input) {
      checkIdentityProvider(input.IdentityProviderConfiguration, config.hasBuiltInAuthorization);
      checkNlp(input.NlpConfiguration);
      checkAnalytics(input.AnalyticsConfiguration);
      checkBackup(input.BackupConfiguration);
      // Refused at once where it can be: the lock is held while a schema is made or dropped.
      const { id } = await updatable(registry, input.DatastoreId);
      const record = await turns(() => withStoreLock(database, id, () => update(input)));
      if (record.status === 'UPDATING') lifeCycle.wake(id);
      return { DatastoreProperties: dataStoreProperties(record, config) };
    },
  };
}

/** @throws WellspringError `data-store-not-found`, `data-store-conflict` */
async function updatable(registry: DataStoreRegistry, id: string): Promise<DataStoreRecord> {
  const record = await knownDataStore(registry, id);
  if (record.status !== 'ACTIVE' && record.status !== 'UPDATE_FAILED')
    throw new WellspringError(
      'data-store-conflict',
      `The data store ${id} is ${record.status}; it can be updated while it is ACTIVE`,
    );
  return record;
}

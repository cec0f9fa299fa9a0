import { dataStoreArn } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { Jobs } from '@wellspring/jobs';
import type { DataStoreRecord, DataStoreRegistry } from '@wellspring/store';
import type { ControlConfig } from '../control-config.js';
import { dataStoreEndpoint } from '../data-stores/data-store-address.js';
import type { DataStoreLifeCycle } from '../data-stores/life-cycle.js';
import { withStoreLock } from '../data-stores/store-lock.js';
import type { Turns } from '../data-stores/turns.js';
import { knownDataStore } from './known-data-store.js';
import type { OperationTable } from './operation.js';

export interface DeleteDependencies {
  readonly registry: DataStoreRegistry;
  readonly jobs: Jobs;
  readonly database: Database;
  readonly lifeCycle: DataStoreLifeCycle;
  readonly turns: Turns;
  readonly config: ControlConfig;
}

/**
 * DeleteFHIRDatastore: DELETING at once, its data gone in the background, then DELETED and described
 * for seven days. A job that is started while this decides fails, since its data store is gone.
 */
export function deleteOperation(dependencies: DeleteDependencies): OperationTable<'DeleteFHIRDatastore'> {
  const { registry, jobs, database, lifeCycle, turns, config } = dependencies;

  async function markDeleting(id: string): Promise<DataStoreRecord> {
    await deletable(registry, id);
    const unfinished = await jobs.unfinished(id);
    if (unfinished > 0)
      throw new WellspringError(
        'data-store-conflict',
        `The data store ${id} has ${unfinished} unfinished ${unfinished === 1 ? 'job' : 'jobs'}; it can be deleted when they have ended`,
      );
    return registry.update(id, { status: 'DELETING' });
  }

  return {
    async DeleteFHIRDatastore({ DatastoreId }) {
      // Refused at once where it can be: the lock is held while a schema is made or dropped.
      const { id } = await deletable(registry, DatastoreId);
      const record = await turns(() => withStoreLock(database, id, () => markDeleting(id)));
      lifeCycle.wake(id);
      return {
        DatastoreId: id,
        DatastoreArn: dataStoreArn(config, id),
        DatastoreStatus: record.status,
        DatastoreEndpoint: dataStoreEndpoint(config, id),
      };
    },
  };
}

/** @throws WellspringError `data-store-not-found`, `data-store-conflict` */
async function deletable(registry: DataStoreRegistry, id: string): Promise<DataStoreRecord> {
  const record = await knownDataStore(registry, id);
  switch (record.status) {
    case 'ACTIVE':
    case 'CREATE_FAILED':
    case 'UPDATE_FAILED':
      return record;
    case 'CREATING':
    case 'UPDATING':
    case 'DELETING':
    case 'DELETED':
      throw new WellspringError(
        'data-store-conflict',
        `The data store ${id} is ${record.status}; it cannot be deleted now`,
      );
    default:
      return record.status satisfies never;
  }
}

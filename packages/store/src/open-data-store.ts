import { asyncTransactions } from './async/async-transactions.js';
import { pastFence } from './changes/fence.js';
import { readChanges } from './changes/read-changes.js';
import type { DataStore } from './data-store.js';
import { qualityReports } from './quality/quality-reports.js';
import { readCompartment } from './read/compartment/read-compartment.js';
import { openPlace, sealPlace } from './read/cursor.js';
import { deletedResources } from './read/deleted-resources.js';
import { exportSnapshot } from './read/export-snapshot.js';
import { readHistory } from './read/read-history.js';
import { readHistoryOfMany } from './read/read-history-of-many.js';
import { readMany, readSome } from './read/read-many.js';
import { readCurrent, readVersion } from './read/read-version.js';
import { indexTables } from './rows/index-table.js';
import { knownType } from './rows/resource-rows.js';
import { search } from './search/search.js';
import type { StoreContext } from './store-context.js';
import { storeFailure } from './store-failure.js';
import { runUnit } from './unit/run-unit.js';
import { changeMany } from './write/change-many.js';
import { eraseVersion } from './write/erase.js';
import { createResource, deleteResource, updateResource } from './write/write-version.js';

/** Puts the parts of a data store together. */
export function openDataStore(store: StoreContext): DataStore {
  const { id } = store;
  const translated = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw storeFailure(error, id);
    }
  };
  const written = <T>(write: () => Promise<T>): Promise<T> => translated(pastFence(store.clock, write));
  return {
    id,
    asyncTransactions: asyncTransactions(store),
    qualityReports: qualityReports(store),
    create: (resource) => written(() => createResource(store, resource)),
    update: (resource, resourceId, options) =>
      written(() => updateResource(store, resource, resourceId, options?.ifMatch)),
    delete: (type, resourceId, options) =>
      written(() => deleteResource(store, type, resourceId, options?.ifMatch)),
    transaction: (work) => translated(runUnit(store, openDataStore, work)),
    readMany: (keys) => translated(readMany(store, keys)),
    readSome: (keys) => translated(readSome(store, keys)),
    read: (type, resourceId) => translated(readCurrent(store, type, resourceId)),
    vread: (type, resourceId, version) => translated(readVersion(store, type, resourceId, version)),
    history: (type, resourceId, options) => translated(readHistory(store, type, resourceId, options)),
    changes: (options) => translated(readChanges(store, options)),
    historyOfMany: (type, options) => translated(readHistoryOfMany(store, type, options)),
    search: (query) => translated(search(store, query)),
    compartment: (query) => translated(readCompartment(store, query)),
    sealPlace: (list, place) => sealPlace(store.secret, list, place),
    openPlace: (list, cursor) => openPlace(store.secret, list, cursor),
    exportSnapshot: (options) => exportSnapshot(store, options),
    changeMany: (keys, options, inTransaction) => translated(changeMany(store, keys, options, inTransaction)),
    eraseVersion: (type, resourceId, version, inTransaction) =>
      translated(
        store.database.transaction(async (client) => {
          const outcome = await eraseVersion(store, knownType(type), resourceId, version, client);
          await inTransaction(client, outcome);
          return outcome;
        }),
      ),
    deletedResources: (options) => translated(deletedResources(store, options)),
    analyze: () => translated(analyze(store)),
  };
}

async function analyze({ database, schema }: StoreContext): Promise<void> {
  for (const table of [...indexTables, 'dictionary', 'version', 'resource'])
    await database.query(`VACUUM (ANALYZE) ${schema}.${table}`);
}

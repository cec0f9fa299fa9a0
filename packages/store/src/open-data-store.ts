import { asyncTransactions } from './async/async-transactions.js';
import type { DataStore } from './data-store.js';
import { exportSnapshot } from './read/export-snapshot.js';
import { readHistory } from './read/read-history.js';
import { readMany } from './read/read-many.js';
import { readCurrent, readVersion } from './read/read-version.js';
import { indexTables } from './rows/index-table.js';
import { search } from './search/search.js';
import type { StoreContext } from './store-context.js';
import { storeFailure } from './store-failure.js';
import { runUnit } from './unit/run-unit.js';
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
  return {
    id,
    asyncTransactions: asyncTransactions(store),
    create: (resource) => translated(createResource(store, resource)),
    update: (resource, resourceId, options) =>
      translated(updateResource(store, resource, resourceId, options?.ifMatch)),
    delete: (type, resourceId, options) =>
      translated(deleteResource(store, type, resourceId, options?.ifMatch)),
    transaction: (work) => translated(runUnit(store, openDataStore, work)),
    readMany: (keys) => translated(readMany(store, keys)),
    read: (type, resourceId) => translated(readCurrent(store, type, resourceId)),
    vread: (type, resourceId, version) => translated(readVersion(store, type, resourceId, version)),
    history: (type, resourceId, options) => translated(readHistory(store, type, resourceId, options)),
    search: (query) => translated(search(store, query)),
    exportSnapshot: (options) => exportSnapshot(store, options),
    analyze: () => translated(analyze(store)),
  };
}

async function analyze({ database, schema }: StoreContext): Promise<void> {
  for (const table of [...indexTables, 'dictionary', 'version', 'resource'])
    await database.query(`VACUUM (ANALYZE) ${schema}.${table}`);
}

import { asyncTransactions } from './async/async-transactions.js';
import { pastFence } from './changes/fence.js';
import { readChanges } from './changes/read-changes.js';
import type { DataStore } from './data-store.js';
import { readCompartment } from './read/compartment/read-compartment.js';
import { openPlace, sealPlace } from './read/cursor.js';
import { deletedResources } from './read/deleted-resources.js';
import { exportSnapshot } from './read/export-snapshot.js';
import { readHistory } from './read/read-history.js';
import { readHistoryOfMany } from './read/read-history-of-many.js';
import { readSome } from './read/read-some.js';
import { readCurrent, readVersion } from './read/read-version.js';
import { indexTables } from './rows/index-table.js';
import { knownType } from './rows/resource-rows.js';
import { search } from './search/search.js';
import type { StoreContext } from './store-context.js';
import { storeFailure } from './store-failure.js';
import { byLatestParameters } from './parameters/stale-parameters.js';
import { parameterIndex } from './parameters/parameter-index.js';
import type { Change } from './unit/write-unit.js';
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
  const written = <T>(write: () => Promise<T>): Promise<T> =>
    translated(byLatestParameters(store.parameters, () => pastFence(store.clock, write)));
  const index = parameterIndex(store);
  /** After a write of what may be a SearchParameter: whoever reads the answer finds what has become of it. */
  const noted = async <T>(type: () => string, write: Promise<T>): Promise<T> => {
    const outcome = await write;
    if (type() === 'SearchParameter' && store.onParameterWork !== undefined)
      // It is written; where this fails, the next look at the parameters finds that they have changed.
      await index.sync().catch(() => undefined);
    return outcome;
  };
  return {
    id,
    asyncTransactions: asyncTransactions(store),
    create: (resource) =>
      noted(
        () => resource.type,
        written(() => createResource(store, resource)),
      ),
    update: (resource, resourceId, options) =>
      noted(
        () => resource.type,
        written(() => updateResource(store, resource, resourceId, options?.ifMatch)),
      ),
    delete: (type, resourceId, options) =>
      noted(
        () => type,
        written(() => deleteResource(store, type, resourceId, options?.ifMatch)),
      ),
    transaction: (work) => {
      let type = '';
      return noted(
        () => type,
        translated(
          runUnit(store, openDataStore, (unit) =>
            work({
              ...unit,
              write: (changes) => {
                if (changes.some(isOfParameters)) type = 'SearchParameter';
                return unit.write(changes);
              },
            }),
          ),
        ),
      );
    },
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
    changeMany: (keys, options, inTransaction) =>
      translated(byLatestParameters(store.parameters, () => changeMany(store, keys, options, inTransaction))),
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
    searchParameters: () => store.parameters.current().held,
    parameterIndex: index,
  };
}

/** Whether a change is one of a SearchParameter. */
function isOfParameters(change: Change): boolean {
  return (change.kind === 'delete' ? change.key : change.resource).type === 'SearchParameter';
}

async function analyze({ database, schema }: StoreContext): Promise<void> {
  for (const table of [...indexTables, 'dictionary', 'version', 'resource'])
    await database.query(`VACUUM (ANALYZE) ${schema}.${table}`);
}

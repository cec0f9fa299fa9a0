import { asyncTransactions } from './async/async-transactions.js';
import { pastFence } from './changes/fence.js';
import { readChanges } from './changes/read-changes.js';
import { isConformanceType } from './conformance/conformance-types.js';
import type { DataStore } from './data-store.js';
import { distributedStore } from './distribution/distributed-store.js';
import { openPackages } from './fhir-packages/open-packages.js';
import { qualityReports } from './quality/quality-reports.js';
import { readCompartment } from './read/compartment/read-compartment.js';
import { hideText, openPlace, sealPlace, showText } from './read/cursor.js';
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
import { loadedCodeSystems } from './terminology/loaded-code-systems.js';
import { runUnit } from './unit/run-unit.js';
import type { WriteUnit } from './unit/write-unit.js';
import { changeMany } from './write/change-many.js';
import { eraseVersion } from './write/erase.js';
import { createResource, deleteResource, updateResource } from './write/write-version.js';

/** Puts the parts of a data store together. */
export function openDataStore(store: StoreContext): DataStore {
  const { id } = store;
  const translate = (error: unknown): never => {
    throw storeFailure(error, id);
  };
  const translated = <T>(work: Promise<T>): Promise<T> => work.catch(translate);
  const { conformance } = store;
  const codeSystems = loadedCodeSystems(store);
  const index = parameterIndex(store);
  const packages = openPackages(store.database, store.schema, () => {
    conformance.changed();
  });
  /**
   * What validation, terminology and search go by is others after a write of such resources, be it that it failed
   * halfway: whoever reads the answer finds what has become of it.
   */
  const noticing = async <T>(types: Iterable<string>, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      const written = new Set(types);
      if ([...written].some(isConformanceType)) conformance.changed();
      if (written.has('SearchParameter') && store.onParameterWork !== undefined)
        // Where this fails, the next look at the parameters finds that they have changed.
        await index.sync().catch(() => undefined);
    }
  };
  const noticingCodes = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    await conformance.noteChange();
    return done;
  };
  const written = <T>(type: string, write: () => Promise<T>): Promise<T> =>
    noticing([type], translated(byLatestParameters(store.parameters, () => pastFence(store.clock, write))));
  const plain: DataStore = {
    id,
    asyncTransactions: asyncTransactions(store),
    qualityReports: qualityReports(store),
    codeSystems: {
      find: (system, version) => translated(codeSystems.find(system, version)),
      list: () => translated(codeSystems.list()),
      load: (release) => noticingCodes(translated(codeSystems.load(release))),
      remove: (kind, version) => noticingCodes(translated(codeSystems.remove(kind, version))),
    },
    conformance,
    validator: store.validator,
    packages: {
      ...packages,
      // Whatever it brings may be a search parameter.
      add: (archive, limits) => noticing(['SearchParameter'], packages.add(archive, limits)),
      remove: (name, version) => noticing(['SearchParameter'], packages.remove(name, version)),
    },
    create: (resource) => written(resource.type, () => createResource(store, resource)),
    update: (resource, resourceId, options) =>
      written(resource.type, () => updateResource(store, resource, resourceId, options?.ifMatch)),
    delete: (type, resourceId, options) =>
      written(type, () => deleteResource(store, type, resourceId, options?.ifMatch)),
    transaction: (work, options) => {
      const types = new Set<string>();
      return noticing(
        types,
        translated(runUnit(store, openDataStore, (unit) => work(telling(unit, types)), options)),
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
    hidePlace: (place) => hideText(store.secret, place),
    showPlace: (hidden) => showText(store.secret, hidden),
    openPlace: (list, cursor) => openPlace(store.secret, list, cursor),
    exportSnapshot: (options) => exportSnapshot(store, options),
    changeMany: (keys, options, inTransaction) =>
      noticing(
        new Set(keys.map(({ type }) => type)),
        translated(
          byLatestParameters(store.parameters, () => changeMany(store, keys, options, inTransaction)),
        ),
      ),
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
  const { distribution } = store;
  if (distribution === undefined) return plain;
  return { ...plain, ...distributedStore({ ...store, distribution }, translated) };
}

/** A unit of work that tells of which types it writes. */
function telling(unit: WriteUnit, types: Set<string>): WriteUnit {
  return {
    ...unit,
    write: (changes) => {
      for (const change of changes)
        types.add(change.kind === 'delete' ? change.key.type : change.resource.type);
      return unit.write(changes);
    },
  };
}

async function analyze({ database, schema }: StoreContext): Promise<void> {
  for (const table of [...indexTables, 'dictionary', 'version', 'resource'])
    await database.query(`VACUUM (ANALYZE) ${schema}.${table}`);
}

import { fileURLToPath } from 'node:url';
import { migrate, type Database } from '@wellspring/database';
import {
  createCompiledProfiles,
  createResourceValidator,
  judgeCodes,
  type JsonObject,
} from '@wellspring/fhir';
import { createVersionCaches } from '../body/version-cache.js';
import { createChangeWatch } from '../changes/change-watch.js';
import { createHorizon } from '../changes/horizon.js';
import { createStoreClock } from '../clock/store-clock.js';
import { createVersionClock } from '../clock/version-clock.js';
import { createParsedTrees } from '../conformance/parsed-trees.js';
import { createStoreConformance } from '../conformance/store-conformance.js';
import type { DataStore } from '../data-store.js';
import { agreeOnDistribution, dropSchemas } from '../distribution/distributed-schema.js';
import { readDistribution } from '../distribution/distribution.js';
import { createTermHash } from '../hash/term-hash.js';
import { openDataStore } from '../open-data-store.js';
import { createCountMemory } from '../search/run/count-memory.js';
import { createTotalMemory } from '../search/run/total-memory.js';
import { lookAtParameters } from '../parameters/look-at-parameters.js';
import { createParameterSource } from '../parameters/parameter-source.js';
import { schemaOf, type StoreContext } from '../store-context.js';
import { createTogether } from '../together/together.js';
import { createDictionary } from '../write/dictionary.js';
import { createKnownTokens } from '../write/known-tokens.js';
import { reindex } from '../write/reindex.js';
import type { DataStoreStatus } from './data-store-record.js';
import { createDataStoreTable, type DataStoreTable } from './data-store-table.js';
import { readSecret } from './secret.js';

/** The data stores of a database: their descriptions, their schemas, and the way into them. */
export interface DataStoreRegistry extends DataStoreTable {
  /** Makes the schema of a data store, or brings it up to date; the record stays as it is. */
  createSchema(id: string): Promise<void>;
  /** Removes all that a data store holds; no error where there is nothing. */
  dropSchema(id: string): Promise<void>;
  /**
   * Brings the schemas of all data stores to the state of this program, index rows included. At start, before
   * any is opened.
   */
  migrateSchemas(): Promise<void>;
  /**
   * A data store that is in service; undefined where there is none. What the catalogue says is believed
   * for not quite a second, so that a request does not have to ask, and what other processes change counts within
   * one.
   */
  open(id: string): Promise<DataStore | undefined>;
  /**
   * Has `listener` called when there is work to be done to the index of a data store's own search parameters; `left`:
   * someone took it up, and may have left it. Until the function that it gives is called.
   */
  onParameterWork(listener: ParameterWorkListener): () => void;
}

/** Hears of work to be done to the index of a data store, possibly several times of the same. */
export type ParameterWorkListener = (id: string, work: 'new' | 'left') => void;

export interface RegistryOptions {
  readonly database: Database;
  /** The database's URL: migrations run on connections of their own. */
  readonly url: string;
  /** This process's node slot (`allocateNode`); nobody else gives version ids under it. */
  readonly slot: { readonly node: number };
  /** Whether the schemas that are made are distributed with Citus; default false. */
  readonly citus?: boolean;
  /** How long one search may take, in ms, before it ends with `too-costly`; default 30 s. */
  readonly searchTimeoutMs?: number;
  /**
   * How long index rows of a search parameter stay after searches may not name it any more, in ms: as long as a
   * search of another node by it may take; default 5 s more than that.
   */
  readonly parameterGraceMs?: number;
  /** Memory for resources that reads and searches found, all data stores together, in bytes; default 32 MiB. */
  readonly cacheBytes?: number;
}

/** Statuses in which a data store's resources are there and stay there. */
const inService: ReadonlySet<DataStoreStatus> = new Set(['ACTIVE', 'UPDATING', 'UPDATE_FAILED']);

/** How long is believed what was read last: with the time that reading takes, a change shows within a second. */
const BELIEVED_MS = 900;
/** As long what searches may name is. */
const PARAMETERS_BELIEVED_MS = 900;
/** Open data stores kept; each has caches of some hundred KB at most. */
const KEPT = 256;

/** Unlinking the files of a large data store takes its time; so does whoever still reads it. */
const DROP_LIMIT_MS = 10 * 60_000;

const migrationTable = 'store_migration';
/** Of those that distribute a data store. */
const citusMigrationTable = 'citus_migration';

/**
 * Brings the catalogue, schema `wellspring`, to the state of this program. At start, before anything else.
 *
 * @throws WellspringError `database-newer-than-program`, `migration-failed`, `database-unavailable`
 */
export async function migrateCatalog(url: string): Promise<void> {
  await migrate({ url, schema: 'wellspring', folder: migrations('catalog'), table: migrationTable });
}

/**
 * @example
 * await migrateCatalog(url);
 * const registry = createRegistry({ database, url, slot: await allocateNode(database) });
 * await registry.migrateSchemas();
 */
export function createRegistry(options: RegistryOptions): DataStoreRegistry {
  const { database, url, slot, searchTimeoutMs = 30_000 } = options;
  const table = createDataStoreTable(database);
  // One clock for the process: its version ids rise across data stores.
  const clock = createVersionClock(slot);
  const caches = createVersionCaches(options.cacheBytes === undefined ? {} : { bytes: options.cacheBytes });
  const knownTokens = createKnownTokens();
  const trees = createParsedTrees();
  const compiled = createCompiledProfiles();
  const { parameterGraceMs = searchTimeoutMs + 5_000 } = options;
  const stores = new Map<string, OpenStore>();
  /** The settings that the control plane keeps, as they were read last; open data stores look here. */
  const settings = new Map<string, { properties: JsonObject }>();
  const listeners = new Set<ParameterWorkListener>();
  const tell = (id: string, work: 'new' | 'left'): void => {
    for (const listener of listeners) listener(id, work);
  };
  const believed = new Map<string, number>();

  const forget = (id: string): void => {
    stores.delete(id);
    settings.delete(id);
    believed.delete(id);
  };
  const createSchema = async (id: string): Promise<void> => {
    const schema = schemaOf(id);
    await migrate({ url, schema, folder: migrations('data-store'), table: migrationTable });
    await agreeOnDistribution(database, schema, options.citus ?? false);
    if (options.citus === true)
      await migrate({ url, schema, folder: migrations('citus'), table: citusMigrationTable });
  };

  /** Looks what its search parameters are, where that was not asked in the last second. */
  const upToDate = async (open: OpenStore, now: number): Promise<DataStore> => {
    if (now - open.parametersAt >= PARAMETERS_BELIEVED_MS) {
      open.parametersAt = now;
      open.looking = look(open);
      await open.looking;
      // Before they were read for the first time there is nothing to believe.
    } else if (!open.parametersKnown) await open.looking;
    return open.store;
  };
  const isUpToDate = (open: OpenStore, now: number): boolean =>
    open.parametersKnown && now - open.parametersAt < PARAMETERS_BELIEVED_MS;
  const look = async (open: OpenStore): Promise<void> => {
    try {
      const work = await lookAtParameters(open.context);
      open.parametersKnown = true;
      if (work !== 'none') tell(open.store.id, work);
    } catch (error) {
      open.parametersAt = -Infinity;
      throw error;
    }
  };

  return {
    ...table,
    createSchema,
    onParameterWork(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async update(id, change) {
      if (change.status !== undefined || change.properties !== undefined) believed.delete(id);
      return table.update(id, change);
    },
    async dropSchema(id) {
      forget(id);
      // It locks the tables one by one, as a batch that is being written does in another order: one of
      // the two may lose, and is begun anew.
      await database.transaction(async (client) => {
        await client.query(`SET LOCAL statement_timeout = ${DROP_LIMIT_MS}`);
        await dropSchemas(client, schemaOf(id));
      });
    },
    async migrateSchemas() {
      const rows = await database.query<{ id: string }>(
        'SELECT id FROM wellspring.data_store WHERE status = ANY ($1) ORDER BY id',
        [[...inService]],
      );
      for (const { id } of rows) {
        await createSchema(id);
        await reindex(database, id);
      }
    },
    async open(id) {
      const now = performance.now();
      const known = stores.get(id);
      if (known !== undefined && (believed.get(id) ?? 0) > now)
        return isUpToDate(known, now) ? known.store : upToDate(known, now);
      const record = /^[0-9a-f]{32}$/.test(id) ? await table.get(id) : undefined;
      if (record === undefined || !inService.has(record.status)) {
        forget(id);
        return undefined;
      }
      const own = settings.get(id) ?? { properties: record.properties };
      own.properties = record.properties;
      settings.set(id, own);
      let store = known;
      if (store === undefined) {
        const secret = await readSecret(database, id);
        if (secret === undefined) return undefined;
        if (stores.size >= KEPT) forget(stores.keys().next().value!);
        const schema = schemaOf(id);
        const distribution = await readDistribution(database, schema);
        const conformance = createStoreConformance({
          database,
          schema,
          trees,
          store: () => opened,
          defaultProfiles: () => defaultProfilesOf(own.properties),
        });
        const parts: Omit<StoreContext, 'together'> = {
          id,
          database,
          schema,
          distribution,
          secret,
          term: createTermHash(secret),
          clock: createStoreClock(database, schema, clock, distribution),
          dictionary: createDictionary(database, schema, distribution),
          counts: createCountMemory(),
          totals: createTotalMemory(),
          knownTokens,
          versions: caches.forStore(),
          watch: createChangeWatch(createHorizon(database, schema, distribution)),
          conformance,
          validator: createResourceValidator({
            conformance,
            judge: judgeCodes,
            compiled,
          }),
          searchTimeoutMs,
          parameters: createParameterSource(database, schema),
          onParameterWork:
            distribution === undefined
              ? () => {
                  tell(id, 'new');
                }
              : undefined,
          parameterGraceMs,
        };
        // What comes together goes to different shards.
        const together = distribution === undefined ? createTogether(parts) : undefined;
        const context: StoreContext = { ...parts, together };
        const opened = openDataStore(context);
        store = { context, store: opened, parametersAt: -Infinity, parametersKnown: false };
        stores.set(id, store);
      }
      believed.set(id, now + BELIEVED_MS);
      return upToDate(store, now);
    },
  };
}

/** What the control plane keeps as `ProfileConfiguration.DefaultProfiles`. */
function defaultProfilesOf(properties: JsonObject): readonly string[] {
  const configuration = properties['ProfileConfiguration'] as JsonObject | undefined;
  const names = configuration?.['DefaultProfiles'];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

/** A data store that is open, and when its search parameters were looked at last. */
interface OpenStore {
  readonly context: StoreContext;
  readonly store: DataStore;
  parametersAt: number;
  parametersKnown: boolean;
  looking?: Promise<void>;
}

/** The folder is beside src and dist alike. */
function migrations(of: 'catalog' | 'data-store' | 'citus'): string {
  return fileURLToPath(new URL(`../../migrations/${of}`, import.meta.url));
}

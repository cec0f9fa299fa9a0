import { type Database, isTransient, sqlState } from '@wellspring/database';
import type { DataStoreRecord, DataStoreRegistry } from '@wellspring/store';
import type { ControlLog } from '../control-log.js';
import type { ErrorCause } from '../generated/shapes.js';
import { createTagTable } from '../tags/tag-table.js';
import { settledSettings } from './changed-settings.js';
import { asProperties, settingsOf } from './stored-settings.js';
import { ifStoreUnlocked } from './store-lock.js';

/** Carries out in the background what creating, updating and deleting a data store began. */
export interface DataStoreLifeCycle {
  /** Finishes what an earlier process left, and from then on what other nodes leave. */
  start(): void;
  /** Says that a data store waits for its next state; the work begins at once. */
  wake(dataStoreId: string): void;
  /** Takes no more work, and waits for what is going on, 5 seconds at most. What is left is resumed. */
  stop(): Promise<void>;
}

export interface LifeCycleDependencies {
  readonly registry: DataStoreRegistry;
  readonly database: Database;
  readonly log: ControlLog;
  /** How often what was left lying is looked for, in ms. */
  readonly sweepMs?: number;
}

/** Data stores worked on at a time; each needs two connections. A long deletion holds up no creation. */
const AT_ONCE = 2;
const STOP_MS = 5_000;

/**
 * Makes the life cycle; whoever makes it starts and stops it. All it does can be repeated, and a
 * lock for each data store keeps nodes apart, so it does not matter where or how often a node dies.
 */
export function createDataStoreLifeCycle(dependencies: LifeCycleDependencies): DataStoreLifeCycle {
  const { registry, database, log, sweepMs = 5_000 } = dependencies;
  const tags = createTagTable(database);
  const waiting = new Set<string>();
  const working = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let stopped = false;

  function takeNext(): void {
    for (const id of waiting) {
      if (stopped || working.size >= AT_ONCE) return;
      if (working.has(id)) continue;
      waiting.delete(id);
      const work = ifStoreUnlocked(database, id, () => advance(id))
        .catch((error: unknown) => {
          log.error({ err: error, dataStoreId: id }, 'The state of a data store waits for another try');
        })
        .then(() => {
          working.delete(id);
          takeNext();
        });
      working.set(id, work);
    }
  }

  async function advance(id: string): Promise<void> {
    const record = await registry.get(id);
    if (!record) return;
    switch (record.status) {
      case 'CREATING':
        return create(record);
      case 'UPDATING':
        await registry.update(id, {
          status: 'ACTIVE',
          properties: asProperties(settledSettings(settingsOf(record))),
        });
        return;
      case 'DELETING':
        await registry.dropSchema(id);
        await tags.removeAll(id);
        await registry.update(id, { status: 'DELETED' });
        log.info({ dataStoreId: id }, 'A data store is deleted');
        return;
      case 'ACTIVE':
      case 'DELETED':
      case 'CREATE_FAILED':
      case 'UPDATE_FAILED':
        return;
      default:
        record.status satisfies never;
    }
  }

  async function create(record: DataStoreRecord): Promise<void> {
    const { id } = record;
    const { creationTags = [] } = settingsOf(record);
    if (creationTags.length > 0 && (await tags.list(id)).length === 0) await tags.put(id, creationTags);
    try {
      await registry.createSchema(id);
    } catch (error) {
      // The next look at unfinished data stores tries again.
      if (isTransient(error)) throw error;
      log.error({ err: error, dataStoreId: id }, 'A data store could not be created');
      const properties = asProperties({ ...settingsOf(record), ErrorCause: errorCause(error) });
      await registry.update(id, { status: 'CREATE_FAILED', properties });
      return;
    }
    await registry.update(id, { status: 'ACTIVE' });
    log.info({ dataStoreId: id }, 'A data store is created');
  }

  async function sweep(): Promise<void> {
    for (const status of ['CREATING', 'UPDATING', 'DELETING'] as const) {
      const page = await registry.list({ status }, { limit: 100 });
      for (const { id } of page.records) waiting.add(id);
    }
    takeNext();
    await registry.purgeDeleted(new Date());
  }

  function sweepLater(delay: number): void {
    timer = setTimeout(() => {
      sweeping = sweep()
        .catch((error: unknown) => {
          log.error({ err: error }, 'Looking for unfinished data stores waits for another try');
        })
        .then(() => {
          if (!stopped) sweepLater(sweepMs);
        });
    }, delay);
  }

  return {
    start() {
      if (!timer && !stopped) sweepLater(0);
    },
    wake(dataStoreId) {
      waiting.add(dataStoreId);
      takeNext();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      let patience: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.all([sweeping, ...working.values()]),
        new Promise<void>((resolve) => {
          patience = setTimeout(resolve, STOP_MS);
        }),
      ]);
      clearTimeout(patience);
    },
  };
}

/** PostgreSQL's error classes of exhausted resources and of operators' doings: another try may succeed. */
const passing = /^(?:53|57|58|55P03|40)/;

/** What DescribeFHIRDatastore says of a failed creation; the log has the rest. */
function errorCause(error: unknown): ErrorCause {
  return {
    ErrorMessage:
      'The data store could not be created in the database; the log of the server has the cause. Delete it and create another.',
    ErrorCategory: passing.test(sqlState(error) ?? '') ? 'RETRYABLE_ERROR' : 'NON_RETRYABLE_ERROR',
  };
}

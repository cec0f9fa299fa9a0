import type { Database } from '@wellspring/database';
import type { DataStoreRegistry, ParameterWorkListener } from '@wellspring/store';
import { failureFacts, type JobLog } from '../queue/job-log.js';
import { needsJob } from './enqueue-reindex.js';

/** Puts a job in line where the search parameters of a data store have changed, on whatever node. */
export interface ParameterWatch {
  start(): void;
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
}

/** @param enqueue puts a job in line */
export function createParameterWatch({
  database,
  registry,
  log,
  enqueue,
}: {
  readonly database: Database;
  readonly registry: Pick<DataStoreRegistry, 'onParameterWork'>;
  readonly log: JobLog;
  readonly enqueue: (dataStoreId: string) => Promise<unknown>;
}): ParameterWatch {
  const underWay = new Map<string, Promise<void>>();
  let stopListening: (() => void) | undefined;

  const look: ParameterWorkListener = (dataStoreId, work) => {
    // It is told again and again, as long as there is something to be done.
    if (underWay.has(dataStoreId)) return;
    const looking = needsJob(database, dataStoreId, work)
      .then(async (needed) => {
        if (needed) await enqueue(dataStoreId);
      })
      .catch((error: unknown) => {
        log.warn({ dataStoreId, ...failureFacts(error) }, 'New search parameters wait for another look');
      })
      .finally(() => underWay.delete(dataStoreId));
    underWay.set(dataStoreId, looking);
  };

  return {
    start() {
      stopListening ??= registry.onParameterWork(look);
    },
    async stop() {
      stopListening?.();
      stopListening = undefined;
      await Promise.all(underWay.values());
    },
  };
}

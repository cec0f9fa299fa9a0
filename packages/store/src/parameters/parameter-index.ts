import type pg from 'pg';
import type { StoreContext } from '../store-context.js';
import { countWork, indexSome, type WorkPlace } from './index-some.js';
import { parameterReports, type ParameterReport } from './parameter-report.js';
import { nextGeneration } from './parameter-table.js';
import { settleWriters, takeUpWork, wholeWork, workInHand, type ParameterWork } from './parameter-work.js';
import { syncParameters } from './sync-parameters.js';

/** The index of a data store's own search parameters: what is in it, and how it comes to be. */
export interface ParameterIndex {
  /** Looks at the SearchParameter resources that there are now; whether anything has changed since the last look. */
  sync(): Promise<boolean>;
  /** What became of them, or of one: `SearchParameter/id`. */
  reports(source?: string): Promise<readonly ParameterReport[]>;
  /** Takes up what is to be done to the index rows that are there (`takeUpWork`). */
  takeUp(signal: AbortSignal): Promise<readonly ParameterWork[]>;
  /** What was taken up and is not ended. */
  inHand(): Promise<readonly ParameterWork[]>;
  /** To make all index rows anew. */
  whole(signal: AbortSignal): Promise<ParameterWork>;
  /** How many resources a work goes through. */
  count(work: ParameterWork): Promise<number>;
  /** Does a work to the next resources, in one transaction; undefined where it has come to its end. */
  indexSome(
    work: ParameterWork,
    place: WorkPlace | undefined,
    limit: number,
    inTransaction: (client: pg.PoolClient, next: WorkPlace | undefined, resources: number) => Promise<void>,
  ): Promise<WorkPlace | undefined>;
  /** Ends a work that was done to all resources: searches may name what was built from now on. */
  end(work: ParameterWork): Promise<void>;
}

/** The index of a data store's own search parameters. */
export function parameterIndex(store: StoreContext): ParameterIndex {
  return {
    async sync() {
      const changed = await syncParameters(store);
      // The job that does the work syncs, too: told of nothing new, it would put the next in line for ever.
      if (changed) store.onParameterWork?.();
      return changed;
    },
    reports: (source) => parameterReports(store, source),
    takeUp: (signal) => takeUpWork(store, signal),
    inHand: () => workInHand(store),
    async whole(signal) {
      await settleWriters(store, signal);
      return wholeWork(store);
    },
    count: (work) => countWork(store, work),
    indexSome: (work, place, limit, inTransaction) => indexSome(store, work, place, limit, inTransaction),
    end: (work) => endWork(store, work),
  };
}

async function endWork(store: StoreContext, { kind, numbers }: ParameterWork): Promise<void> {
  const { database, schema } = store;
  switch (kind) {
    case 'build':
      // One that was given up meanwhile is none any more.
      await database.query(
        `UPDATE ${schema}.search_parameter SET state = 'active', changed_at = clock_timestamp()
         WHERE number = ANY ($1::integer[]) AND state = 'building'`,
        [numbers],
      );
      break;
    case 'remove':
      await database.query(
        `DELETE FROM ${schema}.search_parameter WHERE number = ANY ($1::integer[]) AND state = 'removing'`,
        [numbers],
      );
      break;
    case 'remake':
      return;
    default:
      kind satisfies never;
  }
  await nextGeneration(database, schema);
  await store.parameters.refresh();
}

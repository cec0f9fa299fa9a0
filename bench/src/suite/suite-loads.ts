import { measuredClass } from '../rest/measured-class.js';
import type { Authorization, LoadRequest } from '../rest/rest-orders.js';
import { startRestProcess } from '../rest/rest-process.js';
import type { ServerMeter } from '../server-meter.js';
import type { Acknowledged } from './counted-resources.js';
import type { SuiteClass } from './suite-classes.js';
import type { MissingRow, SuiteRow } from './suite-run.js';
import { classRow } from './suite-rows.js';

/** Whom the loads go to, and how much of them. */
export interface LoadedServer {
  /** With a slash at the end. */
  readonly base: string;
  readonly authorization: Authorization;
  /** Absent where the server cannot be looked into. */
  readonly meter: ServerMeter | undefined;
  readonly seconds: number;
  readonly warmUp: number;
  readonly generators: number;
}

/** What came of the classes, and what they did to the store together. */
export interface LoadsOutcome {
  readonly rows: readonly (SuiteRow | MissingRow)[];
  readonly acknowledged: Acknowledged;
}

/** Sends one class after the other. */
export async function suiteLoads(
  { base, authorization, meter, seconds, warmUp, generators }: LoadedServer,
  classes: readonly SuiteClass[],
  onRow: (row: SuiteRow | MissingRow) => void,
): Promise<LoadsOutcome> {
  const generator = startRestProcess(generators);
  const rows: (SuiteRow | MissingRow)[] = [];
  const acknowledged = { created: 0, deleted: 0, errors: 0, mostOfAnError: 1 };
  try {
    for (const { load, counted } of classes) {
      const { origin } = new URL(base);
      await generator.aim({ endpoint: origin, base, authorization, concurrency: load.clients });
      const parts = { warmUp: { seconds: warmUp }, measured: { seconds } };
      const result = await measuredClass(load, generator, meter, parts);
      acknowledged.created += result.warmUp?.created ?? 0;
      acknowledged.deleted += result.warmUp?.deleted ?? 0;
      if (result.available) {
        acknowledged.created += result.load.created;
        acknowledged.deleted += result.load.deleted;
        acknowledged.errors += result.load.errors;
        acknowledged.mostOfAnError = Math.max(acknowledged.mostOfAnError, ...load.requests.map(carried));
      }
      const row = classRow(load.name, result, counted, generators);
      rows.push(row);
      onRow(row);
    }
    return { rows, acknowledged };
  } finally {
    await generator.stop();
  }
}

function carried(request: LoadRequest): number {
  return 'resources' in request ? request.resources : 0;
}

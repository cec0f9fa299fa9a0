import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, connect, type Database } from '@wellspring/database';
import type { Logger } from 'pino';
import type { Settings } from './configuration/schema.js';
import { connectionsOfProcess } from './processes/share-of-settings.js';

/** Where the database is, and how to let go of it. */
export interface RunningDatabase {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** What a process may need beside its pools: for its node number, jobs, the trail, the workers of an import. */
const connectionsBeside = 24;
/** What the embedded one allows as a rule, which is enough for one process. */
const usualConnections = 100;

/** Starts the embedded PostgreSQL in the data folder where `DATABASE_URL` names no other. */
export async function startDatabase(
  settings: Settings,
  dataFolder: string,
  log: Logger,
): Promise<RunningDatabase> {
  if (settings.DATABASE_URL !== undefined)
    return { url: settings.DATABASE_URL, stop: () => Promise.resolve() };
  const postgres = await startEmbeddedPostgres({
    folder: join(dataFolder, 'postgres'),
    log: (line, level) => {
      log[level]({ line }, 'postgres');
    },
    settings: { max_connections: String(mostConnections(settings)) },
  });
  return { url: postgres.url, stop: () => postgres.stop() };
}

/** Connects as often as the settings allow. */
export function connectDatabase(settings: Settings, url: string): Database {
  const isEmbedded = settings.DATABASE_URL === undefined;
  return connect({
    url,
    ...connectionShares(settings, isEmbedded ? availableParallelism() : undefined),
    ...(isEmbedded && { demoteAfterMs: SLOW_SEARCH_MS }),
    distributed: settings.WELLSPRING_CITUS,
  });
}

function mostConnections(settings: Settings): number {
  const ofProcess = connectionsOfProcess(settings) + connectionsBeside;
  return Math.max(usualConnections, settings.WELLSPRING_PROCESSES * ofProcess);
}

/** A search that takes longer gives way to others: most take a tenth of it. */
const SLOW_SEARCH_MS = 50;

/**
 * How the connections are shared out, at least one to each kind of work. Whoever waits does so for its own kind: reads by
 * id for none of the searches, the control plane for no transaction.
 *
 * @param processors that the database has, where that is known: more slow searches than these at a time get no more done,
 *   and leave less to the others
 */
export function connectionShares(
  settings: Pick<Settings, 'WELLSPRING_DATABASE_CONNECTIONS' | 'WELLSPRING_SEARCH_CONNECTIONS'>,
  processors: number | undefined,
): {
  readonly max: number;
  readonly preparedMax: number;
  readonly searchMax: number;
  readonly queryMax: number;
} {
  const all = settings.WELLSPRING_DATABASE_CONNECTIONS;
  const byDefault = Math.min(Math.floor(all / 4), (processors ?? Infinity) + 1);
  const searchMax = Math.min(settings.WELLSPRING_SEARCH_CONNECTIONS ?? byDefault, all - 3);
  const others = all - searchMax;
  const preparedMax = Math.max(1, Math.floor(others / 3));
  const queryMax = Math.max(1, Math.floor(others / 5));
  return { max: others - preparedMax - queryMax, preparedMax, searchMax, queryMax };
}

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
  return connect({ url, ...connectionShares(settings), distributed: settings.WELLSPRING_CITUS });
}

function mostConnections(settings: Settings): number {
  const ofProcess = connectionsOfProcess(settings) + connectionsBeside;
  return Math.max(usualConnections, settings.WELLSPRING_PROCESSES * ofProcess);
}

/**
 * How the connections are shared out, at least one to each kind of work. Whoever waits does so for its own kind: reads by
 * id for none of the searches, the control plane for no transaction.
 */
export function connectionShares(
  settings: Pick<Settings, 'WELLSPRING_DATABASE_CONNECTIONS' | 'WELLSPRING_SEARCH_CONNECTIONS'>,
): {
  readonly max: number;
  readonly preparedMax: number;
  readonly searchMax: number;
  readonly queryMax: number;
} {
  const all = settings.WELLSPRING_DATABASE_CONNECTIONS;
  const searchMax = Math.min(settings.WELLSPRING_SEARCH_CONNECTIONS ?? Math.floor(all / 4), all - 3);
  const others = all - searchMax;
  const preparedMax = Math.max(1, Math.floor(others / 3));
  const queryMax = Math.max(1, Math.floor(others / 5));
  return { max: others - preparedMax - queryMax, preparedMax, searchMax, queryMax };
}

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

/** Connects as often as the settings allow: one half is for searches, which keep their statements prepared. */
export function connectDatabase(settings: Settings, url: string): Database {
  const preparedMax = Math.floor(settings.WELLSPRING_DATABASE_CONNECTIONS / 2);
  return connect({ url, max: settings.WELLSPRING_DATABASE_CONNECTIONS - preparedMax, preparedMax });
}

function mostConnections(settings: Settings): number {
  const ofProcess = connectionsOfProcess(settings) + connectionsBeside;
  return Math.max(usualConnections, settings.WELLSPRING_PROCESSES * ofProcess);
}

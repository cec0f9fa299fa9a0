import { join } from 'node:path';
import { requireSupportedServer, startEmbeddedPostgres, connect, type Database } from '@wellspring/database';
import type { Logger } from 'pino';
import type { Settings } from './configuration/schema.js';

/** The database the program works on, and how to let go of it. */
export interface DatabaseChoice {
  readonly url: string;
  readonly database: Database;
  readonly stop: () => Promise<void>;
}

/** Starts the embedded PostgreSQL in the data folder, or connects to the one that `DATABASE_URL` names. */
export async function openDatabase(
  settings: Settings,
  dataFolder: string,
  log: Logger,
): Promise<DatabaseChoice> {
  const embedded =
    settings.DATABASE_URL === undefined
      ? await startEmbeddedPostgres({
          folder: join(dataFolder, 'postgres'),
          log: (line, level) => {
            log[level]({ line }, 'postgres');
          },
        })
      : undefined;
  const url = embedded?.url ?? settings.DATABASE_URL!;
  const database = connect({ url, ...connectionShares(settings) });
  const stop = async (): Promise<void> => {
    await database.close();
    await embedded?.stop();
  };
  try {
    await requireSupportedServer(database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, database, stop };
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

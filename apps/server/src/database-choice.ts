import { availableParallelism } from 'node:os';
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
  const database = connect({
    url,
    ...connectionShares(settings, embedded && availableParallelism()),
    ...(embedded && { demoteAfterMs: SLOW_SEARCH_MS }),
  });
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

import { join } from 'node:path';
import {
  connect,
  requireCitus,
  requireSupportedServer,
  startEmbeddedPostgres,
  type Database,
} from '@wellspring/database';
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
  const preparedMax = Math.floor(settings.WELLSPRING_DATABASE_CONNECTIONS / 2);
  const max = settings.WELLSPRING_DATABASE_CONNECTIONS - preparedMax;
  const distributed = settings.WELLSPRING_CITUS;
  const database = connect({ url, max, preparedMax, distributed });
  const stop = async (): Promise<void> => {
    await database.close();
    await embedded?.stop();
  };
  try {
    await requireSupportedServer(database);
    if (distributed) await requireCitus(database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, database, stop };
}

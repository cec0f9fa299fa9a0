import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect, runningPostgresUrl, startEmbeddedPostgres, type Database } from '@wellspring/database';
import type { Settings } from '../configuration/schema.js';

/**
 * The database that the server of these settings works on, beside it while it runs; where the embedded one does not
 * run, it is started for as long as it is needed.
 */
export async function openRunningDatabase(
  settings: Settings,
): Promise<{ readonly database: Database; readonly close: () => Promise<void> }> {
  const folder = join(settings.WELLSPRING_DATA, 'postgres');
  const running = settings.DATABASE_URL ?? (await runningPostgresUrl(folder));
  if (running === undefined && !existsSync(folder))
    throw new Error(
      `there is no data folder ${settings.WELLSPRING_DATA}; set WELLSPRING_DATA or DATABASE_URL as the server has it`,
    );
  const embedded = running === undefined ? await startEmbeddedPostgres({ folder }) : undefined;
  const database = connect({ url: running ?? embedded!.url, max: 2, applicationName: 'wellspring command' });
  return {
    database,
    close: async () => {
      await database.close();
      await embedded?.stop();
    },
  };
}

import { WellspringError } from '@wellspring/errors';
import type { Database } from './connect.js';

/** The oldest PostgreSQL this program works with. */
export const oldestServerVersion = 14;

/**
 * Makes sure that the server can be reached and is new enough.
 *
 * @returns its version, `18.4`
 * @throws WellspringError `database-unavailable`, `database-too-old`
 */
export async function requireSupportedServer(database: Database): Promise<string> {
  const [row] = await database.query<{ number: string; version: string }>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version`,
  );
  const { number, version } = row!;
  refuseOldServer(Number(number), version);
  return version;
}

/** @param number `server_version_num`: 140012 is 14.12 */
export function refuseOldServer(number: number, version: string): void {
  if (Math.floor(number / 10_000) >= oldestServerVersion) return;
  throw new WellspringError(
    'database-too-old',
    `The database behind DATABASE_URL is PostgreSQL ${version}; ` +
      `version ${oldestServerVersion} or newer is needed`,
  );
}

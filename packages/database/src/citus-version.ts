import { WellspringError } from '@wellspring/errors';
import type { Database } from './connect.js';

/** The oldest Citus that this program works with, by its first number. */
export const oldestCitusVersion = 13;

/** What a database says of its Citus. */
export interface CitusFacts {
  /** `citus_version()`: `Citus 13.0.1 on x86_64-pc-linux-gnu, ...`. */
  readonly version: string;
  readonly coordinator: boolean;
  /** `citus.shard_replication_factor`. */
  readonly replication: string | null;
}

/**
 * Makes sure that the database is the coordinator of a Citus that is new enough.
 *
 * @throws WellspringError `citus-unavailable`, `database-unavailable`
 */
export async function requireCitus(database: Database): Promise<void> {
  const [there] = await database.query<{ there: boolean }>(
    `SELECT to_regproc('citus_version') IS NOT NULL
       AND to_regproc('citus_is_coordinator') IS NOT NULL AS there`,
  );
  if (there?.there !== true)
    throw refusal(
      `has no Citus, or one older than ${oldestCitusVersion}; "CREATE EXTENSION citus" makes it known to a database`,
    );
  const [facts] = await database.query<CitusFacts>(
    `SELECT citus_version() AS version, citus_is_coordinator() AS coordinator,
       current_setting('citus.shard_replication_factor', true) AS replication`,
  );
  refuseOtherCitus(facts!);
}

/** @throws WellspringError `citus-unavailable` */
export function refuseOtherCitus({ version, coordinator, replication }: CitusFacts): void {
  const number = Number(/^Citus (\d+)\./.exec(version)?.[1] ?? 0);
  if (number < oldestCitusVersion)
    throw refusal(`says that it is "${version}"; Citus ${oldestCitusVersion} or newer is needed`);
  // Version ids are given out, conditions locked and writers waited for on one node.
  if (!coordinator) throw refusal('is a worker of Citus; it must be the coordinator');
  // Rows are locked where they lie, which Citus does for one copy only; PostgreSQL's replication makes others.
  if (replication !== null && replication !== '1')
    throw refusal(`has citus.shard_replication_factor = ${replication}; it must be 1`);
}

function refusal(fault: string): WellspringError {
  return new WellspringError(
    'citus-unavailable',
    `WELLSPRING_CITUS is true, but the database behind DATABASE_URL ${fault}`,
  );
}

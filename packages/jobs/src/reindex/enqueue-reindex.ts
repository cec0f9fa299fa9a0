import type { Database } from '@wellspring/database';
import type { ParameterWorkListener } from '@wellspring/store';

/** After a job that failed its work is left alone so long, in s. */
const PAUSE_S = 60;

/**
 * Whether a job is to be put in line for work that was found. A job that waits will do it; one that runs may have
 * looked too early for what is new, and is doing what was taken up.
 */
export async function needsJob(
  database: Database,
  dataStoreId: string,
  work: Parameters<ParameterWorkListener>[1],
): Promise<boolean> {
  const [row] = await database.query<{ waiting: boolean; running: boolean; lately: boolean }>(
    `SELECT COALESCE(bool_or(status IN ('SUBMITTED', 'QUEUED')), false) AS waiting,
       COALESCE(bool_or(status = 'IN_PROGRESS'), false) AS running,
       COALESCE(bool_or(status = 'FAILED' AND ended_at > clock_timestamp() - $2 * interval '1 s'), false) AS lately
     FROM wellspring.job WHERE data_store_id = $1 AND kind = 'reindex'
       AND (status IN ('SUBMITTED', 'QUEUED', 'IN_PROGRESS') OR ended_at > clock_timestamp() - $2 * interval '1 s')`,
    [dataStoreId, PAUSE_S],
  );
  if (row === undefined || row.waiting || row.lately) return false;
  return work === 'new' || !row.running;
}

import type { Database } from '@wellspring/database';
import type { ExportJobRecord } from '../jobs.js';
import { JOB_COLUMNS, jobRecord, type JobRow } from '../queue/job-row.js';

/**
 * Cancels an export, or gives it up where it has ended: from now on it is not to be seen through the data plane,
 * and files in the program's own place are removed. One that waits ends at once; one that runs when whoever holds
 * it notices.
 *
 * @returns undefined where there is none, or it was given up before
 */
export async function cancelExport(
  database: Database,
  dataStoreId: string,
  jobId: string,
): Promise<ExportJobRecord | undefined> {
  const [row] = await database.query<JobRow>(
    `UPDATE wellspring.job SET released_at = clock_timestamp(),
       status = CASE WHEN status IN ('SUBMITTED', 'QUEUED') THEN 'CANCEL_COMPLETED'
         WHEN status = 'IN_PROGRESS' THEN 'CANCEL_SUBMITTED' ELSE status END,
       ended_at = CASE WHEN status IN ('SUBMITTED', 'QUEUED') THEN clock_timestamp() ELSE ended_at END
     WHERE id = $1 AND kind = 'export' AND data_store_id = $2 AND released_at IS NULL
     RETURNING ${JOB_COLUMNS}`,
    [jobId, dataStoreId],
  );
  return row && (jobRecord(row) as ExportJobRecord);
}

import type { Database } from '@wellspring/database';
import type { QualityJobRecord } from '../jobs.js';
import { JOB_COLUMNS, jobRecord, type JobRow } from '../queue/job-row.js';

/**
 * Cancels a report. One that waits ends at once; one that runs when whoever holds it notices, within a second; one
 * that has ended stays as it is.
 *
 * @returns undefined where there is none
 */
export async function cancelQuality(
  database: Database,
  dataStoreId: string,
  jobId: string,
): Promise<QualityJobRecord | undefined> {
  const [row] = await database.query<JobRow>(
    `UPDATE wellspring.job SET
       status = CASE WHEN status IN ('SUBMITTED', 'QUEUED') THEN 'CANCEL_COMPLETED'
         WHEN status = 'IN_PROGRESS' THEN 'CANCEL_SUBMITTED' ELSE status END,
       ended_at = CASE WHEN status IN ('SUBMITTED', 'QUEUED') THEN clock_timestamp() ELSE ended_at END
     WHERE id = $1 AND kind = 'data-quality' AND data_store_id = $2
     RETURNING ${JOB_COLUMNS}`,
    [jobId, dataStoreId],
  );
  return row && (jobRecord(row) as QualityJobRecord);
}

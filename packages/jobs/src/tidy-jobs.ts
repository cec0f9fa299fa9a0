import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { DataStoreRegistry } from '@wellspring/store';
import { JOB_COLUMNS, jobRecord, type JobRow } from './queue/job-row.js';
import { JobFailure } from './job-message.js';
import { outputObjects, type JobObjects } from './job-objects.js';
import { jobFolder, removeFolder } from './job-folder.js';

/** What tidying works with. */
export interface JobTidying extends JobObjects {
  readonly database: Database;
  readonly registry: Pick<DataStoreRegistry, 'get'>;
  readonly signal: AbortSignal;
}

/** Jobs that are looked at in one go. */
const AT_ONCE = 100;

/**
 * Takes back what jobs have left: all that a cancelled export wrote, and files of the program's own place that
 * are past their time, were given up by their client, belong to an export that failed, or to a data store that
 * is deleted. Any node may do it at any time, since it is done twice as well as once.
 */
export async function tidyJobs(tidying: JobTidying): Promise<void> {
  const { database, signal } = tidying;
  // A holder that still lives ends it itself, half a second later.
  const cancelled = await database.query<JobRow>(
    `SELECT ${JOB_COLUMNS} FROM wellspring.job
     WHERE status = 'CANCEL_SUBMITTED' AND coalesce(lease_until, '-infinity') < clock_timestamp()
     ORDER BY sequence LIMIT ${AT_ONCE}`,
  );
  for (const row of cancelled) await endCancelled(tidying, row.id);

  for (let after = '0'; !signal.aborted;) {
    const kept = await database.query<JobRow & { over: boolean }>(
      `SELECT ${JOB_COLUMNS}, (kind = 'export' AND status <> 'COMPLETED') OR released_at IS NOT NULL
          OR expires_at < clock_timestamp() AS over
       FROM wellspring.job
       WHERE own_files AND files_removed_at IS NULL AND ended_at IS NOT NULL AND sequence > $1::bigint
       ORDER BY sequence LIMIT ${AT_ONCE}`,
      [after],
    );
    for (const row of kept)
      if (row.over || (await isDeleted(tidying, row.data_store_id))) await removeFiles(tidying, row);
    if (kept.length < AT_ONCE) return;
    after = kept.at(-1)!.sequence;
  }
}

/** Ends a cancelled job once nobody works on it any more; of an export what it has written is removed. */
export async function endCancelled(tidying: JobTidying, jobId: string): Promise<void> {
  const { database } = tidying;
  const [row] = await database.query<JobRow>(
    `SELECT ${JOB_COLUMNS} FROM wellspring.job
     WHERE id = $1 AND kind IN ('export', 'data-quality') AND status IN ('CANCEL_SUBMITTED', 'CANCEL_COMPLETED')`,
    [jobId],
  );
  if (row === undefined) return;
  if (row.kind === 'export') await removeFiles(tidying, row);
  await database.query(
    `UPDATE wellspring.job SET status = 'CANCEL_COMPLETED', ended_at = clock_timestamp(),
       lease_owner = NULL, lease_until = NULL
     WHERE id = $1 AND status = 'CANCEL_SUBMITTED'`,
    [jobId],
  );
}

async function removeFiles(tidying: JobTidying, row: JobRow): Promise<void> {
  const job = jobRecord(row);
  if (job.kind !== 'import' && job.kind !== 'export') throw new TypeError(`A ${job.kind} job has no files`);
  try {
    await removeFolder(await outputObjects(tidying, job), jobFolder(job), tidying.signal);
  } catch (error) {
    // Its owner has removed the bucket or the role, or taken the right away: there is nothing left to do here.
    const isOver =
      error instanceof JobFailure ||
      (error instanceof WellspringError && ['no-such-bucket', 'access-denied'].includes(error.code));
    if (!isOver) throw error;
  }
  await tidying.database.query(
    'UPDATE wellspring.job SET files_removed_at = clock_timestamp() WHERE id = $1 AND own_files',
    [row.id],
  );
}

async function isDeleted({ registry }: JobTidying, dataStoreId: string): Promise<boolean> {
  const status = (await registry.get(dataStoreId))?.status;
  return status === undefined || status === 'DELETED' || status === 'DELETING';
}

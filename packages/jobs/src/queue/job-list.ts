import type { Database } from '@wellspring/database';
import { qualityKind } from '../quality/quality-job.js';
import type { JobFilter, JobKind, JobPage, JobRecord } from '../jobs.js';
import { JOB_COLUMNS, jobRecord, type JobRow } from './job-row.js';

/** One job of a data store by its id. */
export async function findJob(
  database: Database,
  kind: JobKind,
  dataStoreId: string,
  jobId: string,
): Promise<JobRecord | undefined> {
  const rows = await database.query<JobRow>(
    `SELECT ${JOB_COLUMNS} FROM wellspring.job WHERE id = $1 AND kind = $2 AND data_store_id = $3`,
    [jobId, kind, dataStoreId],
  );
  return rows[0] && jobRecord(rows[0]);
}

/** Jobs of a data store, newest first, after the place where the page before ended. */
export async function listJobs(
  database: Database,
  kind: JobKind,
  dataStoreId: string,
  filter: JobFilter,
  page: { readonly limit: number; readonly after?: string },
): Promise<JobPage> {
  if (page.after !== undefined && !/^\d{1,18}$/.test(page.after))
    throw new RangeError('A page of jobs starts after the number the page before gave');
  const rows = await database.query<JobRow>(
    `SELECT ${JOB_COLUMNS} FROM wellspring.job
     WHERE data_store_id = $1 AND kind = $2
       AND ($3::text IS NULL OR name = $3) AND ($4::text IS NULL OR status = $4)
       AND ($5::timestamptz IS NULL OR submitted_at < $5)
       AND ($6::timestamptz IS NULL OR submitted_at > $6)
       AND ($7::bigint IS NULL OR sequence < $7)
     ORDER BY sequence DESC LIMIT $8`,
    [
      dataStoreId,
      kind,
      filter.jobName ?? null,
      filter.status ?? null,
      filter.submittedBefore ?? null,
      filter.submittedAfter ?? null,
      page.after ?? null,
      page.limit + 1,
    ],
  );
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    jobs: shown.map(jobRecord),
    ...(rows.length > page.limit && last !== undefined && { next: last.sequence }),
  };
}

/** How many jobs of a data store wait or run, but for reports, which nobody has to wait for. */
export async function countUnfinished(database: Database, dataStoreId: string): Promise<number> {
  const rows = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM wellspring.job
     WHERE data_store_id = $1 AND kind <> $2 AND status IN ('SUBMITTED', 'QUEUED', 'IN_PROGRESS')`,
    [dataStoreId, qualityKind],
  );
  return rows[0]!.count;
}

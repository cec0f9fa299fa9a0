import type { Database } from '@wellspring/database';
import { LeaseLost } from '../job-message.js';
import type { JobKind, JobProgress, JobRecord } from '../jobs.js';
import { JOB_CHANNEL } from './enqueue-job.js';
import { OWNER_LOCK_CLASS } from './owner-lock.js';
import { JOB_COLUMNS, jobRecord, type JobRow } from './job-row.js';
import type { TransactionClient } from '../transaction-client.js';

/** A job that this node holds, and the number that proves it still does. */
export interface JobClaim {
  readonly job: JobRecord;
  /** Counts the times the job was taken; writing for it is fenced by this number. */
  readonly attempt: number;
}

/** How a job ended. */
export interface JobEnd {
  readonly status: 'COMPLETED' | 'COMPLETED_WITH_ERRORS' | 'FAILED';
  readonly message?: string;
  readonly progress?: JobProgress;
}

/**
 * Takes the next job: the head of a line (first unfinished job of its data store and kind) that
 * nobody holds. It is held by nobody when it has not begun, was given back, its lease ran out, or the
 * advisory lock of its holder is gone, which PostgreSQL sees to the moment a process dies.
 *
 * FOR UPDATE collides with the FOR KEY SHARE that a batch takes on its job (`fenceJob`), so a job is
 * not taken while a batch of the former holder is about to commit.
 */
export async function claimJob(
  database: Database,
  owner: number,
  leaseMs: number,
  kinds: readonly JobKind[],
  held: readonly string[],
): Promise<JobClaim | undefined> {
  const rows = await database.query<JobRow>(
    `UPDATE wellspring.job SET status = 'IN_PROGRESS', started_at = coalesce(started_at, clock_timestamp()),
       attempt = attempt + 1, lease_owner = $1, lease_until = clock_timestamp() + $2 * interval '1 ms'
     WHERE id = (
       SELECT j.id FROM wellspring.job j
       WHERE j.status IN ('SUBMITTED', 'QUEUED', 'IN_PROGRESS')
         AND j.id <> ALL ($3::text[]) AND j.kind = ANY ($5::text[])
         AND (j.lease_owner IS NULL OR j.lease_until < clock_timestamp() OR NOT EXISTS (
           SELECT FROM pg_locks l
           WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
             AND l.classid = $4::int::oid AND l.objid = j.lease_owner::oid))
         AND NOT EXISTS (
           SELECT FROM wellspring.job ahead
           WHERE ahead.data_store_id = j.data_store_id AND ahead.kind = j.kind
             AND ahead.sequence < j.sequence
             AND ahead.status IN ('SUBMITTED', 'QUEUED', 'IN_PROGRESS'))
       ORDER BY j.sequence LIMIT 1
       FOR UPDATE SKIP LOCKED)
     RETURNING ${JOB_COLUMNS}`,
    [owner, leaseMs, held, OWNER_LOCK_CLASS, kinds],
  );
  const row = rows[0];
  return row && { job: jobRecord(row), attempt: row.attempt };
}

/**
 * Takes the job once more for another run on this node. What an earlier run still has on the way is
 * stored before this returns, or is fenced and never will be.
 */
export async function reclaimJob(database: Database, claim: JobClaim): Promise<JobClaim> {
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ attempt: number }>(
      `SELECT attempt FROM wellspring.job WHERE id = $1 AND status = 'IN_PROGRESS' FOR UPDATE`,
      [claim.job.jobId],
    );
    if (rows[0]?.attempt !== claim.attempt) throw new LeaseLost();
    const attempt = claim.attempt + 1;
    await client.query('UPDATE wellspring.job SET attempt = $2 WHERE id = $1', [claim.job.jobId, attempt]);
    return { ...claim, attempt };
  });
}

/** Renews the lease and writes the progress; throws LeaseLost where the job is another node's now. */
export async function renewClaim(
  database: Database,
  claim: JobClaim,
  leaseMs: number,
  progress: JobProgress | undefined,
): Promise<void> {
  const rows = await database.query(
    `UPDATE wellspring.job SET lease_until = clock_timestamp() + $3 * interval '1 ms',
       progress = coalesce($4::jsonb, progress)
     WHERE id = $1 AND attempt = $2 AND status = 'IN_PROGRESS' RETURNING 1`,
    [claim.job.jobId, claim.attempt, leaseMs, progress === undefined ? null : JSON.stringify(progress)],
  );
  if (rows.length === 0) throw new LeaseLost();
}

/** Gives a job back unfinished: the next look at the queue, anywhere, takes it. */
export async function releaseClaim(database: Database, claim: JobClaim): Promise<void> {
  await database.query(
    `WITH released AS (
       UPDATE wellspring.job SET lease_owner = NULL, lease_until = NULL
       WHERE id = $1 AND attempt = $2 AND status = 'IN_PROGRESS' RETURNING 1)
     SELECT pg_notify($3, '') FROM released`,
    [claim.job.jobId, claim.attempt, JOB_CHANNEL],
  );
}

/**
 * Ends a job; throws LeaseLost where it is another node's now.
 *
 * @param keepMs how long its files are kept, where they are in the program's own place
 */
export async function finishClaim(
  database: Database,
  claim: JobClaim,
  end: JobEnd,
  keepMs: number,
): Promise<void> {
  const rows = await database.query(
    `WITH finished AS (
       UPDATE wellspring.job SET status = $3, message = $4, progress = coalesce($5::jsonb, progress),
         ended_at = clock_timestamp(), lease_owner = NULL, lease_until = NULL,
         expires_at = CASE WHEN own_files THEN clock_timestamp() + $7 * interval '1 ms' END
       WHERE id = $1 AND attempt = $2 AND status = 'IN_PROGRESS' RETURNING 1)
     SELECT pg_notify($6, '') FROM finished`,
    [
      claim.job.jobId,
      claim.attempt,
      end.status,
      end.message ?? null,
      end.progress === undefined ? null : JSON.stringify(end.progress),
      JOB_CHANNEL,
      keepMs,
    ],
  );
  if (rows.length === 0) throw new LeaseLost();
}

/** In a transaction that writes for a job: holds off a takeover until it ends, or throws LeaseLost. */
export async function fenceJob(client: TransactionClient, jobId: string, attempt: number): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM wellspring.job WHERE id = $1 AND attempt = $2 AND status = 'IN_PROGRESS' FOR KEY SHARE`,
    [jobId, attempt],
  );
  if (rowCount !== 1) throw new LeaseLost();
}

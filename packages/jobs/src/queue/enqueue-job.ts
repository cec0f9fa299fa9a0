import { randomBytes } from 'node:crypto';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { JobKind, JobRecord, JobRequest } from '../jobs.js';
import { refuseBeside } from './exclusive-job.js';
import { JOB_COLUMNS, jobRecord, type JobRow } from './job-row.js';

/** The channel on which a node hears that there may be a job to take. */
export const JOB_CHANNEL = 'wellspring_job';

/**
 * Puts a job in line. A client token that came before with the same request gives the job it started
 * then.
 *
 * @throws WellspringError `client-token-reused`, `job-conflict` or `job-queue-full`
 */
export async function enqueueJob(
  database: Database,
  kind: JobKind,
  request: JobRequest,
  maxQueued: number,
): Promise<JobRecord> {
  const { dataStoreId } = request;
  const jobName = 'jobName' in request ? request.jobName : undefined;
  const clientToken = 'clientToken' in request ? request.clientToken : undefined;
  return database.transaction(async (client) => {
    // One at a time for each data store: the sequence, the other jobs and the token are looked at under it.
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 7102))`, [dataStoreId]);
    if (clientToken !== undefined) {
      const { rows } = await client.query<JobRow & { same: boolean }>(
        // The moment of the request is in those of a patch.
        `SELECT ${JOB_COLUMNS}, request - 'before' = $4::jsonb - 'before' AS same FROM wellspring.job
         WHERE data_store_id = $1 AND kind = $2 AND client_token = $3`,
        [dataStoreId, kind, clientToken, JSON.stringify(request)],
      );
      if (rows[0]?.same === true) return jobRecord(rows[0]);
      if (rows[0] !== undefined)
        throw new WellspringError(
          'client-token-reused',
          'This ClientToken came with a different request before',
        );
    }
    await refuseBeside(client, kind, dataStoreId);
    const ahead = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM wellspring.job
       WHERE data_store_id = $1 AND kind = $2 AND status IN ('SUBMITTED', 'QUEUED', 'IN_PROGRESS')`,
      [dataStoreId, kind],
    );
    const unfinished = ahead.rows[0]!.count;
    // One runs and the others wait.
    if (unfinished > maxQueued)
      throw new WellspringError(
        'job-queue-full',
        `${maxQueued} ${kind} jobs wait for this data store already; try again when one has finished`,
      );
    const inserted = await client.query<JobRow>(
      `INSERT INTO wellspring.job (id, kind, data_store_id, name, status, request, client_token, own_files)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${JOB_COLUMNS}`,
      [
        randomBytes(16).toString('hex'),
        kind,
        dataStoreId,
        jobName ?? null,
        unfinished === 0 ? 'SUBMITTED' : 'QUEUED',
        JSON.stringify(request),
        clientToken ?? null,
        'own' in request && request.own,
      ],
    );
    await client.query(`SELECT pg_notify($1, '')`, [JOB_CHANNEL]);
    return jobRecord(inserted.rows[0]!);
  });
}

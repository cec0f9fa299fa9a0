import type { Database } from '@wellspring/database';
import { fenceJob, type JobClaim } from '../queue/job-claim.js';
import type { NdjsonFile } from './ndjson-files.js';

/** Which list of the manifest a file is in. */
export type ExportSection = 'output' | 'deleted';

/** A file of an export as the manifest lists it. */
export interface ExportFile extends NdjsonFile {
  readonly section: ExportSection;
}

/** Writes down the moment of an export and its files, all of them at its end, where this node still holds it. */
export async function storeExportFiles(
  database: Database,
  { job: { jobId }, attempt }: JobClaim,
  transactionTime: string,
  files: readonly ExportFile[],
): Promise<void> {
  await database.transaction(async (client) => {
    await fenceJob(client, jobId, attempt);
    await client.query('UPDATE wellspring.job SET transaction_time = $2 WHERE id = $1', [
      jobId,
      transactionTime,
    ]);
    await client.query('DELETE FROM wellspring.export_file WHERE job_id = $1', [jobId]);
    await client.query(
      `INSERT INTO wellspring.export_file (job_id, ordinal, section, type, name, count, bytes)
       SELECT $1, ordinal, section, type, name, count, bytes
       FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
         WITH ORDINALITY AS f (section, type, name, count, bytes, ordinal)`,
      [
        jobId,
        files.map(({ section }) => section),
        files.map(({ type }) => type),
        files.map(({ name }) => name),
        files.map(({ count }) => count),
        files.map(({ bytes }) => bytes),
      ],
    );
  });
}

/** The files of an export, in the order of its manifest; none before it has ended. */
export async function exportFiles(database: Database, jobId: string): Promise<readonly ExportFile[]> {
  const rows = await database.query<ExportFile & { count: bigint; bytes: bigint }>(
    `SELECT section, type, name, count, bytes FROM wellspring.export_file
     WHERE job_id = $1 ORDER BY ordinal`,
    [jobId],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count), bytes: Number(row.bytes) }));
}

/** Whether an export has a file of this name. */
export async function hasExportFile(database: Database, jobId: string, name: string): Promise<boolean> {
  const rows = await database.query('SELECT FROM wellspring.export_file WHERE job_id = $1 AND name = $2', [
    jobId,
    name,
  ]);
  return rows.length > 0;
}

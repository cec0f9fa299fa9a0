import type { Database } from '@wellspring/database';
import { fenceJob, type JobClaim } from '../queue/job-claim.js';
import type { ImportProgress } from './import-progress.js';
import type { InputFile } from './input-listing.js';

/** A file of an import that is not done. */
export interface WaitingFile {
  readonly ordinal: number;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

const ROWS_A_STATEMENT = 1000;

/**
 * Writes down all files of an import, and with them what the listing counted, unless that is done. A
 * listing that broke off is begun anew.
 */
export async function storeListing(
  database: Database,
  claim: JobClaim,
  files: AsyncIterable<InputFile>,
): Promise<void> {
  const { jobId } = claim.job;
  const begun = await database.transaction(async (client) => {
    await fenceJob(client, jobId, claim.attempt);
    const { rows } = await client.query<{ listed: boolean }>(
      'SELECT listed FROM wellspring.job WHERE id = $1',
      [jobId],
    );
    if (rows[0]?.listed === true) return false;
    await client.query('DELETE FROM wellspring.import_file WHERE job_id = $1', [jobId]);
    return true;
  });
  if (!begun) return;
  const counts = { scannedFiles: 0, scannedBytes: 0, nonFhirFiles: 0, nonFhirBytes: 0 };
  let rows: InputFile[] = [];
  const insert = async (): Promise<void> => {
    const first = counts.scannedFiles - rows.length;
    const written = rows;
    rows = [];
    await database.transaction(async (client) => {
      await fenceJob(client, jobId, claim.attempt);
      await client.query(
        `INSERT INTO wellspring.import_file (job_id, ordinal, key, size, etag)
         SELECT $1::char(32), $2::bigint + o - 1, k, s, e
         FROM unnest($3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY AS f (k, s, e, o)`,
        [
          jobId,
          first,
          written.map((file) => file.key),
          written.map((file) => file.size),
          written.map((file) => file.etag),
        ],
      );
    });
  };
  for await (const file of files) {
    if (!file.isFhir) {
      counts.nonFhirFiles++;
      counts.nonFhirBytes += file.size;
      continue;
    }
    counts.scannedFiles++;
    counts.scannedBytes += file.size;
    rows.push(file);
    if (rows.length === ROWS_A_STATEMENT) await insert();
  }
  if (rows.length > 0) await insert();
  await database.transaction(async (client) => {
    await fenceJob(client, jobId, claim.attempt);
    await client.query('UPDATE wellspring.job SET listed = true, progress = $2 WHERE id = $1', [
      jobId,
      JSON.stringify(counts),
    ]);
  });
}

/** The files of an import that are not done, in their order: all of them, or those with lines that are. */
export async function* waitingFiles(
  database: Database,
  jobId: string,
  which: 'all' | 'begun' = 'all',
): AsyncGenerator<WaitingFile> {
  let after = -1;
  for (;;) {
    const rows = await database.query<WaitingFile>(
      `SELECT ordinal, key, size::float8 AS size, etag FROM wellspring.import_file f
       WHERE job_id = $1 AND ordinal > $2 AND state = 'waiting'
         AND ($3 OR EXISTS (SELECT FROM wellspring.import_range r
                            WHERE r.job_id = f.job_id AND r.ordinal = f.ordinal))
       ORDER BY ordinal LIMIT 500`,
      [jobId, after, which === 'all'],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.ordinal;
  }
}

/** Everything an import has done, summed up from its files and ranges. */
export async function storedProgress(database: Database, jobId: string): Promise<ImportProgress> {
  const rows = await database.query<ImportProgress>(
    `SELECT f."scannedFiles", f."scannedBytes", f."importedFiles", f."failedFiles",
       coalesce((j.progress->>'nonFhirFiles')::float8, 0) AS "nonFhirFiles",
       coalesce((j.progress->>'nonFhirBytes')::float8, 0) AS "nonFhirBytes",
       f.scanned + r.scanned AS "scannedResources",
       f.imported + r.imported AS "importedResources",
       f.imported_bytes + r.imported_bytes AS "importedBytes",
       f.customer_errors + r.customer_errors AS "customerErrors",
       f.server_errors + r.server_errors AS "serverErrors",
       0::float8 AS throughput
     FROM wellspring.job j,
       (SELECT count(*)::float8 AS "scannedFiles", coalesce(sum(size), 0)::float8 AS "scannedBytes",
          (count(*) FILTER (WHERE state = 'imported'))::float8 AS "importedFiles",
          (count(*) FILTER (WHERE state = 'failed'))::float8 AS "failedFiles", ${SUMS}
        FROM wellspring.import_file WHERE job_id = $1) f,
       (SELECT ${SUMS} FROM wellspring.import_range WHERE job_id = $1) r
     WHERE j.id = $1`,
    [jobId],
  );
  return rows[0]!;
}

const SUM_COLUMNS = ['scanned', 'imported', 'imported_bytes', 'customer_errors', 'server_errors'];
const SUMS = SUM_COLUMNS.map((column) => `coalesce(sum(${column}), 0)::float8 AS ${column}`).join(', ');

/**
 * Ends a file whose logs are written: its sums move from its ranges to its own row.
 *
 * @param reason why the file could not be read to its end
 */
export async function finishFile(
  database: Database,
  claim: JobClaim,
  ordinal: number,
  reason: string | undefined,
): Promise<void> {
  const { jobId } = claim.job;
  await database.transaction(async (client) => {
    await fenceJob(client, jobId, claim.attempt);
    await client.query(
      `WITH gone AS (
         DELETE FROM wellspring.import_range WHERE job_id = $1 AND ordinal = $2
         RETURNING ${SUM_COLUMNS.join(', ')})
       UPDATE wellspring.import_file f
       SET state = $3, reason = $4, ${SUM_COLUMNS.map((column) => `${column} = g.${column}`).join(', ')}
       FROM (SELECT ${SUM_COLUMNS.map((column) => `coalesce(sum(${column}), 0)::bigint AS ${column}`).join(', ')}
             FROM gone) g
       WHERE f.job_id = $1 AND f.ordinal = $2 AND f.state = 'waiting'`,
      [jobId, ordinal, reason === undefined ? 'imported' : 'failed', reason ?? null],
    );
  });
}

/** What became of one file of an import. */
export interface ImportedFile {
  readonly key: string;
  readonly imported: number;
  /** Lines that were not stored. */
  readonly refused: number;
  /** Whether it could not be read to its end. */
  readonly broken: boolean;
}

/** The files of an import that have ended, by their keys; none when they are forgotten. */
export async function importedFiles(
  database: Database,
  jobId: string,
): Promise<ReadonlyMap<string, ImportedFile>> {
  const rows = await database.query<ImportedFile>(
    `SELECT key, imported::float8 AS imported, (customer_errors + server_errors)::float8 AS refused,
       state = 'failed' AS broken
     FROM wellspring.import_file WHERE job_id = $1`,
    [jobId],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/**
 * Removes what imports kept in order to go on after a crash, where they have ended; also of those
 * whose node died between the end and this. What became of each file of a bulk import is kept as long as its logs.
 */
export async function forgetEndedImports(database: Database, signal: AbortSignal): Promise<void> {
  const ended = await database.query<{ id: string }>(
    `SELECT id FROM wellspring.job j WHERE kind = 'import' AND ended_at IS NOT NULL
       AND (NOT own_files OR files_removed_at IS NOT NULL)
       AND EXISTS (SELECT FROM wellspring.import_file f WHERE f.job_id = j.id)`,
  );
  for (const { id } of ended)
    // In pieces: a million rows at once would take longer than a statement may.
    for (let removed = 1; removed > 0 && !signal.aborted;) {
      const rows = await database.query(
        `DELETE FROM wellspring.import_file WHERE job_id = $1 AND ordinal IN (
           SELECT ordinal FROM wellspring.import_file WHERE job_id = $1 LIMIT 5000)
         RETURNING 1`,
        [id],
      );
      removed = rows.length;
    }
}

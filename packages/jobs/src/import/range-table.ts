import type { Database } from '@wellspring/database';
import type { LineRange, StartingPoint } from './line-batcher.js';
import type { TransactionClient } from '../transaction-client.js';

/** What became of consecutive lines. */
export interface RangeCounts {
  readonly scanned: number;
  readonly imported: number;
  readonly importedBytes: number;
  readonly customerErrors: number;
  readonly serverErrors: number;
}

/** Consecutive lines of a file that are done, and their log. */
export interface StoredRange extends LineRange, RangeCounts {
  readonly jobId: string;
  readonly ordinal: number;
  readonly endOffset: number;
  /** Raw deflate of NDJSON. */
  readonly successLog: Buffer | null;
  readonly failureLog: Buffer | null;
}

/** Lines that begin here are stored already: a COMMIT whose answer was lost was carried out. */
export class AlreadyStored extends Error {
  override readonly name = 'AlreadyStored';
}

/**
 * Writes down that lines are done, in the transaction that stores them.
 *
 * @throws AlreadyStored
 */
export async function insertRange(client: TransactionClient, range: StoredRange): Promise<void> {
  const { rowCount } = await client.query(
    `INSERT INTO wellspring.import_range (job_id, ordinal, first_line, last_line, end_offset, scanned,
       imported, imported_bytes, customer_errors, server_errors, success_log, failure_log)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT DO NOTHING`,
    [
      range.jobId,
      range.ordinal,
      range.firstLine,
      range.lastLine,
      range.endOffset,
      range.scanned,
      range.imported,
      range.importedBytes,
      range.customerErrors,
      range.serverErrors,
      range.successLog,
      range.failureLog,
    ],
  );
  if (rowCount !== 1) throw new AlreadyStored('These lines are stored already');
}

/** Whether lines that begin here are done, and what became of them. */
export async function findRange(
  database: Database,
  jobId: string,
  ordinal: number,
  firstLine: number,
): Promise<(RangeCounts & LineRange) | undefined> {
  const rows = await database.query<RangeCounts & LineRange>(
    `SELECT first_line::float8 AS "firstLine", last_line::float8 AS "lastLine", scanned, imported,
       imported_bytes::float8 AS "importedBytes", customer_errors AS "customerErrors",
       server_errors AS "serverErrors"
     FROM wellspring.import_range WHERE job_id = $1 AND ordinal = $2 AND first_line = $3`,
    [jobId, ordinal, firstLine],
  );
  return rows[0];
}

/** What is done of a file: where reading has to begin, and which lines to leave out after that. */
export interface DoneLines {
  readonly start: StartingPoint;
  /** Ascending; neighbours are joined. */
  readonly done: readonly LineRange[];
}

/** Looks up what an earlier run has done of a file. */
export async function doneLines(database: Database, jobId: string, ordinal: number): Promise<DoneLines> {
  const rows = await database.query<LineRange & { endOffset: number }>(
    `SELECT first_line::float8 AS "firstLine", last_line::float8 AS "lastLine",
       end_offset::float8 AS "endOffset"
     FROM wellspring.import_range WHERE job_id = $1 AND ordinal = $2 ORDER BY first_line`,
    [jobId, ordinal],
  );
  let start: StartingPoint = { line: 1, offset: 0 };
  const done: { firstLine: number; lastLine: number }[] = [];
  for (const { firstLine, lastLine, endOffset } of rows) {
    if (firstLine === start.line) start = { line: lastLine + 1, offset: endOffset };
    else if (done.at(-1)?.lastLine === firstLine - 1) done.at(-1)!.lastLine = lastLine;
    else done.push({ firstLine, lastLine });
  }
  return { start, done };
}

/** The logs of a file's ranges of one kind, in line order, a few at a time. */
export async function* rangeLogs(
  database: Database,
  jobId: string,
  ordinal: number,
  kind: 'success' | 'failure',
): AsyncGenerator<Buffer> {
  const column = kind === 'success' ? 'success_log' : 'failure_log';
  let after = 0;
  for (;;) {
    const rows = await database.query<{ line: number; log: Buffer }>(
      `SELECT first_line::float8 AS line, ${column} AS log FROM wellspring.import_range
       WHERE job_id = $1 AND ordinal = $2 AND first_line > $3 AND ${column} IS NOT NULL
       ORDER BY first_line LIMIT 16`,
      [jobId, ordinal, after],
    );
    for (const row of rows) yield row.log;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.line;
  }
}

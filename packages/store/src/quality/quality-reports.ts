import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { qualityMoment, type QualityMoment, type QualityReport } from '@wellspring/fhir';
import type pg from 'pg';
import type { StoreContext } from '../store-context.js';
import { storeFailure } from '../store-failure.js';

/** How many reports stay. */
export interface KeptReport {
  /** Reports of the data store of which the figures are kept, and reports of imports; at least one of each. */
  readonly history: number;
}

/** Reports on the quality of a data store's data. */
export interface QualityReports {
  /**
   * Keeps a report, in the place of an earlier one of the same job. Of the whole data store one report is kept, and
   * the figures of the last ones; of imports the reports of the last ones.
   *
   * @param inTransaction called before COMMIT, on its connection
   */
  keep(
    report: QualityReport,
    options: KeptReport,
    inTransaction: (client: pg.PoolClient) => Promise<void>,
  ): Promise<void>;
  /** The newest report of the data store, or of an import. */
  newest(importId?: string): Promise<QualityReport | undefined>;
  /** The figures of the last reports of the data store, oldest first. */
  history(most: number): Promise<readonly QualityMoment[]>;
}

const deflate = promisify<Buffer, Buffer>(deflateRaw);
const inflate = promisify<Buffer, Buffer>(inflateRaw);

export function qualityReports({
  id,
  database,
  schema,
}: Pick<StoreContext, 'id' | 'database' | 'schema'>): QualityReports {
  const table = `${schema}.quality_report`;
  const translated = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw storeFailure(error, id);
    }
  };

  return {
    keep: async (report, { history }, inTransaction) => {
      const body = await deflate(Buffer.from(JSON.stringify(report)));
      await translated(
        database.transaction(async (client) => {
          await client.query(
            `INSERT INTO ${table} (job_id, import_id, as_of, moment, report)
             VALUES ($1, $2, $3::timestamptz, $4::jsonb, $5)
             ON CONFLICT (job_id) DO UPDATE
               SET as_of = excluded.as_of, moment = excluded.moment, report = excluded.report`,
            [
              report.jobId,
              report.importJobId ?? null,
              report.asOf,
              JSON.stringify(qualityMoment(report)),
              body,
            ],
          );
          if (report.importJobId === undefined)
            await client.query(
              `UPDATE ${table} SET report = NULL WHERE import_id IS NULL AND report IS NOT NULL AND job_id <> (
                 SELECT job_id FROM ${table} WHERE import_id IS NULL ORDER BY as_of DESC, job_id LIMIT 1)`,
            );
          await client.query(
            `DELETE FROM ${table} WHERE job_id IN (
               SELECT job_id FROM ${table} WHERE (import_id IS NULL) = $1
               ORDER BY as_of DESC, job_id OFFSET $2)`,
            [report.importJobId === undefined, Math.max(1, history)],
          );
          await inTransaction(client);
        }),
      );
    },

    newest: async (importId) => {
      const [row] = await translated(
        database.query<{ report: Buffer }>(
          importId === undefined
            ? `SELECT report FROM ${table} WHERE import_id IS NULL AND report IS NOT NULL
               ORDER BY as_of DESC, job_id LIMIT 1`
            : `SELECT report FROM ${table} WHERE import_id = $1 AND report IS NOT NULL
               ORDER BY as_of DESC LIMIT 1`,
          importId === undefined ? [] : [importId],
        ),
      );
      return row && (JSON.parse((await inflate(row.report)).toString()) as QualityReport);
    },

    history: async (most) => {
      const rows = await translated(
        database.query<{ moment: QualityMoment }>(
          `SELECT moment FROM ${table} WHERE import_id IS NULL ORDER BY as_of DESC, job_id LIMIT $1`,
          [most],
        ),
      );
      return rows.map(({ moment }) => moment).reverse();
    },
  };
}

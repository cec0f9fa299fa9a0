import type { Database } from '@wellspring/database';
import type { WrittenResource, WrittenSpan } from '@wellspring/store';
import type { TransactionClient } from '../transaction-client.js';

/** Writes down which version ids a transaction of an import gave out, in that transaction. */
export async function insertSpan(
  client: TransactionClient,
  jobId: string,
  results: readonly WrittenResource[],
): Promise<void> {
  const [first] = results;
  if (first === undefined) return;
  let { vid: low, vid: high } = first;
  for (const { vid } of results) {
    if (vid < low) low = vid;
    if (vid > high) high = vid;
  }
  await client.query(
    'INSERT INTO wellspring.import_span (job_id, low, high) VALUES ($1, $2::bigint, $3::bigint)',
    [jobId, String(low), String(high)],
  );
}

/** The version ids that an import has given out. */
export async function findSpans(database: Database, jobId: string): Promise<readonly WrittenSpan[]> {
  const rows = await database.query<{ low: string; high: string }>(
    'SELECT low::text, high::text FROM wellspring.import_span WHERE job_id = $1 ORDER BY low',
    [jobId],
  );
  return rows.map(({ low, high }) => ({ low: BigInt(low), high: BigInt(high) }));
}

import type { Database } from '@wellspring/database';

/** The secret of a data store, 32 bytes: it keys the hashes of the index and signs paging cursors. */
export async function readSecret(database: Database, id: string): Promise<Buffer | undefined> {
  const [row] = await database.query<{ secret: Buffer }>(
    'SELECT secret FROM wellspring.data_store WHERE id = $1',
    [id],
  );
  return row?.secret;
}

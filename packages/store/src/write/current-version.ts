import type pg from 'pg';
import { versionColumns, type VersionRow } from '../read/stored-version.js';
import type { StoreContext } from '../store-context.js';

/** The current version of a resource; of a deleted one, the version that deleted it. */
export interface CurrentVersion extends VersionRow {
  readonly part: number;
  readonly deleted: boolean;
}

/** Reads the current version of a resource. */
export async function currentVersion(
  { database, schema }: Pick<StoreContext, 'database' | 'schema'>,
  type: number,
  id: string,
  client?: pg.PoolClient,
): Promise<CurrentVersion | undefined> {
  const text = `SELECT ${versionColumns}, r.part, r.deleted FROM ${schema}.resource r
    JOIN ${schema}.version v ON v.vid = r.vid AND v.part = r.part WHERE r.id = $1 AND r.type = $2`;
  if (client === undefined) return (await database.prepared<CurrentVersion>(text, [id, type]))[0];
  return (await client.query<CurrentVersion>(text, [id, type])).rows[0];
}

/** Waits for the other writers of a resource, and keeps them waiting until the transaction ends. */
export async function lockResource(
  { schema }: Pick<StoreContext, 'schema'>,
  type: number,
  id: string,
  client: pg.PoolClient,
): Promise<void> {
  await client.query(`SELECT 1 FROM ${schema}.resource WHERE id = $1 AND type = $2 FOR UPDATE`, [id, type]);
}

import type pg from 'pg';
import type { VersionKey } from '../write/current-version.js';
import type { Shard } from './distribution.js';

/** Versions whose bodies go from shard to shard in one statement. */
const TOGETHER = 100;

/**
 * Takes a resource with its history from one shard to another, where its next version belongs to another patient: all
 * of a resource is in one shard. Its index rows are not taken along; they are the next version's.
 */
export async function moveResource(
  schema: string,
  { type, id }: VersionKey,
  from: Shard,
  to: Shard,
  client: pg.ClientBase,
): Promise<void> {
  await client.query(`LOCK TABLE ${schema}.moving IN ROW EXCLUSIVE MODE`);
  const { rows } = await client.query<{ vid: bigint }>(
    `SELECT vid FROM ${from.schema}.superseded WHERE id = $1::text AND type = $2::smallint
     UNION ALL SELECT vid FROM ${from.schema}.resource WHERE id = $1::text AND type = $2::smallint`,
    [id, type],
  );
  for (let at = 0; at < rows.length; at += TOGETHER) {
    const vids = rows.slice(at, at + TOGETHER).map(({ vid }) => vid);
    await client.query(
      `INSERT INTO ${schema}.version (vid, self, part, version, type, method, id, body)
       SELECT vid, self, ${to.part}, version, type, method, id, body FROM ${from.schema}.version
       WHERE vid = ANY ($1::bigint[])`,
      [vids],
    );
    await client.query(
      `DELETE FROM ${schema}.version WHERE part = $1::integer AND vid = ANY ($2::bigint[])`,
      [from.part, vids],
    );
  }
  await client.query(
    `INSERT INTO ${schema}.superseded (vid, part, version, type, id)
     SELECT vid, ${to.part}, version, type, id FROM ${from.schema}.superseded
     WHERE id = $1::text AND type = $2::smallint`,
    [id, type],
  );
  await client.query(
    `INSERT INTO ${schema}.resource (vid, part, version, type, deleted, id, self)
     SELECT vid, ${to.part}, version, type, deleted, id, self FROM ${from.schema}.resource
     WHERE id = $1::text AND type = $2::smallint`,
    [id, type],
  );
  for (const table of ['superseded', 'resource'])
    await client.query(
      `DELETE FROM ${schema}.${table} WHERE part = $1::integer AND id = $2::text AND type = $3::smallint`,
      [from.part, id, type],
    );
}

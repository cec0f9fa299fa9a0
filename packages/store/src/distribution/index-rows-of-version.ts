import type pg from 'pg';
import { toBigInt, type Hash64 } from '../hash/sip-hash.js';
import type { ArrayRows } from '../rows/array-rows.js';
import { indexColumns, indexTables } from '../rows/index-table.js';

/** Writes index rows of one shard, a statement a table. */
export async function insertIndexRows(schema: string, rows: ArrayRows, client: pg.ClientBase): Promise<void> {
  for (const table of indexTables) {
    const arrays = rows.tables[table];
    if (arrays === undefined) continue;
    const names = ['vid', 'part', ...Object.keys(indexColumns[table])].join(', ');
    const values = arrays.columns.map((array) => array.finished(arrays.rows));
    const columns = arrays.columns.map(({ type }, place) => `$${place + 1}::${type}[]`);
    await client.query(
      `INSERT INTO ${schema}.${table} (${names}) SELECT ${names} FROM unnest(${columns.join(', ')}) AS u (${names})`,
      values,
    );
  }
}

/** A version in a shard that is current no more. */
export interface FormerVersion {
  readonly vid: bigint;
  /** The hashes of its token rows, which have no index by version. */
  readonly tokens: readonly Hash64[];
}

/** Removes the index rows of versions of one part. */
export async function removeIndexRowsOf(
  schema: string,
  part: number,
  versions: readonly FormerVersion[],
  client: pg.ClientBase,
): Promise<void> {
  if (versions.length === 0) return;
  const tokens = versions.flatMap(({ vid, tokens: hashes }) => hashes.map((hash) => ({ vid, hash })));
  await client.query(
    `DELETE FROM ${schema}.token t USING unnest($2::bigint[], $3::bigint[]) AS k (hash, vid)
     WHERE t.part = $1::integer AND t.hash = k.hash AND t.vid = k.vid`,
    [part, tokens.map(({ hash }) => toBigInt(hash)), tokens.map(({ vid }) => vid)],
  );
  for (const table of indexTables)
    if (table !== 'token')
      await client.query(
        `DELETE FROM ${schema}.${table} WHERE part = $1::integer AND vid = ANY ($2::bigint[])`,
        [part, versions.map(({ vid }) => vid)],
      );
}

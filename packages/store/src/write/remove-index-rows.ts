import type pg from 'pg';
import type { Hash64 } from '../hash/sip-hash.js';
import { BinaryArray } from '../rows/binary-array.js';
import { indexTables } from '../rows/index-table.js';

/** A token row to remove. */
export interface TokenRow {
  readonly hash: Hash64;
  readonly vid: bigint;
  readonly part: number;
}

/**
 * Removes the index rows of versions that are current no more.
 *
 * @param tokens all token rows of these versions, which have no index by version
 */
export async function removeIndexRows(
  schema: string,
  versions: readonly { readonly vid: bigint; readonly part: number }[],
  tokens: readonly TokenRow[],
  client: pg.PoolClient,
): Promise<void> {
  const [hashes, vids, parts] = [
    new BinaryArray('bigint'),
    new BinaryArray('bigint'),
    new BinaryArray('integer'),
  ];
  for (const { hash, vid, part } of tokens) {
    hashes.hash(hash);
    vids.bigint(vid);
    parts.int4(part);
  }
  await client.query(
    `DELETE FROM ${schema}.token t USING unnest($1::bigint[], $2::bigint[], $3::integer[]) AS k (hash, vid, part)
     WHERE t.hash = k.hash AND t.vid = k.vid AND t.part = k.part`,
    [hashes.finished(tokens.length), vids.finished(tokens.length), parts.finished(tokens.length)],
  );
  for (const table of indexTables)
    if (table !== 'token')
      await client.query(
        `DELETE FROM ${schema}.${table} t USING unnest($1::bigint[], $2::integer[]) AS k (vid, part)
         WHERE t.vid = k.vid AND t.part = k.part`,
        [versions.map(({ vid }) => vid), versions.map(({ part }) => part)],
      );
}

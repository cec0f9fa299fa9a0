import type { Database } from '@wellspring/database';
import type { Distribution } from '../distribution/distribution.js';

/**
 * The latest version id that is committed; undefined where there is none.
 *
 * @param where a condition on `vid`, beginning with WHERE; absent: of all
 */
export async function latestVersion(
  database: Pick<Database, 'query'>,
  schema: string,
  distribution: Distribution | undefined,
  where: { readonly text: string; readonly values: readonly unknown[] } = { text: '', values: [] },
): Promise<bigint | undefined> {
  const schemas = distribution?.shards.map((shard) => shard.schema) ?? [schema];
  let latest: bigint | undefined;
  for (const each of schemas) {
    const [row] = await database.query<{ latest: bigint | null }>(
      `SELECT max(vid) AS latest FROM ${each}.version${where.text}`,
      where.values,
    );
    if (row?.latest != null && (latest === undefined || row.latest > latest)) latest = row.latest;
  }
  return latest;
}

import type { SnapshotSession } from './snapshot-session.js';

/** How many resources there are, about, as the database counted last; undefined where it never has. */
export async function estimatedResources({
  query,
  store: { schema },
}: SnapshotSession): Promise<number | undefined> {
  const [row] = await query<{ count: number }>({
    text: 'SELECT reltuples::float8 AS count FROM pg_class WHERE oid = to_regclass($1)',
    values: [`${schema}.resource`],
  });
  return row === undefined || row.count < 0 ? undefined : row.count;
}

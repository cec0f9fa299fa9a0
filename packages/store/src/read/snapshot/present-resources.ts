import type { ResourceKey } from '../../data-store.js';
import { typeName, typeNumber } from '../../rows/type-number.js';
import type { SnapshotSession } from './snapshot-session.js';

/**
 * Those of some resources that are there and not deleted, as `Type/id`. A look-up of the primary key for each; a
 * thousand at a time take some 10 ms.
 */
export async function presentResources(
  { query, store: { schema } }: SnapshotSession,
  keys: readonly ResourceKey[],
): Promise<ReadonlySet<string>> {
  const known = keys.flatMap(({ type, id }) => {
    const number = typeNumber(type);
    return number === undefined ? [] : [{ number, id }];
  });
  if (known.length === 0) return new Set();
  const rows = await query<{ type: number; id: string }>({
    text: `SELECT u.type, u.id FROM unnest($1::smallint[], $2::text[]) AS u (type, id)
      WHERE EXISTS (SELECT FROM ${schema}.resource r WHERE r.id = u.id AND r.type = u.type AND NOT r.deleted)`,
    values: [known.map(({ number }) => number), known.map(({ id }) => id)],
  });
  return new Set(rows.map(({ type, id }) => `${typeName(type)}/${id}`));
}

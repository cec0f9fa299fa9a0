import type { ResourceKey } from '../data-store.js';
import { knownType } from '../rows/resource-rows.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';

/**
 * Notes what a key stands for, or says what it stands for already. Of several at once one notes it, and the
 * others wait for its end.
 *
 * @param store bound to the transaction that creates the resource
 */
export async function claimKey(
  { database, schema }: Pick<StoreContext, 'database' | 'schema'>,
  key: string,
  { type, id }: ResourceKey,
  hours: number,
): Promise<ResourceKey | undefined> {
  const claimed = await database.query(
    `INSERT INTO ${schema}.idempotency_key AS k (key, type, id, expires_at)
     VALUES ($1::uuid, $2::smallint, $3, now() + $4 * interval '1 hour')
     ON CONFLICT (key) DO UPDATE SET type = excluded.type, id = excluded.id, expires_at = excluded.expires_at
       WHERE k.expires_at <= now()
     RETURNING 1`,
    [key, knownType(type), id, hours],
  );
  if (claimed.length > 0) return undefined;
  const [row] = await database.query<{ type: number; id: string }>(
    `SELECT type, id FROM ${schema}.idempotency_key WHERE key = $1::uuid`,
    [key],
  );
  return row && { type: typeName(row.type), id: row.id };
}

import type { ResourceKey } from '../data-store.js';
import { knownType } from '../rows/resource-rows.js';
import type { StoreContext } from '../store-context.js';
import { storedVersion, versionColumns, type StoredVersion, type VersionRow } from './stored-version.js';

/** Keys that one statement asks for. */
const MOST = 1_000;

/** The current versions of resources that are there, in the order of their keys. */
export async function readMany(
  { database, schema }: StoreContext,
  keys: readonly ResourceKey[],
): Promise<readonly StoredVersion[]> {
  if (keys.length === 0) return [];
  if (keys.length > MOST) throw new RangeError(`${keys.length} resources at once are more than ${MOST}`);
  const rows = await database.prepared<VersionRow>(
    // The lateral query cannot be flattened: a look-up for each key, whatever the planner expects.
    `SELECT v.* FROM unnest($1::text[], $2::smallint[]) WITH ORDINALITY AS k (id, type, ord)
     CROSS JOIN LATERAL (
       SELECT ${versionColumns} FROM ${schema}.resource r
       JOIN ${schema}.version v ON v.vid = r.vid AND v.part = r.part
       WHERE r.id = k.id AND r.type = k.type AND NOT r.deleted OFFSET 0
     ) v ORDER BY k.ord`,
    [keys.map(({ id }) => id), keys.map(({ type }) => knownType(type))],
  );
  return rows.map(storedVersion);
}

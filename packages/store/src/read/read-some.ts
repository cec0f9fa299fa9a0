import type { ResourceKey } from '../data-store.js';
import { knownType } from '../rows/resource-rows.js';
import type { StoreContext } from '../store-context.js';
import { versionColumns, type StoredVersion, type VersionRow } from './stored-version.js';
import { pageOfBodies, versionPage } from './version-page.js';

/** Keys that one statement asks for. */
const MOST = 1_000;

/** As many resources as there is room for. */
export interface SomeResources {
  /** In the order of their keys; what is deleted, or was never there, is left out. */
  readonly versions: readonly StoredVersion[];
  /** The keys that there was no room for, to be asked for next: empty where all were read. */
  readonly rest: readonly ResourceKey[];
}

type Reading = Pick<StoreContext, 'database' | 'schema'>;

/** The current versions of the resources with the first keys: one in any case, and no more than 16 MiB together. */
export async function readSome(
  { database, schema }: Reading,
  keys: readonly ResourceKey[],
): Promise<SomeResources> {
  if (keys.length === 0) return { versions: [], rest: [] };
  if (keys.length > MOST) throw new RangeError(`${keys.length} resources at once are more than ${MOST}`);
  // The lateral query cannot be flattened: a look-up for each key, whatever the planner expects.
  const bodies = `SELECT v.*, k.ord FROM unnest($1::text[], $2::smallint[]) WITH ORDINALITY AS k (id, type, ord)
     CROSS JOIN LATERAL (
       SELECT ${versionColumns} FROM ${schema}.resource r
       JOIN ${schema}.version v ON v.vid = r.vid AND v.part = r.part
       WHERE r.id = k.id AND r.type = k.type AND NOT r.deleted OFFSET 0
     ) v`;
  const rows = await database.prepared<VersionRow & { readonly ord: bigint }>(
    `${pageOfBodies(bodies, 'ord', 'ord, ')} ORDER BY ord`,
    [keys.map(({ id }) => id), keys.map(({ type }) => knownType(type))],
  );
  const { versions } = versionPage(rows, rows.length);
  const next = rows[versions.length];
  return { versions, rest: next === undefined ? [] : keys.slice(Number(next.ord) - 1) };
}

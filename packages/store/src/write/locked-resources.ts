import type pg from 'pg';
import { versionColumns } from '../read/stored-version.js';
import { byPart } from '../distribution/by-part.js';
import { untilThere } from '../distribution/until-there.js';
import type { StoreContext } from '../store-context.js';
import type { CurrentVersion } from './current-version.js';
import { lockKeys, type ExistingResource } from './replace-in-bulk.js';

/** A resource that other writers wait for until the transaction ends. */
export interface LockedResource extends ExistingResource {
  readonly id: string;
  readonly type: number;
}

/**
 * Locks resources as `lockKeys` does, in everyone's order.
 *
 * @returns in the order asked for; undefined where there is none
 */
export async function lockResources(
  store: Pick<StoreContext, 'schema' | 'distribution'>,
  keys: readonly { readonly type: number; readonly id: string }[],
  client: pg.PoolClient,
): Promise<readonly (LockedResource | undefined)[]> {
  const found = await lockKeys(
    store,
    keys.map(({ type, id }) => ({ typeNumber: type, id })),
    client,
  );
  return keys.map(({ type, id }, place) => {
    const resource = found.get(place);
    return resource && { ...resource, type, id };
  });
}

/**
 * The current versions of locked resources by their version ids, in a statement after the one that locked them:
 * that one may have waited, and would see what was there before. A deleted resource has the body of its last
 * version that has any.
 */
export async function lastBodies(
  { schema, distribution }: Pick<StoreContext, 'schema' | 'distribution'>,
  resources: readonly LockedResource[],
  client: pg.PoolClient,
): Promise<ReadonlyMap<bigint, CurrentVersion>> {
  if (resources.length === 0) return new Map();
  if (distribution !== undefined) {
    const found = new Map<bigint, CurrentVersion>();
    for (const [part, some] of byPart(resources)) {
      const shard = { schema: distribution.shardAt(part).schema, distribution: undefined };
      const rows = await untilThere(async () => [...(await lastBodies(shard, some, client))], some.length);
      for (const [vid, row] of rows) found.set(vid, row);
    }
    return found;
  }
  const { rows } = await client.query<CurrentVersion>(
    `SELECT ${versionColumns.replace(', v.body', '')}, v.part, k.deleted,
       CASE WHEN k.deleted THEN (
         SELECT e.body FROM ${schema}.superseded s
         JOIN ${schema}.version e ON e.vid = s.vid AND e.part = s.part
         WHERE s.id = v.id AND s.type = v.type AND e.body IS NOT NULL ORDER BY s.version DESC LIMIT 1
       ) ELSE v.body END AS body
     FROM unnest($1::bigint[], $2::integer[], $3::boolean[]) AS k (vid, part, deleted)
     JOIN ${schema}.version v ON v.vid = k.vid AND v.part = k.part`,
    [
      resources.map(({ vid }) => vid),
      resources.map(({ part }) => part),
      resources.map(({ deleted }) => deleted),
    ],
  );
  return new Map(rows.map((row) => [row.vid, row]));
}

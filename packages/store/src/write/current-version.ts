import type pg from 'pg';
import { distributedVersion } from '../distribution/read-resource.js';
import { holdMoves, unmoved } from '../distribution/in-shards.js';
import { lockIdentity, onConnection, onDatabase } from '../distribution/identity.js';
import { versionColumns, type VersionRow } from '../read/stored-version.js';
import { currentVersionText } from '../read/current-version-text.js';
import { BinaryArray } from '../rows/binary-array.js';
import type { StoreContext } from '../store-context.js';

/** The current version of a resource; of a deleted one, the version that deleted it. */
export interface CurrentVersion extends VersionRow {
  readonly part: number;
  readonly deleted: boolean;
}

/** A resource, by the number of its type. */
export interface VersionKey {
  readonly type: number;
  readonly id: string;
}

/** Reads the current version of a resource; with others that are asked for at the moment, where that is possible. */
export function currentVersion(
  store: Pick<StoreContext, 'schema' | 'distribution' | 'database' | 'together'>,
  type: number,
  id: string,
  client?: pg.PoolClient,
): Promise<CurrentVersion | undefined> {
  const { schema, distribution, database, together } = store;
  if (distribution !== undefined) {
    const key = { type, id };
    if (client === undefined)
      return distributedVersion({ schema, distribution }, key, onDatabase(database), (work) =>
        unmoved({ schema, database }, work),
      );
    return distributedVersion({ schema, distribution }, key, onConnection(client), async (work) => {
      await holdMoves(schema, client);
      return work();
    });
  }
  if (client === undefined && together !== undefined) return together.read({ type, id });
  const text = currentVersionText(schema);
  if (client === undefined)
    return database.prepared<CurrentVersion>(text, [id, type]).then(([found]) => found);
  return client.query<CurrentVersion>(text, [id, type]).then(({ rows }) => rows[0]);
}

/** Reads the current versions of several resources in one statement; undefined where there is none. */
export async function currentVersions(
  store: Pick<StoreContext, 'schema' | 'distribution' | 'database' | 'together'>,
  keys: readonly VersionKey[],
): Promise<readonly (CurrentVersion | undefined)[]> {
  const [only] = keys;
  if (keys.length === 1) return [await currentVersion(store, only!.type, only!.id)];
  const ids = new BinaryArray('text');
  const types = new BinaryArray('smallint');
  for (const { type, id } of keys) {
    ids.text(id);
    types.int2(type);
  }
  // The lateral query cannot be flattened: a look-up for each key, whatever the planner expects.
  const rows = await store.database.prepared<CurrentVersion & { readonly place: number }>(
    `SELECT v.*, k.place::integer AS place FROM unnest($1::text[], $2::smallint[]) WITH ORDINALITY AS k (id, type, place)
     CROSS JOIN LATERAL (
       SELECT ${versionColumns}, r.part, r.deleted FROM ${store.schema}.resource r
       JOIN ${store.schema}.version v ON v.vid = r.vid AND v.part = r.part
       WHERE r.id = k.id AND r.type = k.type OFFSET 0
     ) v`,
    [ids.finished(keys.length), types.finished(keys.length)],
  );
  const found = new Array<CurrentVersion | undefined>(keys.length).fill(undefined);
  for (const row of rows) found[row.place - 1] = row;
  return found;
}

/** Waits for the other writers of a resource, and keeps them waiting until the transaction ends. */
export async function lockResource(
  { schema, distribution }: Pick<StoreContext, 'schema' | 'distribution'>,
  type: number,
  id: string,
  client: pg.PoolClient,
): Promise<void> {
  if (distribution !== undefined) {
    await lockIdentity(schema, { type, id }, client);
    return;
  }
  await client.query(`SELECT 1 FROM ${schema}.resource WHERE id = $1 AND type = $2 FOR UPDATE`, [id, type]);
}

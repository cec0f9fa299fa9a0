import type pg from 'pg';
import { distributedVersion } from '../distribution/read-resource.js';
import { holdMoves, unmoved } from '../distribution/in-shards.js';
import { lockIdentity, onConnection, onDatabase } from '../distribution/identity.js';
import type { VersionRow } from '../read/stored-version.js';
import { currentVersionText } from '../read/current-version-text.js';
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

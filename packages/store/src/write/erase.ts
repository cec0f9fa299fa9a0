import type pg from 'pg';
import { eraseDistributed, eraseDistributedVersion } from '../distribution/erase.js';
import type { Indexing } from '../rows/resource-rows.js';
import { tokenHashes } from '../rows/token-hashes.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import type { CurrentVersion } from './current-version.js';
import { removeIndexRows, type TokenRow } from './remove-index-rows.js';

/**
 * Removes resources with all their versions and index rows, for good: what is left is as if they had never been.
 * The dictionary keeps the texts of their codes. It is shared by all resources, other nodes rely on what they once
 * put there, and an entry without rows finds nothing.
 *
 * @param indexing by the search parameters that there are, as `announceWriter` has made sure of
 * @param resources their current versions, with their bodies, locked in the transaction
 */
export async function eraseResources(
  { schema, distribution }: Pick<StoreContext, 'schema' | 'distribution'>,
  indexing: Indexing,
  resources: readonly CurrentVersion[],
  client: pg.PoolClient,
): Promise<void> {
  if (resources.length === 0) return;
  if (distribution !== undefined)
    return eraseDistributed({ schema, distribution }, indexing, resources, client);
  const tokens: TokenRow[] = [];
  const indexed = resources.filter(({ deleted }) => !deleted);
  for (const { vid, part, type, body } of indexed)
    for (const hash of tokenHashes(indexing, typeName(type), body!)) tokens.push({ hash, vid, part });
  await removeIndexRows(schema, indexed, tokens, client);
  await client.query(
    `WITH k AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::smallint[]) AS k (id, type)),
     current AS (DELETE FROM ${schema}.resource r USING k WHERE r.id = k.id AND r.type = k.type
       RETURNING r.vid, r.part),
     earlier AS (DELETE FROM ${schema}.superseded s USING k WHERE s.id = k.id AND s.type = k.type
       RETURNING s.vid, s.part)
     DELETE FROM ${schema}.version v USING (SELECT * FROM current UNION ALL SELECT * FROM earlier) gone
     WHERE v.vid = gone.vid AND v.part = gone.part`,
    [resources.map((resource) => resource.id), resources.map(({ type }) => type)],
  );
}

/** What became of one version that was to be erased. `current`: it is the current one, and stays. */
export type EraseVersionOutcome = 'erased' | 'current' | 'not-found';

/** Removes one replaced version of a resource, for good; the others keep their numbers. */
export async function eraseVersion(
  { schema, distribution }: Pick<StoreContext, 'schema' | 'distribution'>,
  type: number,
  id: string,
  version: number,
  client: pg.PoolClient,
): Promise<EraseVersionOutcome> {
  if (distribution !== undefined)
    return eraseDistributedVersion({ schema, distribution }, { type, id }, version, client);
  const current = await client.query<{ version: number }>(
    `SELECT version FROM ${schema}.resource WHERE id = $1 AND type = $2 FOR UPDATE`,
    [id, type],
  );
  if (current.rows[0]?.version === version) return 'current';
  const { rows } = await client.query(
    `WITH earlier AS (DELETE FROM ${schema}.superseded WHERE id = $1 AND type = $2 AND version = $3
       RETURNING vid, part)
     DELETE FROM ${schema}.version v USING earlier WHERE v.vid = earlier.vid AND v.part = earlier.part
     RETURNING 1`,
    [id, type, version],
  );
  return rows.length > 0 ? 'erased' : 'not-found';
}

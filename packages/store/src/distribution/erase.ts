import type pg from 'pg';
import type { Indexing } from '../rows/resource-rows.js';
import { tokenHashes } from '../rows/token-hashes.js';
import { typeName } from '../rows/type-number.js';
import type { CurrentVersion, VersionKey } from '../write/current-version.js';
import type { EraseVersionOutcome } from '../write/erase.js';
import { byPart } from './by-part.js';
import { lockIdentity, type Distributed } from './identity.js';
import { removeIndexRowsOf } from './index-rows-of-version.js';
import { noteConformance } from './note-conformance.js';

/** `eraseResources` of a distributed data store: shard by shard, and of each resource its row in `identity`. */
export async function eraseDistributed(
  { schema, distribution }: Distributed,
  indexing: Indexing,
  resources: readonly CurrentVersion[],
  client: pg.ClientBase,
): Promise<void> {
  for (const [part, some] of byPart(resources)) {
    const indexed = some.filter(({ deleted }) => !deleted);
    const former = indexed.map(({ vid, type, body }) => ({
      vid,
      tokens: tokenHashes(indexing, typeName(type), body!),
    }));
    await removeIndexRowsOf(schema, part, former, client);
    const shard = distribution.shardAt(part);
    for (const { type, id } of some) {
      const { rows } = await client.query<{ vid: bigint }>(
        `SELECT vid FROM ${shard.schema}.resource WHERE id = $1::text AND type = $2::smallint
         UNION ALL SELECT vid FROM ${shard.schema}.superseded WHERE id = $1::text AND type = $2::smallint`,
        [id, type],
      );
      await client.query(
        `DELETE FROM ${schema}.version WHERE part = $1::integer AND vid = ANY ($2::bigint[])`,
        [part, rows.map(({ vid }) => vid)],
      );
      for (const table of ['superseded', 'resource'])
        await client.query(
          `DELETE FROM ${schema}.${table} WHERE part = $1::integer AND id = $2::text AND type = $3::smallint`,
          [part, id, type],
        );
      await client.query(`DELETE FROM ${schema}.identity WHERE id = $1::text AND type = $2::smallint`, [
        id,
        type,
      ]);
    }
  }
  await noteConformance(schema, new Set(resources.map(({ type }) => typeName(type))), client);
}

/** `eraseVersion` of a distributed data store. */
export async function eraseDistributedVersion(
  { schema, distribution }: Distributed,
  key: VersionKey,
  version: number,
  client: pg.ClientBase,
): Promise<EraseVersionOutcome> {
  const current = await lockIdentity(schema, key, client);
  if (current === undefined) return 'not-found';
  if (current.version === version) return 'current';
  const shard = distribution.shardAt(current.part);
  const { rows } = await client.query<{ vid: bigint }>(
    `SELECT vid FROM ${shard.schema}.superseded
     WHERE id = $1::text AND type = $2::smallint AND version = $3::integer`,
    [key.id, key.type, version],
  );
  const [found] = rows;
  if (found === undefined) return 'not-found';
  await client.query(
    `DELETE FROM ${schema}.superseded
     WHERE part = $1::integer AND id = $2::text AND type = $3::smallint AND version = $4::integer`,
    [shard.part, key.id, key.type, version],
  );
  await client.query(`DELETE FROM ${schema}.version WHERE part = $1::integer AND vid = $2::bigint`, [
    shard.part,
    found.vid,
  ]);
  return 'erased';
}

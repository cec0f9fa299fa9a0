import type pg from 'pg';
import { vidOf } from '../clock/version-clock.js';
import { lockIdentities } from '../distribution/identity.js';
import { tokenHashes } from '../rows/token-hashes.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import type { PreparedBatch } from './prepared-batch.js';
import { removeIndexRows, type TokenRow } from './remove-index-rows.js';
import type { VersionPlan } from './write-batch.js';

/** A resource of the batch that is there already: its current version, locked. */
export interface ExistingResource {
  readonly vid: bigint;
  readonly part: number;
  readonly version: number;
  readonly deleted: boolean;
}

/** Finds the resources of a batch that exist, and locks them, by the ordinal of their first write. */
export async function lockExisting(
  store: Pick<StoreContext, 'schema' | 'distribution'>,
  batch: PreparedBatch,
  client: pg.PoolClient,
): Promise<ReadonlyMap<number, ExistingResource>> {
  const { order, resources } = batch;
  const found = await lockKeys(
    store,
    order.map((ordinal) => resources[ordinal]!),
    client,
  );
  return new Map([...found].map(([place, resource]) => [order[place]!, resource]));
}

/**
 * Finds resources that exist, and locks them in the order of their keys: whoever does so never waits for
 * another in a circle. By their places in the list.
 */
export async function lockKeys(
  { schema, distribution }: Pick<StoreContext, 'schema' | 'distribution'>,
  keys: readonly { readonly typeNumber: number; readonly id: string }[],
  client: pg.PoolClient,
): Promise<ReadonlyMap<number, ExistingResource>> {
  if (distribution !== undefined)
    return lockIdentities(
      schema,
      keys.map(({ typeNumber, id }) => ({ type: typeNumber, id })),
      client,
    );
  // A thousand probes of the key, whatever the planner thinks of the table before it was ever analyzed.
  await client.query(
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off',
  );
  const { rows } = await client.query<ExistingResource & { ordinal: number }>(
    `SELECT k.ordinal, r.vid, r.part, r.version, r.deleted
     FROM unnest($1::integer[], $2::text[], $3::smallint[]) AS k (ordinal, id, type)
     JOIN ${schema}.resource r ON r.id = k.id AND r.type = k.type
     ORDER BY r.id, r.type FOR UPDATE OF r`,
    [keys.map((_, place) => place), keys.map(({ id }) => id), keys.map(({ typeNumber }) => typeNumber)],
  );
  return new Map(rows.map(({ ordinal, ...resource }) => [ordinal, resource]));
}

/** Moves existing resources on to their new versions, and takes the old versions' index rows back. */
export async function takeBack(
  { id, schema, term }: Pick<StoreContext, 'id' | 'schema' | 'term'>,
  batch: PreparedBatch,
  { micros, node, results }: VersionPlan,
  existing: ReadonlyMap<number, ExistingResource>,
  client: pg.PoolClient,
): Promise<void> {
  const ids: string[] = [];
  const types: number[] = [];
  const vids: bigint[] = [];
  const parts: number[] = [];
  const versions: number[] = [];
  for (const first of existing.keys()) {
    let ordinal = first;
    for (let next = batch.resources[first]!.next; next !== undefined; next = batch.resources[next]!.next)
      ordinal = next;
    const { id: resource, typeNumber, part } = batch.resources[ordinal]!;
    ids.push(resource);
    types.push(typeNumber);
    vids.push(vidOf(micros[ordinal]!, node));
    parts.push(part);
    versions.push(results[ordinal]!.version);
  }
  await client.query(
    `UPDATE ${schema}.resource r SET vid = k.vid, part = k.part, version = k.version, deleted = false
     FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::integer[], $5::integer[])
       AS k (id, type, vid, part, version)
     WHERE r.id = k.id AND r.type = k.type`,
    [ids, types, vids, parts, versions],
  );

  const indexed = [...existing.values()].filter(({ deleted }) => !deleted);
  const { rows } = await client.query<{ vid: bigint; part: number; type: number; body: Buffer }>(
    `SELECT v.vid, v.part, v.type, v.body FROM unnest($1::bigint[], $2::integer[]) AS k (vid, part)
     JOIN ${schema}.version v ON v.vid = k.vid AND v.part = k.part`,
    [indexed.map(({ vid }) => vid), indexed.map(({ part }) => part)],
  );
  const tokens: TokenRow[] = [];
  for (const { vid, part, type, body } of rows)
    for (const hash of tokenHashes({ id, term, parameters: batch.parameters }, typeName(type), body))
      tokens.push({ hash, vid, part });
  await removeIndexRows(schema, indexed, tokens, client);
}

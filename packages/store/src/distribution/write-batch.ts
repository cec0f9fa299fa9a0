import type pg from 'pg';
import { vidOf } from '../clock/version-clock.js';
import { tokenHashes } from '../rows/token-hashes.js';
import { typeName } from '../rows/type-number.js';
import { copyIn } from '../write/copy-in.js';
import type { PreparedBatch, PreparedResource } from '../write/prepared-batch.js';
import type { ExistingResource } from '../write/replace-in-bulk.js';
import {
  batchTables,
  planVersions,
  resourceCopyColumns,
  type BulkContext,
  type VersionPlan,
  type WrittenResource,
} from '../write/write-batch.js';
import { byPart } from './by-part.js';
import { noteGuests } from './guests.js';
import type { Distributed } from './identity.js';
import { removeIndexRowsOf, type FormerVersion } from './index-rows-of-version.js';
import { moveResource } from './move-resource.js';
import { untilThere } from './until-there.js';
import { noteConformance } from './note-conformance.js';

/**
 * `writeBatch` of a distributed data store. New resources go by COPY, which Citus spreads over the shards; what is
 * replaced is taken back shard by shard.
 */
export async function writeDistributedBatch(
  context: BulkContext & Distributed,
  batch: PreparedBatch,
  existing: ReadonlyMap<number, ExistingResource>,
  client: pg.PoolClient,
): Promise<readonly WrittenResource[]> {
  const { schema, distribution } = context;
  const { resources } = batch;
  await removeFormerRows(context, batch, existing, client);
  const placed = new Map<number, ExistingResource>();
  for (const [first, before] of existing) {
    const { typeNumber: type, id, part } = resources[first]!;
    if (before.part !== part)
      await moveResource(
        schema,
        { type, id },
        distribution.shardAt(before.part),
        distribution.shardAt(part),
        client,
      );
    placed.set(first, { ...before, part });
  }
  const plan = planVersions(context.clock, batch, placed);
  // The guard first: where one was created meanwhile, this ends before anything else is sent.
  const created = { columns: resourceCopyColumns, rows: plan.created };
  await copyIn(client, [{ table: `${schema}.identity`, ...created }]);
  await moveOn(schema, batch, plan, existing.keys(), client);
  // One by one: what one of them sends to other nodes is through before the next begins.
  for (const rows of [{ table: `${schema}.resource`, ...created }, ...batchTables(schema, batch, plan)])
    await copyIn(client, [rows]);
  await noteGuests(context, resources, client);
  await noteConformance(schema, new Set(resources.map(({ type }) => type)), client);
  return plan.results;
}

/** Takes the index rows of the versions back that are replaced, where they lie. */
async function removeFormerRows(
  { id, term, schema, distribution }: BulkContext & Distributed,
  { parameters }: PreparedBatch,
  existing: ReadonlyMap<number, ExistingResource>,
  client: pg.PoolClient,
): Promise<void> {
  const indexed = [...existing.values()].filter(({ deleted }) => !deleted);
  for (const [part, versions] of byPart(indexed)) {
    const text = `SELECT vid, type, body FROM ${distribution.shardAt(part).schema}.version
      WHERE vid = ANY ($1::bigint[])`;
    const vids = versions.map(({ vid }) => vid);
    const rows = await untilThere(
      async () => (await client.query<{ vid: bigint; type: number; body: Buffer }>(text, [vids])).rows,
      vids.length,
    );
    const former = rows.map(({ vid, type, body }): FormerVersion => {
      const indexing = { id, term, distribution, parameters };
      return { vid, tokens: tokenHashes(indexing, typeName(type), body) };
    });
    await removeIndexRowsOf(schema, part, former, client);
  }
}

/** Moves resources that exist on, each to the last version that the batch has of it. */
async function moveOn(
  schema: string,
  { resources }: PreparedBatch,
  { micros, node, results }: VersionPlan,
  firsts: Iterable<number>,
  client: pg.PoolClient,
): Promise<void> {
  const latest = [...firsts].map((first) => {
    const ordinal = lastOf(resources, first);
    const { id, typeNumber: type, part } = resources[ordinal]!;
    return { id, type, part, vid: vidOf(micros[ordinal]!, node), version: results[ordinal]!.version };
  });
  for (const { id, type, part, vid, version } of latest)
    await client.query(
      `UPDATE ${schema}.identity SET vid = $1::bigint, part = $2::integer, version = $3::integer, deleted = false
       WHERE id = $4::text AND type = $5::smallint`,
      [vid, part, version, id, type],
    );
  for (const [part, some] of byPart(latest))
    await client.query(
      `UPDATE ${schema}.resource r SET vid = k.vid, version = k.version, deleted = false
       FROM unnest($2::text[], $3::smallint[], $4::bigint[], $5::integer[]) AS k (id, type, vid, version)
       WHERE r.part = $1::integer AND r.id = k.id AND r.type = k.type`,
      [
        part,
        some.map(({ id }) => id),
        some.map(({ type }) => type),
        some.map(({ vid }) => vid),
        some.map(({ version }) => version),
      ],
    );
}

function lastOf(resources: readonly PreparedResource[], first: number): number {
  let ordinal = first;
  for (let next = resources[first]!.next; next !== undefined; next = resources[next]!.next) ordinal = next;
  return ordinal;
}

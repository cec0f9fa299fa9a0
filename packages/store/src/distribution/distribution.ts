import type { Database } from '@wellspring/database';
import { partOf } from '../hash/term-hash.js';
import type { Hash64 } from '../hash/sip-hash.js';

/** One shard of a data store that is distributed with Citus. */
export interface Shard {
  readonly number: number;
  /** The value that `part` has in all of its rows, and in no others. */
  readonly part: number;
  /** The schema of views by which it is read as if it were a data store by itself: `ds_<id>_<number>`. */
  readonly schema: string;
}

/** How the rows of a data store are spread over shards (docs/adr/0020-a-store-of-shards.md). */
export interface Distribution {
  /** In the order of their numbers; at least one. */
  readonly shards: readonly Shard[];
  /** Where a resource belongs. @param owner the patient whose it is, or itself */
  shardOf(owner: Hash64): Shard;
  /** The shard of a part. @throws Error where no shard has it */
  shardAt(part: number): Shard;
}

/** @param parts of the shards, in the order of their numbers */
export function createDistribution(schema: string, parts: readonly number[]): Distribution {
  if (parts.length === 0) throw new RangeError('A distributed data store has one shard at least');
  const shards = parts.map((part, number): Shard => ({ number, part, schema: `${schema}_${number}` }));
  const byPart = new Map(shards.map((shard) => [shard.part, shard]));
  return {
    shards,
    shardOf: (owner) => shards[(partOf(owner) >>> 0) % shards.length]!,
    shardAt(part) {
      const shard = byPart.get(part);
      if (shard === undefined) throw new Error(`No shard of ${schema} has the part ${part}`);
      return shard;
    },
  };
}

/** Reads how a data store is distributed; undefined where it is not, and lies in plain tables. */
export async function readDistribution(
  database: Pick<Database, 'query'>,
  schema: string,
): Promise<Distribution | undefined> {
  const [found] = await database.query<{ distributed: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS distributed',
    [`${schema}.shard`],
  );
  if (found?.distributed !== true) return undefined;
  const rows = await database.query<{ part: number }>(`SELECT part FROM ${schema}.shard ORDER BY number`);
  return createDistribution(
    schema,
    rows.map(({ part }) => part),
  );
}

/** Where the rows of an owner lie: in a shard's part, or, in plain tables, by the owner's own hash. */
export function placeOf(owner: Hash64, distribution: Distribution | undefined): number {
  return distribution === undefined ? partOf(owner) : distribution.shardOf(owner).part;
}

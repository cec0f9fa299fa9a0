import type pg from 'pg';
import { microsOf, vidHigh, vidLow, vidOf, type VersionClock } from '../clock/version-clock.js';
import { CopyBuffer } from '../rows/copy-buffer.js';
import { writeDistributedBatch } from '../distribution/write-batch.js';
import type { StoreContext } from '../store-context.js';
import { copyIn, indexRows, type TableRows } from './copy-in.js';
import { versionCopyColumns, type PreparedBatch, type PreparedResource } from './prepared-batch.js';
import { takeBack, type ExistingResource } from './replace-in-bulk.js';

/** What became of one resource of a batch. */
export interface BulkResult {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** Whether there was no such resource before, or a deleted one. */
  readonly created: boolean;
}

/** With the version id that it was given. */
export interface WrittenResource extends BulkResult {
  readonly vid: bigint;
}

/** What writing a batch needs of a data store. */
export type BulkContext = Pick<StoreContext, 'id' | 'schema' | 'distribution' | 'term'> & {
  readonly clock: VersionClock;
};

/**
 * Writes a batch in the transaction of a connection: versions, index rows, and what is taken back of the
 * versions that they replace.
 *
 * @param existing the resources of the batch that are there, locked, by the ordinal of their first write
 * @throws what PostgreSQL reports where one that is not among them is there all the same (`isTaken`)
 */
export async function writeBatch(
  context: BulkContext,
  batch: PreparedBatch,
  existing: ReadonlyMap<number, ExistingResource>,
  client: pg.PoolClient,
): Promise<readonly WrittenResource[]> {
  const { schema, distribution } = context;
  if (distribution !== undefined)
    return writeDistributedBatch({ ...context, distribution }, batch, existing, client);
  const plan = planVersions(context.clock, batch, existing);

  if (existing.size > 0) await takeBack(context, batch, plan, existing, client);
  await copyIn(client, [
    { table: `${schema}.resource`, columns: resourceCopyColumns, rows: plan.created },
    ...batchTables(schema, batch, plan),
  ]);
  return plan.results;
}

export const resourceCopyColumns = 'vid, part, version, type, deleted, id, self';

/** All rows of a batch but those of `resource`. */
export function batchTables(schema: string, batch: PreparedBatch, plan: VersionPlan): readonly TableRows[] {
  return [
    { table: `${schema}.superseded`, columns: 'vid, part, version, type, id', rows: plan.superseded },
    { table: `${schema}.version`, columns: versionCopyColumns, rows: batch.versions },
    ...indexRows(schema, batch.index),
  ];
}

/** Which version each resource of a batch becomes. */
export interface VersionPlan {
  readonly results: readonly WrittenResource[];
  /** Microseconds of each resource's version id, and the node they are of. */
  readonly micros: Float64Array;
  readonly node: number;
  /** Rows of `resource` for those that are new. */
  readonly created: CopyBuffer;
  /** Rows of `superseded`. */
  readonly superseded: CopyBuffer;
}

/**
 * Numbers the versions, over those that exist, and sets the numbers in the prepared rows. Version ids rise with the
 * order of the batch, as its rows do: an index by them grows at its end.
 */
export function planVersions(
  clock: VersionClock,
  batch: PreparedBatch,
  existing: ReadonlyMap<number, ExistingResource>,
): VersionPlan {
  const { resources, versions, versionPlaces, order } = batch;
  const { node } = clock;
  const numbers = new Int32Array(resources.length);
  for (const first of order) {
    let version = existing.get(first)?.version ?? 0;
    for (let ordinal: number | undefined = first; ordinal !== undefined; ordinal = resources[ordinal]!.next)
      numbers[ordinal] = ++version;
  }
  const firsts = new Set(order);
  const micros = new Float64Array(resources.length);
  const results = resources.map(({ type, id }, ordinal): WrittenResource => {
    const before = existing.get(ordinal);
    const time = clock.nextMicros(before === undefined ? 0 : microsOf(before.vid));
    const version = numbers[ordinal]!;
    micros[ordinal] = time;
    versions.setInt8(versionPlaces[ordinal * 2]!, vidHigh(time), vidLow(time, node));
    versions.setInt4(versionPlaces[ordinal * 2 + 1]!, version);
    const created = firsts.has(ordinal) && (before?.deleted ?? true);
    return { type, id, version, vid: vidOf(time, node), created };
  });

  const created = new CopyBuffer(7);
  const superseded = new CopyBuffer(5);
  for (const first of order) {
    const before = existing.get(first);
    if (before !== undefined) {
      superseded.row();
      superseded.int8(Number(before.vid >> 32n), Number(BigInt.asIntN(32, before.vid)));
      supersededRest(superseded, before.part, before.version, resources[first]!);
    }
    let ordinal = first;
    for (let next = resources[ordinal]!.next; next !== undefined; next = resources[ordinal]!.next) {
      const time = micros[ordinal]!;
      superseded.row();
      superseded.int8(vidHigh(time), vidLow(time, node));
      supersededRest(superseded, resources[ordinal]!.part, numbers[ordinal]!, resources[ordinal]!);
      ordinal = next;
    }
    if (before === undefined) {
      const { part, typeNumber, id, self } = resources[ordinal]!;
      created.row();
      created.int8(vidHigh(micros[ordinal]!), vidLow(micros[ordinal]!, node));
      created.int4(part);
      created.int4(numbers[ordinal]!);
      created.int2(typeNumber);
      created.bool(false);
      created.text(id);
      created.hash(self);
    }
  }
  batch.index.setVids(
    Int32Array.from(micros, vidHigh),
    Int32Array.from(micros, (time) => vidLow(time, node)),
  );
  return { results, micros, node, created, superseded };
}

function supersededRest(
  superseded: CopyBuffer,
  part: number,
  version: number,
  { typeNumber, id }: PreparedResource,
): void {
  superseded.int4(part);
  superseded.int4(version);
  superseded.int2(typeNumber);
  superseded.text(id);
}

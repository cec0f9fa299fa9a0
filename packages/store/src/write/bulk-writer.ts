import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState, type Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { ParsedResource } from '@wellspring/fhir';
import pg from 'pg';
import { createStoreClock } from '../clock/store-clock.js';
import { createVersionClock, microsOf, vidHigh, vidLow, type VersionClock } from '../clock/version-clock.js';
import { createTermHash } from '../hash/term-hash.js';
import { CopyBuffer } from '../rows/copy-buffer.js';
import { copyColumns } from '../rows/copy-rows.js';
import { indexTables } from '../rows/index-table.js';
import { readSecret } from '../registry/secret.js';
import { schemaOf, type StoreContext } from '../store-context.js';
import { storeFailure } from '../store-failure.js';
import { copyIn } from './copy-in.js';
import { createDictionary } from './dictionary.js';
import {
  prepareBatch,
  versionCopyColumns,
  type PreparedBatch,
  type PreparedResource,
} from './prepared-batch.js';
import { lockExisting, takeBack, type ExistingResource } from './replace-in-bulk.js';

/** What became of one resource of a batch. */
export interface BulkResult {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** Whether there was no such resource before, or a deleted one. */
  readonly created: boolean;
}

/** Writes many resources at once, for import. */
export interface BulkWriter {
  /**
   * Makes the rows of resources, which all have ids. All the computing is here, none of the waiting.
   *
   * @throws TypeError where a resource has no id
   */
  prepare(resources: readonly ParsedResource[]): PreparedBatch;
  /**
   * Stores a batch in one transaction; all of it is there and searchable when the promise resolves, or
   * nothing of it. Resources that exist get a new version. It may be called again with the same batch
   * after an error.
   *
   * @param inTransaction called before COMMIT, on its connection, with the results in the order of the
   *   batch; may be called again where the transaction is
   * @throws WellspringError `database-unavailable`, `data-store-not-active`, `write-conflict`
   */
  write(
    batch: PreparedBatch,
    inTransaction?: (client: pg.PoolClient, results: readonly BulkResult[]) => Promise<void>,
  ): Promise<readonly BulkResult[]>;
}

export interface BulkWriterOptions {
  readonly database: Database;
  readonly dataStoreId: string;
  /** A node slot that nobody else gives version ids under: each worker thread allocates its own. */
  readonly slot: { readonly node: number };
}

/** Times a batch is begun anew because others created some of its resources meanwhile. */
const TRIES = 10;

/**
 * A writer of many resources into one data store.
 *
 * @throws WellspringError `data-store-not-found`
 * @example
 * const writer = await createBulkWriter({ database, dataStoreId, slot: await allocateNode(database) });
 * const results = await writer.write(writer.prepare(resources));
 */
export async function createBulkWriter(options: BulkWriterOptions): Promise<BulkWriter> {
  const { database, dataStoreId: id, slot } = options;
  const secret = await readSecret(database, id);
  if (secret === undefined) throw new WellspringError('data-store-not-found', `There is no data store ${id}`);
  const schema = schemaOf(id);
  const term = createTermHash(secret);
  const dictionary = createDictionary(database, schema);
  const ready = createStoreClock(database, schema, createVersionClock(slot));
  return {
    prepare: (resources) => prepareBatch(resources, { id, term }),
    write: async (batch, inTransaction) => {
      for (let tries = 1; ; tries++) {
        try {
          const clock = await ready();
          await dictionary.add(batch.index.dictionary);
          return await database.transaction(async (client) => {
            const results = await writeBatch({ id, schema, term, clock }, batch, client);
            await inTransaction?.(client, results);
            return results;
          });
        } catch (error) {
          if (!isTaken(error, schema)) throw storeFailure(error, id);
          if (tries === TRIES)
            throw new WellspringError('write-conflict', 'Others created the same resources time and again', {
              cause: error,
            });
          await sleep(Math.random() * 20 * tries);
        }
      }
    },
  };
}

/** Whether someone created one of the resources since they were looked for; at the next try it is found. */
function isTaken(error: unknown, schema: string): boolean {
  return (
    sqlState(error) === '23505' &&
    error instanceof pg.DatabaseError &&
    error.schema === schema &&
    error.table === 'resource'
  );
}

/** What a batch is written with. */
export type BulkContext = Pick<StoreContext, 'id' | 'schema' | 'term'> & { readonly clock: VersionClock };

/** Writes a batch, whose dictionary entries are there already, in a transaction that has begun. */
export async function writeBatch(
  context: BulkContext,
  batch: PreparedBatch,
  client: pg.PoolClient,
): Promise<readonly BulkResult[]> {
  const { schema } = context;
  const existing = await lockExisting(schema, batch, client);
  const plan = planVersions(context.clock, batch, existing);

  if (existing.size > 0) await takeBack(context, batch, plan, existing, client);
  await copyIn(client, `${schema}.resource`, 'vid, part, version, type, deleted, id, self', plan.created);
  await copyIn(client, `${schema}.superseded`, 'vid, part, version, type, id', plan.superseded);
  await copyIn(client, `${schema}.version`, versionCopyColumns, batch.versions);
  for (const table of indexTables)
    await copyIn(client, `${schema}.${table}`, copyColumns(table), batch.index.tables[table]);
  return plan.results;
}

/** Which version each resource of a batch becomes. */
export interface VersionPlan {
  readonly results: readonly BulkResult[];
  /** Microseconds of each resource's version id, and the node they are of. */
  readonly micros: Float64Array;
  readonly node: number;
  /** Rows of `resource` for those that are new. */
  readonly created: CopyBuffer;
  /** Rows of `superseded`. */
  readonly superseded: CopyBuffer;
}

/** Numbers the versions, over those that exist, and sets the numbers in the prepared rows. */
function planVersions(
  clock: VersionClock,
  batch: PreparedBatch,
  existing: ReadonlyMap<number, ExistingResource>,
): VersionPlan {
  const { resources, versions, versionPlaces } = batch;
  const { node } = clock;
  const micros = new Float64Array(resources.length);
  const results: BulkResult[] = new Array<BulkResult>(resources.length);
  const created = new CopyBuffer(7);
  const superseded = new CopyBuffer(5);

  const number = (ordinal: number, version: number, after: number, isNew: boolean): void => {
    const { type, id } = resources[ordinal]!;
    const time = clock.nextMicros(after);
    micros[ordinal] = time;
    results[ordinal] = { type, id, version, created: isNew };
    versions.setInt8(versionPlaces[ordinal * 2]!, vidHigh(time), vidLow(time, node));
    versions.setInt4(versionPlaces[ordinal * 2 + 1]!, version);
  };

  for (const first of batch.order) {
    const before = existing.get(first);
    let ordinal = first;
    let version = (before?.version ?? 0) + 1;
    number(ordinal, version, before === undefined ? 0 : microsOf(before.vid), before?.deleted ?? true);
    if (before !== undefined) {
      superseded.row();
      superseded.int8(Number(before.vid >> 32n), Number(BigInt.asIntN(32, before.vid)));
      supersededRest(superseded, before.part, before.version, resources[first]!);
    }
    for (let next = resources[ordinal]!.next; next !== undefined; next = resources[ordinal]!.next) {
      const time = micros[ordinal]!;
      superseded.row();
      superseded.int8(vidHigh(time), vidLow(time, node));
      supersededRest(superseded, resources[ordinal]!.part, version, resources[ordinal]!);
      version += 1;
      number(next, version, time, false);
      ordinal = next;
    }
    if (before === undefined) {
      const { part, typeNumber, id, self } = resources[ordinal]!;
      created.row();
      created.int8(vidHigh(micros[ordinal]!), vidLow(micros[ordinal]!, node));
      created.int4(part);
      created.int4(version);
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

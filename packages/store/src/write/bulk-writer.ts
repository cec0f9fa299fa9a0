import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { ParsedResource } from '@wellspring/fhir';
import type pg from 'pg';
import { announceWriter, writerGate } from '../changes/fence.js';
import { createStoreClock } from '../clock/store-clock.js';
import { createVersionClock } from '../clock/version-clock.js';
import { readDistribution, type Distribution } from '../distribution/distribution.js';
import { createTermHash } from '../hash/term-hash.js';
import { createParameterSource } from '../parameters/parameter-source.js';
import { isStale } from '../parameters/stale-parameters.js';
import { readSecret } from '../registry/secret.js';
import { schemaOf } from '../store-context.js';
import { storeFailure } from '../store-failure.js';
import { createDictionary } from './dictionary.js';
import { prepareBatch, type BatchEntry, type PreparedBatch } from './prepared-batch.js';
import { lockExisting } from './replace-in-bulk.js';
import { isTaken } from './taken.js';
import { writeBatch, type BulkResult, type WrittenResource } from './write-batch.js';

/** Resources ready to be written together, and where to get them again. */
export interface BulkBatch extends PreparedBatch {
  readonly again: () => readonly ParsedResource[];
}

/** Writes many resources at once, for import. */
export interface BulkWriter {
  /**
   * Makes the rows of resources, which all have ids. All the computing is here, none of the waiting.
   *
   * @param again gives the same resources once more, for the rare case that search parameters change before they are
   *   written; default: they are kept for it, and take more than the rows do
   * @throws TypeError where a resource has no id
   */
  prepare(resources: readonly ParsedResource[], again?: () => readonly ParsedResource[]): BulkBatch;
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
    batch: BulkBatch,
    inTransaction?: (client: pg.PoolClient, results: readonly WrittenResource[]) => Promise<void>,
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
 * @throws WellspringError `data-store-not-found`, `data-store-not-active`
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
  const parameters = createParameterSource(database, schema);
  let distribution: Distribution | undefined;
  try {
    await parameters.refresh();
    distribution = await readDistribution(database, schema);
  } catch (error) {
    throw storeFailure(error, id);
  }
  const dictionary = createDictionary(database, schema, distribution);
  const ready = createStoreClock(database, schema, createVersionClock(slot), distribution);
  const gate = writerGate(distribution);
  const made = { id, term, distribution };
  return {
    prepare: (resources, again = () => resources) => ({
      ...prepareBatch(resources.map(entryOf), { ...made, parameters: parameters.current() }),
      again,
    }),
    write: async (prepared, inTransaction) => {
      let batch: PreparedBatch = prepared;
      for (let tries = 1; ; tries++) {
        try {
          const clock = await ready();
          await dictionary.add(batch.index.dictionary);
          return await database.transaction(async (client) => {
            await announceWriter(client, schema, clock, batch.parameters.generation, gate);
            const existing = await lockExisting({ schema, distribution }, batch, client);
            const results = await writeBatch({ ...made, schema, clock }, batch, existing, client);
            await inTransaction?.(client, results);
            return results;
          });
        } catch (error) {
          if (isStale(error) && tries < TRIES) {
            const latest = await parameters.refresh();
            batch = prepareBatch(prepared.again().map(entryOf), { ...made, parameters: latest });
            continue;
          }
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

function entryOf(resource: ParsedResource): BatchEntry {
  if (resource.id === undefined) throw new TypeError('Resources that are written in bulk have an id');
  return { resource, id: resource.id, method: 'update' };
}

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState, type TransactionOptions } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type pg from 'pg';
import { noVersions } from '../body/version-cache.js';
import type { DataStore } from '../data-store.js';
import { isStale } from '../parameters/stale-parameters.js';
import { createTotalMemory } from '../search/run/total-memory.js';
import type { StoreContext } from '../store-context.js';
import { isTaken } from '../write/taken.js';
import { bindDatabase } from './bound-database.js';
import { claimKey } from './claim-key.js';
import { StaleDecision, writeChanges } from './write-changes.js';
import type { UnitOptions, WriteUnit } from './write-unit.js';

/** Times a unit is begun anew because others wrote meanwhile what it was decided on. */
const TRIES = 10;

/**
 * Runs `work` in one transaction, again from its start where it lost to another.
 *
 * @param open makes a data store of its parts
 */
export async function runUnit<T>(
  store: StoreContext,
  open: (store: StoreContext) => DataStore,
  work: (unit: WriteUnit) => Promise<T>,
  { snapshot = false }: UnitOptions = {},
): Promise<T> {
  // Units that write see what others committed meanwhile: they wait for locks, and go on with what they find then.
  const options: TransactionOptions = snapshot ? { isolation: 'repeatable read', readOnly: true } : {};
  // What it asks the database, it asks on a connection of the pool: not while the unit holds one.
  await store.clock();
  for (let tries = 1; ; tries++) {
    try {
      return await store.database.transaction((client) => once(store, open, client, work), options);
    } catch (error) {
      if (!isLost(error, store.schema)) throw error;
      if (isStale(error)) await store.parameters.refresh();
      if (tries === TRIES)
        throw new WellspringError(
          'write-conflict',
          'Others wrote the same resources time and again; try again',
          { cause: error },
        );
      await sleep(Math.random() * 20 * tries);
    }
  }
}

/** Whether another was faster: the same work may go well, or end otherwise, when it is done again. */
function isLost(error: unknown, schema: string): boolean {
  const state = sqlState(error);
  return (
    error instanceof StaleDecision ||
    isStale(error) ||
    isTaken(error, schema) ||
    state === '40001' ||
    state === '40P01'
  );
}

async function once<T>(
  store: StoreContext,
  open: (store: StoreContext) => DataStore,
  client: pg.PoolClient,
  work: (unit: WriteUnit) => Promise<T>,
): Promise<T> {
  const bound = bindDatabase(client, store.database.distributed);
  const within: StoreContext = {
    ...store,
    database: bound.database,
    together: undefined,
    versions: noVersions,
    onParameterWork: undefined,
    // Counts and totals of what is not committed are nobody else's business.
    counts: { get: (hash) => store.counts.get(hash), set: () => undefined },
    totals: createTotalMemory(),
  };
  try {
    return await work({
      store: open(within),
      lock: async (names) => {
        await client.query('SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS u (key)', [
          lockNumbers(store.id, names),
        ]);
      },
      write: (changes) => writeChanges(within, client, changes),
      claimKey: (key, created, hours) => claimKey(within, key, created, hours),
    });
  } finally {
    await bound.end();
  }
}

/** The numbers of advisory locks, in the order they are taken. Two names with one number only wait longer. */
function lockNumbers(id: string, names: readonly string[]): readonly bigint[] {
  const numbers = names.map((name) =>
    createHash('sha256').update(`${id}\0${name}`).digest().readBigInt64BE(),
  );
  return [...new Set(numbers)].sort((left, right) => (left < right ? -1 : 1));
}

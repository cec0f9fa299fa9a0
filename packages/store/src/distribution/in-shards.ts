import type { Database } from '@wellspring/database';
import type pg from 'pg';
import { createTotalMemory } from '../search/run/total-memory.js';
import type { StoreContext } from '../store-context.js';
import type { Shard } from './distribution.js';

/** Shards that one request asks at a time: it must not take the connections of all others. */
const AT_ONCE = 8;

/**
 * A data store as one of its shards has it: the same code reads it by the views of the shard. Only to be read, and
 * only what lies by part: what one shard is asked has to be asked in every other, or to be of a patient or resource
 * that lies in this one.
 */
export function inShard(store: StoreContext, { number, schema }: Shard): StoreContext {
  return {
    ...store,
    schema,
    database: preparing(store.database),
    distribution: undefined,
    together: undefined,
    // What is common in one shard need not be so in the next.
    counts: {
      get: (hash) => store.counts.get(`${number} ${hash}`),
      set: (hash, count) => {
        store.counts.set(`${number} ${hash}`, count);
      },
    },
    // They hold for as long as nobody wrote, which the coordinator's snapshot does not tell of other nodes.
    totals: { ...createTotalMemory(), get: () => undefined },
  };
}

/** Whoever asks several shards holds a connection: what they are asked goes by those of statements. */
function preparing(database: Database): Database {
  return {
    distributed: database.distributed,
    get pool() {
      return database.pool;
    },
    query: (text, values = [], options) => database.prepared(text, values, options),
    prepared: (text, values, options) => database.prepared(text, values, options),
    transaction: (work, options) => database.transaction(work, options),
    connections: () => database.connections(),
    dedicated: (name) => database.dedicated(name),
    close: () => database.close(),
  };
}

/** Asks shards the same, some at a time. @returns the answers in the order of the shards */
export async function eachShard<T>(
  store: StoreContext,
  shards: readonly Shard[],
  ask: (store: StoreContext, shard: Shard) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (let at = 0; at < shards.length; at += AT_ONCE)
    answers.push(
      ...(await Promise.all(
        shards.slice(at, at + AT_ONCE).map((shard) => ask(inShard(store, shard), shard)),
      )),
    );
  return answers;
}

/**
 * Does work that makes one answer of what several shards say. No resource goes from one shard to another meanwhile, so
 * that each is in exactly one of them.
 */
export async function unmoved<T>(
  { database, schema }: Pick<StoreContext, 'database' | 'schema'>,
  work: () => Promise<T>,
): Promise<T> {
  return database.transaction(
    async (client) => {
      await holdMoves(schema, client);
      return work();
    },
    { asksMeanwhile: true },
  );
}

/** Waits until no resource goes from one shard to another, and keeps them where they are until the transaction ends. */
export async function holdMoves(schema: string, client: pg.ClientBase): Promise<void> {
  await client.query(`LOCK TABLE ${schema}.moving IN SHARE MODE`);
}

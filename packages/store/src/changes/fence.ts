import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState, type Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import pg from 'pg';
import type { StoreClock } from '../clock/store-clock.js';
import type { VersionClock } from '../clock/version-clock.js';
import type { Distribution } from '../distribution/distribution.js';
import { StaleParameters } from '../parameters/stale-parameters.js';

/**
 * The fence of a data store: the version id at or below which no row is taken in any more. Readers of
 * changes move it on (`horizon.ts`), a trigger of the table `version` holds it, for whatever writes there.
 */

/** 'WFNC': keeps these advisory locks apart from everyone else's. */
const lockClass = 0x57464e43;

/**
 * The table whose lock (ROW EXCLUSIVE) a writer of versions holds: where they are in one table, `version` itself, whose
 * lock he cannot help taking. A distributed data store has a table for nothing else, on the coordinator.
 */
export type WriterGate = 'version' | 'writing';

/** The gate of a data store. */
export function writerGate(distribution: Distribution | undefined): WriterGate {
  return distribution === undefined ? 'version' : 'writing';
}

/** Times a write is done again; each takes a later version id, and the fence moves ten times a second at most. */
const TRIES = 10;

/** Where the fence stood that refused a write; undefined for every other error. */
export function fenceOf(error: unknown): bigint | undefined {
  if (sqlState(error) !== '40001' || !(error instanceof pg.DatabaseError)) return undefined;
  if (error.constraint !== 'change_fence' || !/^\d{1,19}$/.test(error.detail ?? '')) return undefined;
  return BigInt(error.detail!);
}

/**
 * Does a write, and does it again with later version ids where the fence has passed the one it had: it
 * waited long for a connection, or this node's clock is behind another's.
 *
 * @param write of which nothing stays where it fails
 * @throws WellspringError `write-conflict` where that happens time and again
 */
export async function pastFence<T>(clock: StoreClock, write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      const fence = fenceOf(error);
      if (fence === undefined) throw error;
      if (tries === TRIES)
        throw new WellspringError('write-conflict', 'The write was overtaken time and again; try again', {
          cause: error,
        });
      (await clock()).startAfter(fence);
      await sleep(Math.random() * 5);
    }
  }
}

/**
 * For a transaction that takes version ids long before it is through: says that it writes, before it takes
 * the first. The fence does not pass it from then on, and readers of changes wait for its end. Any other
 * transaction is refused where the fence has passed its version ids when it comes to write them.
 *
 * @param client in a transaction that has written nothing to the data store yet
 * @param generation of the search parameters that it indexes by
 * @throws StaleParameters where there are others now
 */
export async function announceWriter(
  client: pg.ClientBase,
  schema: string,
  clock: Pick<VersionClock, 'startAfter'>,
  generation: number,
  gate: WriterGate = 'version',
): Promise<void> {
  // In this order: who does not see the lock yet has not moved the fence yet.
  await client.query(`LOCK TABLE ${schema}.${gate} IN ROW EXCLUSIVE MODE`);
  const { rows } = await client.query<{ floor: string; generation: string }>(
    `SELECT set_config('wellspring.floor', COALESCE(pg_sequence_last_value($1::regclass), 0)::text, true) AS floor,
       set_config('wellspring.parameters', $3, true),
       COALESCE(pg_sequence_last_value($2::regclass), 0)::text AS generation`,
    [`${schema}.change_fence`, `${schema}.parameter_generation`, String(generation)],
  );
  if (rows[0]!.generation !== String(generation)) throw new StaleParameters();
  clock.startAfter(BigInt(rows[0]!.floor));
  // Where all of its rows go to other nodes it might have no transaction id here, by which exports see that it writes.
  if (gate === 'writing') await client.query('SELECT pg_current_xact_id()');
}

/** Moves the fence on to a version id, where it is not there yet, for good: when it resolves, a crash keeps it. */
export async function moveFence(database: Database, schema: string, to: bigint): Promise<void> {
  await database.transaction(async (client) => {
    // One at a time, and each only when the one before is on disk: the fence never goes back.
    await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [lockClass, schema]);
    await client.query(
      `SELECT setval($1::regclass, $2::bigint) WHERE COALESCE(pg_sequence_last_value($1::regclass), 0) < $2::bigint`,
      [`${schema}.change_fence`, to],
    );
  });
}

/**
 * The transactions that write versions of a data store at this moment, on whatever node: they hold this lock
 * from before they can meet the fence until they are committed and seen, or gone.
 */
export async function writersOf(
  database: Database,
  schema: string,
  gate: WriterGate = 'version',
): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ writer: string }>(
    `SELECT DISTINCT virtualtransaction AS writer FROM pg_locks
     WHERE locktype = 'relation' AND relation = $1::regclass AND mode = 'RowExclusiveLock' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [`${schema}.${gate}`],
  );
  return new Set(rows.map(({ writer }) => writer));
}

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import type pg from 'pg';
import type { Database } from './connect.js';

/** The number under which one process of the program writes versions into a database. */
export interface NodeSlot {
  /**
   * 0 to 1023, taken by no other live process. Read it whenever it is needed: after the database was
   * away it may be another.
   *
   * @throws WellspringError `database-unavailable` while it is lost, when another process might take it
   */
  readonly node: number;
  release(): Promise<void>;
}

/** Node numbers are the lowest ten bits of a version's id. */
export const nodeSlots = 1024;

/** 'WNOD': keeps these advisory locks apart from everyone else's. */
const lockClass = 0x574e4f44;

/**
 * Takes a node number that no other process of this database has. It is held by a session lock on a
 * connection of its own, so it is free again as soon as the process is gone. When that connection
 * breaks, the same number is taken again, or, where another process has got it, the next free one.
 *
 * @throws WellspringError `no-node-slot`, `database-unavailable`
 * @example
 * const slot = await allocateNode(database);
 * const vid = (microseconds << 10n) | BigInt(slot.node);
 */
export async function allocateNode(database: Database): Promise<NodeSlot> {
  const stopping = new AbortController();
  let held = await take(database, undefined);
  let isHeld = true;
  /** A getter of its own, since the analysis of a loop's condition would take the signal for constant. */
  const stopped = (): boolean => stopping.signal.aborted;

  const watch = async (): Promise<void> => {
    while (!stopped()) {
      await held.lost;
      isHeld = false;
      let pauseMs = 100;
      while (!stopped()) {
        try {
          held = await take(database, held.node);
          isHeld = true;
          break;
        } catch {
          // The database is away; whoever needs it hears of it. Here it is only waited for.
          await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
          pauseMs = Math.min(pauseMs * 2, 5_000);
        }
      }
    }
  };
  const watching = watch();
  let released: Promise<void> | undefined;
  const release = async (): Promise<void> => {
    stopping.abort();
    await held.client.end().catch(() => undefined);
    await watching;
    // Where it was being taken again at that very moment, there is a new connection to close.
    await held.client.end().catch(() => undefined);
  };
  return {
    get node() {
      if (!isHeld)
        throw new WellspringError(
          'database-unavailable',
          'The node number of this process is being taken again',
        );
      return held.node;
    },
    release: () => (released ??= release()),
  };
}

interface HeldSlot {
  readonly node: number;
  readonly client: pg.Client;
  /** Resolves when the connection, and the lock with it, is gone. */
  readonly lost: Promise<void>;
}

async function take(database: Database, preferred: number | undefined): Promise<HeldSlot> {
  const client = await database.dedicated('wellspring node');
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.once('error', () => {
      resolve();
    });
  });
  try {
    // From a random one on: who lost a number for a moment shall find it free, and a new process shall not
    // have that of one that has just gone. A function scan hands its rows up one by one, so the LIMIT
    // ends it at the first lock it gets.
    const { rows } = await client.query<{ node: number }>(
      `SELECT node FROM (SELECT $2::int AS node WHERE $2::int IS NOT NULL
                         UNION ALL SELECT ($4::int + n) % $3::int FROM generate_series(0, $3::int - 1) AS n) AS candidate
        WHERE pg_try_advisory_lock($1, node) LIMIT 1`,
      [lockClass, preferred ?? null, nodeSlots, randomInt(nodeSlots)],
    );
    if (rows[0] === undefined)
      throw new WellspringError('no-node-slot', `All ${nodeSlots} node numbers of the database are taken`);
    return { node: rows[0].node, client, lost };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

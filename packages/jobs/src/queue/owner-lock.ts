import { randomInt } from 'node:crypto';
import type { Database } from '@wellspring/database';
import { JOB_CHANNEL } from './enqueue-job.js';

/** First half of the advisory lock keys of job owners; the second half is the owner. */
export const OWNER_LOCK_CLASS = 71_020_002;

/** One node's connection of its own: its lock says "alive", its notifications say "look". */
export interface OwnerLock {
  /** Names this process in `job.lease_owner`. */
  readonly owner: number;
  /** Connects and locks where that is not so; nothing to do where it is. */
  ensure(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A session-level advisory lock with a random key. When this process dies its connection closes and
 * PostgreSQL drops the lock, so that other nodes, or the same after its restart, go on with its jobs
 * without waiting for a lease to run out.
 *
 * @param onNotification called when a job was put in line, given back or finished
 */
export function createOwnerLock(database: Database, onNotification: () => void): OwnerLock {
  const owner = randomInt(1, 2 ** 31 - 1);
  let connection: Awaited<ReturnType<Database['dedicated']>> | undefined;

  return {
    owner,
    async ensure() {
      if (connection !== undefined) return;
      const client = await database.dedicated('wellspring jobs');
      const lost = (): void => {
        if (connection === client) connection = undefined;
      };
      client.once('error', lost);
      client.once('end', lost);
      client.on('notification', onNotification);
      connection = client;
      try {
        await client.query('SELECT pg_advisory_lock($1, $2)', [OWNER_LOCK_CLASS, owner]);
        await client.query(`LISTEN ${JOB_CHANNEL}`);
      } catch (error) {
        lost();
        await client.end().catch(() => undefined);
        throw error;
      }
    },
    async close() {
      const client = connection;
      connection = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}

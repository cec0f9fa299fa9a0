import { createHmac } from 'node:crypto';
import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';

/** Failed logins at one data store. */
export interface Attempts {
  /** Milliseconds until this name may try again; 0: it may. */
  lockedFor(username: string): Promise<number>;
  /**
   * Counts one attempt as failed before it is known how it ends, so that many sent at once count as many. False where the
   * name is locked.
   */
  begin(username: string): Promise<boolean>;
  /** It was no failure. */
  forget(username: string): Promise<void>;
}

/** So many may fail; then each failure locks the name for twice as long as the one before: 1 minute up to 15. */
const freeFailures = 5;
const longestLockMinutes = 15;

/**
 * Counted by name, be there such an account or not: a lock says nothing about that. A lock is short, since anybody can
 * bring one about; at its longest it leaves 96 guesses a day. Nodes share the counts.
 */
export function loginAttempts(database: Database, sealer: Sealer, storeId: string): Attempts {
  const key = sealer.derive('authorization login attempts');
  const hashed = (username: string): Buffer => createHmac('sha256', key).update(username).digest();
  return {
    async lockedFor(username) {
      const rows = await database.query<{ ms: number }>(
        `SELECT extract(epoch FROM locked_until - now())::float8 * 1000 AS ms FROM wellspring.authorization_attempt
         WHERE data_store_id = $1 AND name_hash = $2 AND locked_until > now()`,
        [storeId, hashed(username)],
      );
      return rows[0]?.ms ?? 0;
    },
    async begin(username) {
      const rows = await database.query(
        `INSERT INTO wellspring.authorization_attempt AS attempt (data_store_id, name_hash, failures)
         VALUES ($1, $2, 1)
         ON CONFLICT (data_store_id, name_hash) DO UPDATE SET failures = attempt.failures + 1, last_at = now(),
           locked_until = CASE WHEN attempt.failures + 1 >= $3
             THEN now() + make_interval(mins => least($4, 2 ^ least(attempt.failures + 1 - $3, 10))::int) END
         WHERE attempt.locked_until IS NULL OR attempt.locked_until <= now()
         RETURNING 1`,
        [storeId, hashed(username), freeFailures, longestLockMinutes],
      );
      return rows.length > 0;
    },
    async forget(username) {
      await database.query(
        'DELETE FROM wellspring.authorization_attempt WHERE data_store_id = $1 AND name_hash = $2',
        [storeId, hashed(username)],
      );
    },
  };
}

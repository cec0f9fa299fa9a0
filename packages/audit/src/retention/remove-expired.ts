import type { Database } from '@wellspring/database';
import { firstBlockSince } from '../trail/read-blocks.js';
import { baseBytes } from '../trail/trail-base.js';
import type { TrailKey } from '../trail/trail-key.js';

/** Six years: nothing younger is ever removed, the database refuses it, too. */
export const leastRetentionDays = 2_190;

/** Blocks of one transaction. */
const atOnce = 5_000n;

/**
 * Removes what is older than the retention, from the beginning of the trail on, and notes signed what was the last of
 * it. The last block of all stays: the chain goes on from it.
 *
 * @param now milliseconds since 1970
 * @returns how many blocks were removed
 */
export async function removeExpired(
  database: Pick<Database, 'query' | 'transaction'>,
  key: TrailKey,
  days: number,
  now: number,
): Promise<number> {
  if (days < leastRetentionDays)
    throw new RangeError(`The audit trail is kept for ${leastRetentionDays} days at least`);
  const kept = await firstBlockSince(database, now - days * 86_400_000);
  const [ends] = await database.query<{ readonly low: bigint | null; readonly high: bigint | null }>(
    'SELECT min(number) AS low, max(number) AS high FROM wellspring.audit_block',
  );
  if (kept === undefined || ends?.low == null || ends.high === null) return 0;
  const last = kept > ends.high ? ends.high - 1n : kept - 1n;
  let removed = 0;
  for (let from = ends.low; from <= last; from += atOnce) {
    const to = from + atOnce - 1n < last ? from + atOnce - 1n : last;
    removed += await database.transaction(async (client) => {
      const { rows } = await client.query<{ readonly hash: Buffer }>(
        'SELECT hash FROM wellspring.audit_block WHERE number = $1',
        [to],
      );
      // A gap is an alteration, and nothing of it is swept away.
      if (rows[0] === undefined) return 0;
      const { hash } = rows[0];
      await client.query(
        `INSERT INTO wellspring.audit_base (number, hash, key_id, mac, removed) VALUES ($1, $2, $3, $4, now())
         ON CONFLICT (number) DO NOTHING`,
        [to, hash, key.id, key.mac('base', baseBytes(to, hash))],
      );
      await client.query(`SELECT set_config('wellspring.audit_retention', 'on', true)`);
      const { rowCount } = await client.query('DELETE FROM wellspring.audit_block WHERE number <= $1', [to]);
      return rowCount ?? 0;
    });
  }
  return removed;
}

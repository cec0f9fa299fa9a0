import { createHmac } from 'node:crypto';
import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';

/** What is kept for a while, and by which names it is found. */
export interface KeptRecord {
  readonly kind: string;
  /** A secret for some kinds: a refresh token is its own name. */
  readonly id: string;
  /** The grant that it came of, and ends with; of a login the name that `loginsOf` gives. */
  readonly grantId?: string | undefined;
  /** Another name that it is found by: that of a session. */
  readonly uid?: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Seconds. */
  readonly expiresIn: number;
  /** Kept only where there is none of that name: what must not come twice. */
  readonly once?: boolean;
}

/** The records of one data store. */
export interface RecordTable {
  /** False where it is to be kept once, and was there. */
  put(record: KeptRecord): Promise<boolean>;
  /** Undefined where there is none or its time is over; `consumed` (seconds since 1970) is in it where it was used. */
  find(kind: string, id: string): Promise<Record<string, unknown> | undefined>;
  findByUid(kind: string, uid: string): Promise<Record<string, unknown> | undefined>;
  /** Says that it was used; false where that was said before: of two who come at once, one is late. */
  consume(kind: string, id: string): Promise<boolean>;
  remove(kind: string, id: string): Promise<void>;
  removeByGrant(grantId: string): Promise<void>;
}

/** The logins of an account, which end together when its password changes. */
export function loginsOf(accountId: string): string {
  return `logins of ${accountId}`;
}

interface Row {
  readonly sealed: string;
  readonly consumed: number | null;
}

const purpose = 'authorization record';

/**
 * Records in `wellspring.authorization_record`. Names are stored as keyed hashes and the rest is sealed, so a copy of
 * the database lets nobody go on with a session or a refresh token.
 */
export function recordTable(database: Database, sealer: Sealer, storeId: string): RecordTable {
  const key = sealer.derive('authorization record names');
  const hashed = (kind: string, name: string): Buffer =>
    createHmac('sha256', key).update(`${storeId} ${kind} ${name}`).digest();
  const select = `SELECT sealed, extract(epoch FROM consumed_at)::float8 AS consumed
    FROM wellspring.authorization_record WHERE expires_at > now() AND `;
  const opened = (row: Row | undefined): Record<string, unknown> | undefined => {
    const plain = row && sealer.open(purpose, row.sealed);
    if (!plain) return undefined;
    const payload = JSON.parse(plain.toString()) as Record<string, unknown>;
    return row.consumed === null ? payload : { ...payload, consumed: Math.floor(row.consumed) };
  };
  return {
    async put({ kind, id, grantId, uid, payload, expiresIn, once = false }) {
      const rows = await database.query(
        `INSERT INTO wellspring.authorization_record
           (data_store_id, kind, id_hash, grant_hash, uid_hash, sealed, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
         ON CONFLICT (data_store_id, kind, id_hash) DO UPDATE SET grant_hash = excluded.grant_hash,
           uid_hash = excluded.uid_hash, sealed = excluded.sealed, expires_at = excluded.expires_at
         WHERE NOT $8 OR authorization_record.expires_at <= now()
         RETURNING 1`,
        [
          storeId,
          kind,
          hashed(kind, id),
          grantId === undefined ? null : hashed('grant', grantId),
          uid === undefined ? null : hashed(`${kind} uid`, uid),
          sealer.seal(purpose, JSON.stringify(payload)),
          expiresIn,
          once,
        ],
      );
      return rows.length > 0;
    },
    async find(kind, id) {
      const rows = await database.query<Row>(`${select} data_store_id = $1 AND kind = $2 AND id_hash = $3`, [
        storeId,
        kind,
        hashed(kind, id),
      ]);
      return opened(rows[0]);
    },
    async findByUid(kind, uid) {
      const rows = await database.query<Row>(`${select} data_store_id = $1 AND kind = $2 AND uid_hash = $3`, [
        storeId,
        kind,
        hashed(`${kind} uid`, uid),
      ]);
      return opened(rows[0]);
    },
    async consume(kind, id) {
      const rows = await database.query(
        `UPDATE wellspring.authorization_record SET consumed_at = now()
         WHERE data_store_id = $1 AND kind = $2 AND id_hash = $3 AND consumed_at IS NULL AND expires_at > now()
         RETURNING 1`,
        [storeId, kind, hashed(kind, id)],
      );
      return rows.length > 0;
    },
    async remove(kind, id) {
      await database.query(
        'DELETE FROM wellspring.authorization_record WHERE data_store_id = $1 AND kind = $2 AND id_hash = $3',
        [storeId, kind, hashed(kind, id)],
      );
    },
    async removeByGrant(grantId) {
      await database.query('DELETE FROM wellspring.authorization_record WHERE grant_hash = $1', [
        hashed('grant', grantId),
      ]);
    },
  };
}

import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { JsonObject } from '@wellspring/fhir';
import type { StoreContext } from '../store-context.js';

/** How far a transaction in the background is. */
export type AsyncTransactionState = {
  /** What was said when it was submitted. */
  readonly terms: JsonObject;
} & (
  | { readonly state: 'submitted' | 'running' }
  | { readonly state: 'finished'; readonly status: number; readonly answer: Buffer }
);

/** A transaction that is to be carried out now, by whoever claimed it. */
export interface ClaimedTransaction {
  readonly id: string;
  /** What was said when it was submitted. */
  readonly terms: JsonObject;
  readonly bundle: Buffer;
  /** Which try this is, from 1 on; whoever has an earlier one has lost it. */
  readonly attempt: number;
}

/** Transactions that are carried out in the background, and their answers. */
export interface AsyncTransactions {
  /**
   * Takes a transaction on; it stays until it is done, also over a restart.
   *
   * @returns its id, a UUID; undefined where `most` are pending already
   */
  submit(terms: JsonObject, bundle: Buffer, most: number): Promise<string | undefined>;
  find(id: string): Promise<AsyncTransactionState | undefined>;
  /** The oldest that nobody works on, for `leaseSeconds`; undefined where there is none. */
  claim(leaseSeconds: number): Promise<ClaimedTransaction | undefined>;
  /** Keeps it for longer; false where another has it. */
  renew(claimed: ClaimedTransaction, leaseSeconds: number): Promise<boolean>;
  /**
   * Notes the answer. In the unit of work that carries it out (`unit.store`), so that it is carried out once.
   *
   * @throws Error where another has it: that one's unit is the one to be committed
   */
  finish(claimed: ClaimedTransaction, status: number, answer: Buffer): Promise<void>;
  /** Forgets answers older than some days, and idempotency keys that have expired. */
  forgetExpired(days: number): Promise<void>;
}

const deflate = promisify(deflateRaw);
const inflate = promisify<Buffer, Buffer>(inflateRaw);

export function asyncTransactions({
  database,
  schema,
}: Pick<StoreContext, 'database' | 'schema'>): AsyncTransactions {
  const table = `${schema}.async_transaction`;
  return {
    async submit(terms, bundle, most) {
      const rows = await database.query(
        `INSERT INTO ${table} (id, state, terms, bundle)
         SELECT $1::uuid, 'submitted', $2::jsonb, $3::bytea
         WHERE (SELECT count(*) FROM ${table} WHERE state <> 'finished') < $4
         RETURNING id`,
        [randomUUID(), JSON.stringify(terms), await deflate(bundle), most],
      );
      return (rows[0] as { readonly id: string } | undefined)?.id;
    },

    async find(id) {
      const [row] = await database.query<{
        state: string;
        terms: JsonObject;
        status: number | null;
        answer: Buffer | null;
      }>(`SELECT state, terms, status, answer FROM ${table} WHERE id = $1::uuid`, [id]);
      if (row === undefined) return undefined;
      const { terms, status, answer } = row;
      if (status === null || answer === null)
        return { terms, state: row.state === 'running' ? 'running' : 'submitted' };
      return { terms, state: 'finished', status, answer: await inflate(answer) };
    },

    async claim(leaseSeconds) {
      const [row] = await database.query<{ id: string; terms: JsonObject; bundle: Buffer; attempts: number }>(
        `UPDATE ${table} SET state = 'running', attempts = attempts + 1,
           lease_until = now() + $1 * interval '1 second'
         WHERE id = (
           SELECT id FROM ${table}
           WHERE state <> 'finished' AND (state = 'submitted' OR lease_until < now())
           ORDER BY submitted_at LIMIT 1 FOR UPDATE SKIP LOCKED
         ) RETURNING id, terms, bundle, attempts`,
        [leaseSeconds],
      );
      if (row === undefined) return undefined;
      const { id, terms, bundle, attempts } = row;
      return { id, terms, bundle: await inflate(bundle), attempt: attempts };
    },

    async renew({ id, attempt }, leaseSeconds) {
      const rows = await database.query(
        `UPDATE ${table} SET lease_until = now() + $3 * interval '1 second'
         WHERE id = $1::uuid AND attempts = $2 AND state = 'running' RETURNING 1`,
        [id, attempt, leaseSeconds],
      );
      return rows.length > 0;
    },

    async finish({ id, attempt }, status, answer) {
      const rows = await database.query(
        `UPDATE ${table} SET state = 'finished', finished_at = now(), bundle = NULL, status = $3, answer = $4
         WHERE id = $1::uuid AND attempts = $2 AND state = 'running' RETURNING 1`,
        [id, attempt, status, await deflate(answer)],
      );
      if (rows.length === 0) throw new Error('Another process works on this transaction');
    },

    async forgetExpired(days) {
      await database.query(
        `DELETE FROM ${table} WHERE state = 'finished' AND finished_at < now() - $1 * interval '1 day'`,
        [days],
      );
      await database.query(`DELETE FROM ${schema}.idempotency_key WHERE expires_at < now()`);
    },
  };
}

import type { Database, QueryOptions } from '@wellspring/database';
import type pg from 'pg';

/** A database as one transaction sees it. */
export interface BoundDatabase {
  readonly database: Database;
  /** No statement is sent any more; resolves when the one under way is answered. */
  end(): Promise<void>;
}

/**
 * A database of which every statement runs in the transaction that a connection is in. What is written in
 * parts that know nothing of a transaction around them is so read and written within it.
 *
 * Statements go one after the other: what is asked for at once waits for its turn here, and not on the
 * connection, where it would run after the transaction's end if that comes first.
 *
 * @param distributed as the database is that the connection is of
 */
export function bindDatabase(client: pg.PoolClient, distributed = false): BoundDatabase {
  let last: Promise<unknown> = Promise.resolve();
  let ended = false;

  const inTurn = <T>(statement: () => Promise<T>): Promise<T> => {
    const run = last.then(() => {
      if (ended) throw new Error('The transaction has ended');
      return statement();
    });
    last = run.catch(() => undefined);
    return run;
  };
  const query = <T>(text: string, values: readonly unknown[] = [], { timeoutMs }: QueryOptions = {}) =>
    inTurn(async (): Promise<T[]> => {
      if (timeoutMs === undefined) return (await client.query(text, values as unknown[])).rows as T[];
      await client.query(`SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(timeoutMs))}`);
      const { rows } = await client.query(text, values as unknown[]);
      await client.query('SET LOCAL statement_timeout TO DEFAULT');
      return rows as T[];
    });

  const database: Database = {
    distributed,
    get pool(): pg.Pool {
      throw new Error('A transaction has one connection only');
    },
    query,
    prepared: query,
    transaction: (work) => work(client),
    connections: () => [],
    dedicated: () => Promise.reject(new Error('A transaction has one connection only')),
    close: () => Promise.reject(new Error('The transaction ends with its work')),
  };
  return {
    database,
    async end() {
      ended = true;
      await last;
    },
  };
}

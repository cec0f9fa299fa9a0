import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isConnectionFailure, isSerializationFailure } from './connection-failure.js';

/** How a transaction is run. */
export interface TransactionOptions {
  /** How often it is run again after 40001 or 40P01; default 5. */
  readonly retries?: number;
  /** Default: `read committed`. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
  /**
   * The work holds this connection, and waits for what it asks on others, as it does of a distributed data store. It then
   * has a connection of those for such work: where all transactions began one within themselves, none would go on.
   */
  readonly asksMeanwhile?: boolean;
}

/** Runs a transaction on clients of a pool, again where it lost to another. */
export async function runTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const retries = options.retries ?? 5;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await runOnce(pool, work, options);
    } catch (error) {
      if (attempt >= retries || !isSerializationFailure(error)) throw error;
      // Full jitter: the ones that collided must not collide again.
      await sleep(Math.random() * Math.min(10 * 2 ** attempt, 500));
    }
  }
}

async function runOnce<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(beginStatement(options));
    const result = await work(client);
    const { command } = await client.query('COMMIT');
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and no error.
    if (command === 'ROLLBACK')
      throw new Error(
        'The transaction was rolled back: a statement in it failed and its error was swallowed',
      );
    return result;
  } catch (error) {
    broken = isConnectionFailure(error) || !(await rolledBack(client));
    throw error;
  } finally {
    // A connection in an unknown state is closed, not given to the next one.
    client.release(broken);
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

function beginStatement({ isolation, readOnly }: TransactionOptions): string {
  const level = isolation === undefined ? '' : ` ISOLATION LEVEL ${isolation.toUpperCase()}`;
  return `BEGIN${level}${readOnly === true ? ' READ ONLY' : ''}`;
}

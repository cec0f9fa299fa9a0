import { type Database, sqlState } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';

/**
 * The advisory lock that whoever changes a data store's status holds, over all nodes. It lives as
 * long as its transaction, so a node that dies gives it up.
 */
const key = `hashtextextended('wellspring.data_store:' || $1, 0)`;

/**
 * How long a change waits for another one. Only the dropping of a large schema takes longer, and
 * that leaves nothing to change.
 */
const patience = '2s';

/**
 * Runs work while no other node changes this data store; waits a little for one that does.
 *
 * @throws WellspringError `data-store-conflict`
 */
export async function withStoreLock<Result>(
  database: Database,
  id: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (lock) => {
    await lock.query(`SET LOCAL lock_timeout = '${patience}'`);
    try {
      await lock.query(`SELECT pg_advisory_xact_lock(${key})`, [id]);
    } catch (error) {
      if (sqlState(error) !== '55P03') throw error; // lock_not_available
      throw new WellspringError(
        'data-store-conflict',
        `The data store ${id} is being changed; try again later`,
        {
          cause: error,
        },
      );
    }
    return work();
  });
}

/** Runs work unless another node changes this data store at the moment. */
export async function ifStoreUnlocked(
  database: Database,
  id: string,
  work: () => Promise<void>,
): Promise<void> {
  await database.transaction(async (lock) => {
    const { rows } = await lock.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${key}) AS mine`, [
      id,
    ]);
    if (rows[0]!.mine) await work();
  });
}

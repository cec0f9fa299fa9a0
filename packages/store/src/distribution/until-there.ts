import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';

/** A node that was told to commit does so in about a millisecond, but for one that fails at that very moment. */
const TRIES = 100;
const PAUSE_MS = 20;

/**
 * Rows that another transaction wrote together with a row that is seen already. Citus commits on one node after the
 * other: whoever has the lock of a resource in `identity` may come to its shard before what was written there with it
 * can be seen, and would leave behind what he does not see.
 *
 * @param read in a statement of its own each time
 * @throws WellspringError `write-conflict` where they do not come within two seconds
 */
export async function untilThere<Row>(
  read: () => Promise<readonly Row[]>,
  count: number,
): Promise<readonly Row[]> {
  for (let tries = 1; ; tries++) {
    const rows = await read();
    if (rows.length >= count) return rows;
    if (tries === TRIES)
      throw new WellspringError(
        'write-conflict',
        'A write of the same resource has not been carried out on all nodes yet; try again',
      );
    await sleep(PAUSE_MS);
  }
}

import { WellspringError } from '@wellspring/errors';

/** Runs work one after the other. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Gives changes of data stores their turns in this process, so that those that wait hold no database
 * connection while the one that is on needs another.
 *
 * @param most how many may wait; the next is refused
 * @throws WellspringError `rate-exceeded`, from the function returned
 */
export function takeTurns(most: number): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= most)
      throw new WellspringError('rate-exceeded', 'Too many changes of data stores are waiting');
    waiting++;
    const turn = last.then(work, work);
    // What this one throws is its caller's; the next one only waits for its end.
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      waiting--;
    }
  };
}

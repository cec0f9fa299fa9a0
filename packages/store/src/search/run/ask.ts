import { sqlState } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { StoreContext } from '../../store-context.js';
import type { Statement } from '../../write/versions-statement.js';

/**
 * Runs a statement of a search and returns its rows.
 *
 * @param cost `small`: it looks at a bounded number of rows, so that it may be run together with others
 */
export type Ask = <Row>(statement: Statement, cost?: 'small') => Promise<readonly Row[]>;

/** All statements of a search share its time; what takes longer is cancelled in the database. */
export function askWithin({ database, searchTimeoutMs, together }: StoreContext): Ask {
  const deadline = performance.now() + searchTimeoutMs;
  return async <Row>(statement: Statement, cost?: 'small') => {
    const timeoutMs = Math.max(deadline - performance.now(), 1);
    try {
      const joined = cost === 'small' ? together?.search(statement) : undefined;
      if (joined !== undefined) return (await joined) as readonly Row[];
      return await database.prepared<Row>(statement.text, statement.values, { timeoutMs, lane: 'search' });
    } catch (error) {
      // A statement of thousands of ranges may be more than the server can take apart.
      if (sqlState(error) === '54001')
        throw new WellspringError('too-costly', 'The search has too many alternatives; give fewer', {
          cause: error,
        });
      if (sqlState(error) !== '57014') throw error;
      throw new WellspringError(
        'too-costly',
        `The search took longer than the ${searchTimeoutMs / 1000} s it may take; ask for something narrower`,
        { cause: error },
      );
    }
  };
}

import { isConnectionFailure, sqlState } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';

/**
 * What PostgreSQL says when the data store's schema was dropped while it was in use: of a table that
 * is not there, of a schema, or of a file that vanished under the statement.
 */
const gone = new Set(['42P01', '3F000', 'XX000']);

/** An error of the database as the user of a data store meets it; every other one as it is. */
export function storeFailure(error: unknown, id: string): unknown {
  if (isConnectionFailure(error))
    return new WellspringError('database-unavailable', 'The database cannot be reached', { cause: error });
  const state = sqlState(error);
  if (state === '57014')
    return new WellspringError('database-unavailable', 'The database did not answer in time', {
      cause: error,
    });
  if (
    state !== undefined &&
    gone.has(state) &&
    /does not exist|could not open (relation|file)/.test(String(error))
  )
    return new WellspringError('data-store-not-active', `The data store ${id} is not active any more`, {
      cause: error,
    });
  return error;
}

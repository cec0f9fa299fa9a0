import { WellspringError } from '@wellspring/errors';
import { stateOfWorker } from './worker-failure.js';

/**
 * The SQLSTATE of an error that PostgreSQL reported (https://www.postgresql.org/docs/current/errcodes-appendix.html), or
 * a worker of Citus through its coordinator; undefined for every other error.
 *
 * @example
 * if (sqlState(error) === '23505') return 'there already';
 */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  // The operating system's codes look alike (EPIPE), but only PostgreSQL's come with a severity.
  if (!('severity' in error) || !/^[0-9A-Z]{5}$/.test(error.code)) return undefined;
  return stateOfWorker(error.code, error.message);
}

/**
 * Whether the same work may succeed when it is tried again: the database could not be reached or went
 * away, had no connection free, or the work lost to another transaction. Where a connection broke during COMMIT the work may
 * have been done, so it must be safe to do twice.
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof WellspringError)
    return error.code === 'database-unavailable' || error.code === 'overloaded';
  return isConnectionFailure(error) || isSerializationFailure(error);
}

/** A transaction that lost to another: PostgreSQL rolled it back, it can be run again as a whole. */
export function isSerializationFailure(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

const connectionStates = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up or in recovery
  '57P05', // idle_session_timeout
  '53300', // too_many_connections
]);

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What `pg` says without a code, see its lib/client.js and pg-pool's index.js. */
const driverMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed)/;

/** What `pg-pool` says of a connection that was waited for in vain. */
const poolIsFull = 'timeout exceeded when trying to connect';

/** Whether the connection is the trouble, not what was asked over it. */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = sqlState(error);
  if (state !== undefined) return state.startsWith('08') || connectionStates.has(state);
  const { code } = error as NodeJS.ErrnoException;
  return (code !== undefined && networkCodes.has(code)) || driverMessages.test(error.message);
}

const refusedStates = /^(28...|3D000)$/;

/** A connection failure, or a full disk, as the error a user meets; every other error as it is. */
export function translateFailure(error: unknown, server: string): unknown {
  // disk_full: as much as being away, and the work can be repeated when there is room again.
  if (sqlState(error) === '53100')
    return new WellspringError('database-unavailable', `The disk of the database at ${server} is full`, {
      cause: error,
    });
  // invalid_authorization_specification, invalid_password; invalid_catalog_name: no such database.
  if (error instanceof Error && refusedStates.test(sqlState(error) ?? ''))
    return new WellspringError(
      'database-unavailable',
      `The database at ${server} refuses the connection: ${error.message}`,
      { cause: error },
    );
  if (!isConnectionFailure(error)) return error;
  if ((error as Error).message === poolIsFull)
    return new WellspringError('overloaded', 'All connections to the database are taken; try again', {
      cause: error,
      retryAfter: 5,
    });
  return new WellspringError('database-unavailable', `The database at ${server} cannot be reached`, {
    cause: error,
  });
}

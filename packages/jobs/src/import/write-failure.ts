import { isTransient } from '@wellspring/database';
import { LeaseLost } from '../job-message.js';
import { AlreadyStored } from './range-table.js';

/** What to do about an error of writing a batch. */
export type WriteFailure =
  /** The database is away or busy: the same again, later. */
  | 'transient'
  /** The lines are stored already: a COMMIT whose answer was lost. */
  | 'stored'
  /** Something in the lines cannot be stored. */
  | 'data'
  /** The job is another node's. */
  | 'lease-lost'
  /** Nothing that another try or fewer lines would mend. */
  | 'other';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const DATA_CLASSES = new Set(['21', '22', '23', '54']);

/** Something in the lines makes rows of them impossible. */
export class UnstorableLines extends Error {
  override readonly name = 'UnstorableLines';
}

/** Sorts an error that came out of a transaction. */
export function writeFailure(error: unknown): WriteFailure {
  if (error instanceof LeaseLost) return 'lease-lost';
  if (error instanceof AlreadyStored) return 'stored';
  if (error instanceof UnstorableLines) return 'data';
  if (isTransient(error)) return 'transient';
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (code === 'database-unavailable' || code === 'overloaded' || code === 'write-conflict')
      return 'transient';
    if (typeof code === 'string' && code.length === 5 && DATA_CLASSES.has(code.slice(0, 2))) return 'data';
  }
  return 'other';
}

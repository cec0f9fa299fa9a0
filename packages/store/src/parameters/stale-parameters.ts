import { sqlState } from '@wellspring/database';
import pg from 'pg';
import type { ParameterSource } from './parameter-source.js';

/** Thrown where a transaction was to index by other search parameters than there are now. */
export class StaleParameters extends Error {
  override readonly name = 'StaleParameters';
}

/** Whether something was refused since it was indexed by other search parameters than there are now. */
export function isStale(error: unknown): boolean {
  if (error instanceof StaleParameters) return true;
  return (
    sqlState(error) === '40001' &&
    error instanceof pg.DatabaseError &&
    error.constraint === 'parameter_generation'
  );
}

/** Times a write is done again; search parameters change a few times a day. */
const TRIES = 10;

/**
 * Does a write, and does it again by the latest search parameters where they have changed.
 *
 * @param write of which nothing stays where it fails
 */
export async function byLatestParameters<T>(source: ParameterSource, write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (!isStale(error) || tries === TRIES) throw error;
      await source.refresh();
    }
  }
}

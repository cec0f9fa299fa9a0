import { isTransient } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';

/**
 * Whether the database or the object store is away, or the work lost to another transaction: it may
 * succeed later. Objects need the database too, which knows what a job's role may do.
 */
export function isUnavailable(error: unknown): boolean {
  return (
    isTransient(error) || (error instanceof WellspringError && error.code === 'object-store-unavailable')
  );
}

import { sqlState } from '@wellspring/database';
import pg from 'pg';

/** Whether someone created one of the resources since they were looked for; at the next try it is found. */
export function isTaken(error: unknown, schema: string): boolean {
  return (
    sqlState(error) === '23505' &&
    error instanceof pg.DatabaseError &&
    error.schema === schema &&
    error.table === 'resource'
  );
}

import { sqlState } from '@wellspring/database';
import pg from 'pg';

/**
 * Whether someone created one of the resources since they were looked for; at the next try it is found. What another
 * node of a distributed database says comes with no name of a table, or that of a shard, and nothing else that is
 * written can be there twice.
 */
export function isTaken(error: unknown, schema: string): boolean {
  if (sqlState(error) !== '23505' || !(error instanceof pg.DatabaseError)) return false;
  if (error.table === undefined) return true;
  return error.schema === schema && /^(?:resource|identity(?:_\d+)?)$/.test(error.table);
}

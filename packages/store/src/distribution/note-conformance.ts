import type pg from 'pg';
import { isConformanceType } from '../conformance/conformance-types.js';

/**
 * Notes, in the transaction that writes or erases them, that resources changed which validation and terminology go by.
 * In plain tables a trigger does (migration 0008).
 */
export async function noteConformance(
  schema: string,
  types: Iterable<string>,
  client: pg.ClientBase,
): Promise<void> {
  for (const type of types)
    if (isConformanceType(type)) {
      await client.query(`INSERT INTO ${schema}.conformance_change DEFAULT VALUES`);
      return;
    }
}

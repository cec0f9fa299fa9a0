import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type pg from 'pg';
import { readDistribution } from './distribution.js';

/**
 * Makes sure that a data store lies as the program was told: a program that takes distributed tables for plain ones
 * would write without their guards.
 *
 * @param citus whether it is to be distributed
 * @throws WellspringError `distribution-mismatch`
 */
export async function agreeOnDistribution(
  database: Pick<Database, 'query'>,
  schema: string,
  citus: boolean,
): Promise<void> {
  const distribution = await readDistribution(database, schema);
  if (!citus && distribution !== undefined)
    throw new WellspringError(
      'distribution-mismatch',
      `The data store in the schema ${schema} is distributed with Citus; start with WELLSPRING_CITUS=true`,
    );
  if (!citus || distribution !== undefined) return;
  const [row] = await database.query<{ used: boolean }>(
    `SELECT EXISTS (SELECT FROM ${schema}.version) AS used`,
  );
  if (row!.used)
    throw new WellspringError(
      'distribution-mismatch',
      `The data store in the schema ${schema} has resources in tables that are not distributed; export them, delete ` +
        'it, and import them into a new one, or start with WELLSPRING_CITUS=false',
    );
}

/** Removes the schema of a data store, and those of its shards; no error where there is none. */
export async function dropSchemas(client: pg.ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname ~ ('^' || $1 || '_[0-9]+$')`,
    [schema],
  );
  for (const { name } of rows) await client.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
}

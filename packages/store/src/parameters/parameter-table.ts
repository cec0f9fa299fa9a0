import type { Database } from '@wellspring/database';
import type { OwnDefinition } from '@wellspring/fhir';

/** How far a definition is. */
export type ParameterState = 'registered' | 'building' | 'active' | 'retiring' | 'removing';

/** A row of the table `search_parameter`, as far as resources are indexed by it. */
export interface ParameterRow {
  readonly number: number;
  readonly definition: OwnDefinition;
  readonly state: ParameterState;
}

type Query = Pick<Database, 'query'>;

/** The generation of the search parameters at this moment. */
export async function readGeneration(database: Query, schema: string): Promise<number> {
  const [row] = await database.query<{ generation: string }>(
    'SELECT COALESCE(pg_sequence_last_value($1::regclass), 0)::text AS generation',
    [`${schema}.parameter_generation`],
  );
  return Number(row!.generation);
}

/**
 * Begins a new generation, for a change that is committed: from now on nothing is written by the old list but by
 * those transactions that have begun to write already.
 */
export async function nextGeneration(database: Query, schema: string): Promise<void> {
  await database.query('SELECT nextval($1::regclass)', [`${schema}.parameter_generation`]);
}

export async function readParameterRows(database: Query, schema: string): Promise<readonly ParameterRow[]> {
  return database.query<ParameterRow>(
    `SELECT number, definition, state FROM ${schema}.search_parameter ORDER BY number`,
  );
}

import type { StoreContext } from '../store-context.js';
import type { ParameterState } from './parameter-table.js';

/** What became of a SearchParameter resource. */
export interface ParameterReport {
  /** `SearchParameter/id`, or `name@version` of a package with `#` and a number. */
  readonly source: string;
  readonly url: string;
  readonly code: string;
  /** The resource types that it is indexed for; empty where it cannot be. */
  readonly types: readonly string[];
  /** `refused`: it is not indexed, for the reasons given. */
  readonly state: 'registered' | 'building' | 'active' | 'refused';
  /** Sentences: why it is not indexed, or not for one of its types. */
  readonly refusals: readonly string[];
}

interface ReportRow {
  readonly source: string;
  readonly url: string;
  readonly code: string;
  readonly types: readonly string[] | null;
  readonly state: ParameterState | null;
  readonly refusals: readonly string[];
}

/**
 * What became of the SearchParameter resources of a data store, or of one of them, by their sources. What is said to be
 * active is answered by this node from now on.
 */
export async function parameterReports(
  { database, schema, parameters }: Pick<StoreContext, 'database' | 'schema' | 'parameters'>,
  source?: string,
): Promise<readonly ParameterReport[]> {
  const rows = await database.query<ReportRow>(
    `SELECT s.source, s.url, s.code, p.state, s.refusals,
       (SELECT array_agg(type ORDER BY type) FROM jsonb_object_keys(p.definition -> 'expressions') AS k (type)) AS types
     FROM ${schema}.search_parameter_source s LEFT JOIN ${schema}.search_parameter p ON p.number = s.number
     WHERE $1::text IS NULL OR s.source = $1 ORDER BY s.source`,
    [source ?? null],
  );
  // After the rows: these are not newer than what is read here.
  await parameters.refresh();
  return rows.map((row) => ({ ...row, state: reported(row.state), types: row.types ?? [] }));
}

function reported(state: ParameterState | null): ParameterReport['state'] {
  return state === 'registered' || state === 'building' || state === 'active' ? state : 'refused';
}

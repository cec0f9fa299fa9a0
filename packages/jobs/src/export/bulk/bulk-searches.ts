import {
  expandTerminology,
  parseSearch,
  type ConformanceSource,
  type SearchParameters,
  type SearchQuery,
} from '@wellspring/fhir';
import { JobFailure } from '../../job-message.js';
import type { BulkExport } from './bulk-export.js';

/** Matches that are read at a time. */
const PAGE = '500';

/**
 * The searches that choose the resources of a type; undefined where all are wanted.
 *
 * @throws JobFailure where a search cannot be understood any more; the kick-off has refused what it could tell
 */
export async function bulkSearches(
  { base, filters = [], labels = [] }: BulkExport,
  type: string,
  terminology: ConformanceSource,
  parameters: SearchParameters,
): Promise<readonly SearchQuery[] | undefined> {
  const own = filters.filter((filter) => filter.type === type).map(({ query }) => query);
  if (own.length === 0 && labels.length === 0) return undefined;
  const queries: SearchQuery[] = [];
  for (const query of own.length === 0 ? [[]] : own) {
    const pairs = [...query, ...labels, ['_count', PAGE] as const];
    const parsed = parseSearch({ kind: 'type', type }, pairs, { strict: true, baseUrl: base, parameters });
    const outcome = parsed.ok ? await expandTerminology(parsed.query, terminology) : parsed;
    if (!outcome.ok)
      throw new JobFailure(
        `A filter of ${type} cannot be searched for: ${outcome.issues.map((issue) => issue.diagnostics).join(' ')}`,
      );
    queries.push(outcome.query);
  }
  return queries;
}

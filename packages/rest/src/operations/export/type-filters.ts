import { parseSearch, type Issue, type SearchParameters } from '@wellspring/fhir';
import type { BulkFilter } from '@wellspring/jobs';
import { queryPairs, type QueryPair } from '../../request/query-pairs.js';
import { isStorableType } from '../../routing/storable-types.js';

/** The filters of an export, or what is wrong with them. */
export type FiltersOutcome =
  | { readonly ok: true; readonly filters: readonly BulkFilter[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Filters of one type, and of all: a page of each is held at a time. */
const mostOfType = 16;
const mostOfAll = 100;
/** Parameters that say how an answer looks, not what is found. */
const presentation =
  /^_(?:count|total|summary|elements|sort|include|revinclude|cursor|format|pretty|type)(?:[:.]|$)/;

/**
 * Reads `_typeFilter`: searches such as `MedicationRequest?status=active`, with commas between them. A comma within
 * a search, between alternatives, is told apart by what follows it. Strict: a filter that was passed over would
 * export what was not asked for.
 *
 * @param parameters of the data store
 * @param base what absolute references to this data store begin with
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#_typefilter-query-parameter
 * @throws WellspringError `malformed-address` for a broken percent-encoding
 */
export function readTypeFilters(
  values: readonly string[],
  base: string,
  parameters: SearchParameters,
): FiltersOutcome {
  const filters: BulkFilter[] = [];
  const issues: Issue[] = [];
  const texts = values.flatMap((value) => value.split(/,(?=[A-Za-z]+\?)/));
  if (texts.length > mostOfAll) return { ok: false, issues: [tooMany] };
  for (const text of texts) {
    const mark = text.indexOf('?');
    const type = mark < 0 ? text : text.slice(0, mark);
    const query: readonly QueryPair[] = mark < 0 ? [] : queryPairs(text.slice(mark + 1));
    const found = problemsOf(type, query, base, parameters);
    if (mark < 0 || found.length > 0)
      issues.push(...(mark < 0 ? [wrong('it has to look like Type?name=value')] : found));
    else filters.push({ type, query });
  }
  const counts = new Map<string, number>();
  for (const { type } of filters) counts.set(type, (counts.get(type) ?? 0) + 1);
  if ([...counts.values()].some((count) => count > mostOfType)) issues.push(tooMany);
  return issues.length > 0 ? { ok: false, issues } : { ok: true, filters };
}

const tooMany: Issue = {
  severity: 'error',
  code: 'too-costly',
  diagnostics: `_typeFilter: at most ${mostOfAll} filters, ${mostOfType} of one type; put alternatives of a value between commas`,
};

function problemsOf(
  type: string,
  query: readonly QueryPair[],
  base: string,
  parameters: SearchParameters,
): readonly Issue[] {
  if (!isStorableType(type)) return [wrong(`${JSON.stringify(type.slice(0, 64))} is no resource type here`)];
  const other = query.find(([name]) => presentation.test(name));
  if (other !== undefined) return [wrong(`${other[0].slice(0, 64)} cannot be used in a filter`)];
  const parsed = parseSearch({ kind: 'type', type }, query, { strict: true, baseUrl: base, parameters });
  return parsed.ok
    ? []
    : parsed.issues.map((issue) => ({ ...issue, diagnostics: `_typeFilter: ${issue.diagnostics}` }));
}

function wrong(why: string): Issue {
  return { severity: 'error', code: 'invalid', diagnostics: `_typeFilter: ${why}` };
}

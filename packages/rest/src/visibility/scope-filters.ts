import { expandTerminology, parseSearch, type Condition, type Criterion } from '@wellspring/fhir';
import type { ResourceScope } from '@wellspring/smart';
import type { DataStore } from '@wellspring/store';

/** What a single version of a resource tells by itself, so that histories are judged as searches are. */
const told: ReadonlySet<Criterion['kind']> = new Set([
  'id',
  'token',
  'text',
  'reference',
  'identifier',
  'canonical-version',
  'mime-type',
  'uri',
  'string',
  'date',
  'number',
  'quantity',
]);

/**
 * The filters of a granular scope (`?category=laboratory&status=final`) as conditions, all of which a resource has to
 * fulfil. Undefined where one of them cannot be understood, or is about more than a resource by itself: the scope then
 * gives nothing, rather than what it would give without its filter.
 * @see https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#finer-grained-resource-constraints-using-search-parameters
 */
export async function scopeFilters(
  { type, filters }: ResourceScope,
  store: Pick<DataStore, 'searchParameters' | 'conformance'>,
  baseUrl: string,
): Promise<readonly Condition[] | undefined> {
  if (filters.length === 0) return [];
  const pairs = filters.map(({ parameter, value }) => [parameter, value] as const);
  const parameters = store.searchParameters();
  const parsed = parseSearch({ kind: 'type', type }, pairs, { strict: true, baseUrl, parameters });
  if (!parsed.ok || parsed.ignored.length > 0) return undefined;
  const expanded = await expandTerminology(parsed.query, store.conformance);
  if (!expanded.ok) return undefined;
  const conditions = expanded.query.searches[0]?.conditions ?? [];
  // Each filter is one condition: what says how a search is answered would be none.
  return conditions.length === filters.length && conditions.every(isTold) ? conditions : undefined;
}

function isTold(condition: Condition): boolean {
  if (condition.kind === 'missing') return true;
  return condition.kind === 'parameter' && condition.anyOf.every(({ kind }) => told.has(kind));
}

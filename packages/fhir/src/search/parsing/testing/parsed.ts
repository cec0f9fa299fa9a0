import type { Criterion } from '../../criterion.js';
import type { SearchScope } from '../../search-scope.js';
import type { Condition, SearchQuery } from '../../search-query.js';
import { parseSearch } from '../parse-search.js';
import type { SearchOptions } from '../search-options.js';
import type { SearchOutcome } from '../search-outcome.js';

/** The scope that a path stands for: `Patient`, `` for the system, `Patient/1/Observation`, `Patient/1/*`. */
function scopeOf(path: string): SearchScope {
  const [first = '', id, type] = path.split('/');
  if (first === '') return { kind: 'system' };
  if (id === undefined) return { kind: 'type', type: first };
  const compartment = first as (SearchScope & { kind: 'compartment' })['compartment'];
  return { kind: 'compartment', compartment, id, ...(type !== '*' && type !== undefined && { type }) };
}

/** What `parseSearch` makes of an address, strictly unless said otherwise; nothing in it is URL-encoded. */
export function outcomeOf(url: string, options: Partial<SearchOptions> = {}): SearchOutcome {
  const mark = url.indexOf('?');
  const [path, parameters] = mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  const pairs = parameters
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return parseSearch(scopeOf(path), pairs, { strict: true, ...options });
}

/** The query of an address that is right. */
export function queryOf(url: string, options: Partial<SearchOptions> = {}): SearchQuery {
  const outcome = outcomeOf(url, options);
  if (!outcome.ok) throw new Error(outcome.issues.map((issue) => issue.diagnostics).join('\n'));
  return outcome.query;
}

/** The conditions of the first type that is searched. */
export function conditionsOf(url: string, options: Partial<SearchOptions> = {}): readonly Condition[] {
  return queryOf(url, options).searches[0]?.conditions ?? [];
}

/** The criteria of a search of parameters alone. */
export function criteriaOf(url: string, options: Partial<SearchOptions> = {}): readonly Criterion[] {
  return conditionsOf(url, options).flatMap((condition) => {
    if (condition.kind !== 'parameter') throw new Error(`a condition of the kind ${condition.kind}`);
    return condition.anyOf;
  });
}

/** What is wrong with an address; empty where nothing is. */
export function diagnosticsOf(url: string, options: Partial<SearchOptions> = {}): string {
  const outcome = outcomeOf(url, options);
  return outcome.ok ? '' : outcome.issues.map((issue) => issue.diagnostics).join('\n');
}

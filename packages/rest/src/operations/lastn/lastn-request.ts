import { parseSearch, type Issue, type SearchParameters, type SearchQuery } from '@wellspring/fhir';
import type { QueryPair } from '../../request/query-pairs.js';
import { fault, type GivenParameter } from '../parameters/operation-parameters.js';

/** Which Observations, and how many of each code. */
export interface LastnRequest {
  readonly max: number;
  readonly query: SearchQuery;
  /** All that it was called with, for the self link. */
  readonly applied: readonly QueryPair[];
}

export type LastnRequestOutcome =
  | { readonly ok: true; readonly request: LastnRequest }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** What a search may have and this cannot: it has an order and pages of its own. */
const ofSearches: ReadonlySet<string> = new Set([
  '_count',
  '_cursor',
  '_elements',
  '_include',
  '_revinclude',
  '_sort',
  '_summary',
  '_total',
]);
const subjects: ReadonlySet<string> = new Set(['patient', 'subject']);
/** `code`, `combo-code-value-quantity`: what has a code element in its expression. */
const ofCodes = /(?:^|-)code(?:-|$)/;

/**
 * Reads `max` and the search parameters of Observation that say which are looked at. A subject and a category or code
 * are needed: "The request for a lastn query SHALL include" them.
 *
 * @param baseUrl absolute references to the data store count as relative ones
 */
export function lastnRequest(
  given: readonly GivenParameter[],
  baseUrl: string,
  parameters: SearchParameters,
): LastnRequestOutcome {
  const issues: Issue[] = [];
  const applied: QueryPair[] = [];
  for (const { name, text } of given) {
    if (text === undefined) issues.push(fault(name, 'it must hold a single value'));
    else if (ofSearches.has(nameOf(name))) issues.push(fault(name, 'this operation has no such parameter'));
    else applied.push([name, text]);
  }
  const wanted = applied.filter(([name]) => name === 'max').map(([, value]) => value);
  const [max = '1', second] = wanted;
  if (second !== undefined) issues.push(fault('max', 'it can be given once only'));
  if (!/^[1-9]\d{0,8}$/.test(max)) issues.push(fault('max', 'it must be a whole number from 1'));
  const search = applied.filter(([name]) => name !== 'max');
  if (!search.some(([name]) => subjects.has(nameOf(name))))
    issues.push(fault('patient', 'it is needed, or subject'));
  if (!search.some(([name]) => nameOf(name) === 'category' || ofCodes.test(nameOf(name))))
    issues.push(fault('category', 'it is needed, or code, or another parameter of a code'));
  if (issues.length > 0) return { ok: false, issues };
  const parsed = parseSearch({ kind: 'type', type: 'Observation' }, search, {
    strict: true,
    baseUrl,
    parameters,
  });
  if (!parsed.ok) return parsed;
  return { ok: true, request: { max: Number(max), query: parsed.query, applied } };
}

/** A parameter without its modifier or chain. */
function nameOf(name: string): string {
  return name.split(/[:.]/, 1)[0]!;
}

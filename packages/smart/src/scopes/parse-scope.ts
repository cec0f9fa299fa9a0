import { isResourceType } from '@wellspring/fhir';
import { readFilters } from './read-filters.js';
import type { ResourceScope, ScopeInteraction, ScopeLevel } from './resource-scope.js';

/** What stands before a scope where scopes have to be URIs, by SMART's appendix on that. */
const uriPrefix = 'http://smarthealthit.org/fhir/scopes/';

const grammar = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]*)\.(read|write|\*|c?r?u?d?s?)(?:\?(.*))?$/;

/** V1's words in V2's letters, by SMART's own table. */
const words: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/**
 * The types that a scope can name. `Transaction` is no FHIR type: HealthLake has apps read it that ask what became of
 * an asynchronous transaction.
 */
function isScopeType(type: string): boolean {
  return type === '*' || type === 'Transaction' || isResourceType(type);
}

/**
 * Reads one scope. Undefined: it is none that gives access to resources (`openid`, `launch/patient`), or not written
 * as one must be. SMART lets a server pass over what is out of order (`.dus`), so that nothing is read as more than
 * was meant; the same goes here for types, letters and filters that do not exist, for a filter on `*`, and for
 * filters that HealthLake takes in no scope (https://docs.aws.amazon.com/healthlake/latest/devguide/reference-smart-on-fhir-oauth-scopes.html):
 * chains, includes and whatever is no search parameter. That a parameter exists and is no composite depends on the
 * data store, and is for who applies the filters to see.
 *
 * @example
 * parseScope('patient/Observation.rs?category=laboratory')
 * // { level: 'patient', type: 'Observation', interactions: Set { 'r', 's' },
 * //   filters: [{ parameter: 'category', value: 'laboratory' }], version: 'v2', text: '...' }
 */
export function parseScope(scope: string): ResourceScope | undefined {
  const text = scope.startsWith(uriPrefix) ? scope.slice(uriPrefix.length) : scope;
  const match = grammar.exec(text);
  if (!match) return undefined;
  const [, level, type, suffix, query] = match as unknown as readonly [
    string,
    ScopeLevel,
    string,
    string,
    string?,
  ];
  if (suffix === '' || !isScopeType(type)) return undefined;
  const letters = words[suffix];
  const version = letters === undefined ? 'v2' : 'v1';
  const filters = query === undefined ? [] : readFilters(query);
  // Filters came with the letters: V1 has none.
  if (!filters || (query !== undefined && (version === 'v1' || type === '*'))) return undefined;
  return {
    text,
    level,
    type,
    interactions: new Set((letters ?? suffix) as Iterable<ScopeInteraction>),
    filters,
    version,
  };
}

/**
 * The scopes of resources in a list, be that a text with spaces between (OAuth) or an array (`scp` of some servers);
 * what is none is passed over, and what is said twice counts once.
 *
 * @example parseScopes('openid launch/patient patient/*.rs user/Patient.read').map((scope) => scope.type) // ['*', 'Patient']
 */
export function parseScopes(scopes: string | readonly string[]): readonly ResourceScope[] {
  const texts = typeof scopes === 'string' ? scopes.split(' ') : scopes;
  const found: ResourceScope[] = [];
  for (const text of new Set(texts)) {
    const scope = parseScope(text);
    if (scope) found.push(scope);
  }
  return found;
}

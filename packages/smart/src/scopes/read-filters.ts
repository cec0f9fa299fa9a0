import type { ScopeFilter } from './resource-scope.js';

/** A search parameter's code, with a modifier where it has one: nothing that is chained, no `_has:`. */
const parameterName = /^[A-Za-z_][A-Za-z0-9_-]*(?::[A-Za-z-]+)?$/;

/** What stands in searches, but says nothing about a resource that one could look at by itself. */
const notOfResources: ReadonlySet<string> = new Set([
  '_contained',
  '_containedType',
  '_count',
  '_elements',
  '_filter',
  '_format',
  '_getpages',
  '_has',
  '_include',
  '_maxresults',
  '_page',
  '_pretty',
  '_query',
  '_revinclude',
  '_score',
  '_sort',
  '_summary',
  '_total',
  '_type',
]);

/**
 * The filters behind the question mark of a scope. They are percent-encoded as in an address, but a plus is a plus:
 * the `+01:00` of a date stands in a scope as it is. Undefined where one of them is none.
 */
export function readFilters(query: string): readonly ScopeFilter[] | undefined {
  const filters: ScopeFilter[] = [];
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0) return undefined;
    const parameter = decoded(pair.slice(0, equals));
    const value = decoded(pair.slice(equals + 1));
    if (parameter === undefined || value === undefined || value === '') return undefined;
    if (!parameterName.test(parameter) || notOfResources.has(parameter.split(':')[0]!)) return undefined;
    filters.push({ parameter, value });
  }
  return filters;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

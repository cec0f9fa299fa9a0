import type { SearchParameters } from '../parameter-set.js';
import type { SearchQuery, SortKey } from '../search-query.js';
import { isFault, type OrFault } from './fault.js';
import { readSort } from './sort-keys.js';

/** The longest cursor that is looked at; ours are far shorter. */
const maxCursorLength = 8_192;

/** What the result parameters say: how much of the matches, in which order. */
export interface ResultParameters {
  readonly count?: number;
  readonly cursor?: string;
  readonly total?: SearchQuery['total'];
  readonly sort?: readonly SortKey[];
}

/** `_format` and `_pretty` are for the answer's form, which is not the search's business. */
export const ignoredSilently: ReadonlySet<string> = new Set(['_format', '_pretty']);

/**
 * Parameters of the specification that would change what is found or returned: to ignore them would
 * be a wrong answer.
 */
export const unsupportedParameters: ReadonlySet<string> = new Set(['_filter', '_query']);

/**
 * Parameters of which only the default is supported, which says what is done anyway: "By default, search results
 * only include resources that are not contained", and then as containers
 * (https://hl7.org/fhir/R4/search.html#contained).
 */
export const defaultOnly: ReadonlyMap<string, string> = new Map([
  ['_contained', 'false'],
  ['_containedType', 'container'],
]);

/** The parameters that are read here: none can have a modifier. */
export const resultParameters: ReadonlySet<string> = new Set(['_count', '_cursor', '_total', '_sort']);

/**
 * Reads a result parameter; undefined for a parameter that is none.
 * @see https://hl7.org/fhir/R4/search.html#return
 */
export function readResultParameter(
  name: string,
  value: string,
  types: readonly string[],
  maxCount: number,
  parameters: SearchParameters,
): OrFault<ResultParameters> | undefined {
  switch (name) {
    case '_count':
      if (!/^\d{1,9}$/.test(value)) return { fault: 'is not a whole number from 0 on' };
      return { count: Math.min(Number(value), maxCount) };
    case '_cursor':
      if (value.length > maxCursorLength) return { fault: 'is too long for a place in a list of matches' };
      return { cursor: value };
    case '_total':
      if (value === 'none' || value === 'estimate' || value === 'accurate') return { total: value };
      return { fault: 'is none of none, estimate and accurate' };
    case '_sort': {
      const sort = readSort(value, types, parameters);
      return isFault(sort) ? sort : { sort };
    }
    default:
      return undefined;
  }
}

import type { SearchOrder } from '../search-query.js';
import type { OrFault } from './fault.js';

/** The longest cursor that is looked at; ours are far shorter. */
const maxCursorLength = 2_048;

/** What the result parameters say: how much of the matches, in which order. */
export interface ResultParameters {
  readonly count?: number;
  readonly cursor?: string;
  readonly total?: 'none' | 'accurate';
  readonly sort?: SearchOrder;
}

/** `_format` and `_pretty` are for the answer's form, which is not the search's business. */
export const ignoredSilently: ReadonlySet<string> = new Set(['_format', '_pretty']);

/**
 * Parameters of the specification that would change what is found or returned: to ignore them would
 * be a wrong answer.
 */
export const unsupportedParameters: ReadonlySet<string> = new Set([
  '_contained',
  '_containedType',
  '_content',
  '_elements',
  '_filter',
  '_has',
  '_list',
  '_query',
  '_summary',
  '_text',
  '_type',
]);

/**
 * Reads a result parameter; undefined for a parameter that is none.
 * @see https://hl7.org/fhir/R4/search.html#return
 */
export function readResultParameter(
  name: string,
  value: string,
  maxCount: number,
): OrFault<ResultParameters> | undefined {
  switch (name) {
    case '_count':
      if (!/^\d{1,9}$/.test(value)) return { fault: 'is not a whole number from 0 on' };
      return { count: Math.min(Number(value), maxCount) };
    case '_cursor':
      if (value === '') return { fault: 'is empty' };
      if (value.length > maxCursorLength) return { fault: 'is too long for a place in a list of matches' };
      return { cursor: value };
    case '_total':
      if (value === 'none' || value === 'accurate') return { total: value };
      return { fault: 'is not supported: it may be none or accurate' };
    case '_sort':
      if (value === '_lastUpdated') return { sort: { by: '_lastUpdated', direction: 'ascending' } };
      if (value === '-_lastUpdated') return { sort: { by: '_lastUpdated', direction: 'descending' } };
      return { fault: 'is not supported: it may be _lastUpdated or -_lastUpdated' };
    default:
      return undefined;
  }
}

import type { Criterion } from '../criterion.js';
import type { Include } from '../include.js';
import type { SearchParameters } from '../parameter-set.js';
import { canReferTo } from '../reference-parameters.js';

/**
 * The look-ups that one search may ask of the index; what it includes may ask for as many again. Enough
 * for an OR of 5,000 values of every kind, but ids alone of a parameter that may refer to more than 20
 * types. They hold the program for some 50 ms; the database's time has a limit of its own.
 */
export const maxLookUps = 100_000;

/** What a range counts for: 10,000 of them, over 65,000 Observations, took 9 to 17 s. */
export const rangeLookUps = 10;

/**
 * How many values a criterion is looked up by: an id alone is one for each type it may be of. How many
 * codes a value set or hierarchy has is known only when it is looked at, which has a bound of its own.
 */
export function lookUpsOf(criterion: Criterion): number {
  switch (criterion.kind) {
    case 'reference':
      return criterion.targets.length;
    case 'composite':
      return criterion.components.reduce((product, component) => product * lookUpsOf(component), 1);
    case 'uri':
      return criterion.match === 'below' ? rangeLookUps : 1;
    case 'words':
      return criterion.words.length + criterion.without.length;
    case 'id':
    case 'last-updated':
    case 'created-at':
    case 'identifier':
    case 'token':
      return 1;
    case 'canonical-version':
    case 'date':
    case 'hierarchy':
    case 'mime-type':
    case 'near':
    case 'number':
    case 'quantity':
    case 'string':
    case 'text':
    case 'value-set':
      return rangeLookUps;
    default:
      return criterion satisfies never;
  }
}

/**
 * What includes cost before anything is found: a reverse one asks for each match of a full page, by
 * each of its parameters that may refer to one. The references of matches are known only when they are there.
 */
export function countIncludeLookUps(
  includes: readonly Include[],
  types: readonly string[],
  count: number,
  parameters: SearchParameters,
): number {
  let sum = 0;
  for (const { direction, source, params } of includes) {
    if (direction === 'forward') continue;
    sum +=
      params.filter((param) => types.some((type) => canReferTo(source, param, type, parameters))).length *
      count;
  }
  return sum;
}

import type { Criterion } from '../criterion.js';
import type { Include } from '../include.js';
import { canReferTo } from '../reference-parameters.js';

/**
 * The look-ups that one search may ask of the index; what it includes may ask for as many again. 100,000 held the program and the database for
 * several seconds; these take a quarter of one.
 */
export const maxLookUps = 10_000;

/** What a range counts for: 10,000 of them, over 65,000 Observations, took 9 to 17 s. */
const rangeLookUps = 10;

function lookUpsOf(criterion: Criterion): number {
  switch (criterion.kind) {
    case 'reference':
      return criterion.targets.length;
    case 'composite':
      return criterion.components.reduce((product, component) => product * lookUpsOf(component), 1);
    case 'id':
    case 'last-updated':
    case 'token':
    case 'uri':
      return 1;
    case 'string':
    case 'date':
    case 'number':
    case 'quantity':
      return rangeLookUps;
    default:
      return criterion satisfies never;
  }
}

/** How many values alternatives are looked up by: an id alone is one for each type it may be of. */
export function countLookUps(alternatives: readonly Criterion[]): number {
  return alternatives.reduce((sum, criterion) => sum + lookUpsOf(criterion), 0);
}

/**
 * What includes cost before anything is found: a reverse one asks for each match of a full page, by
 * each of its parameters that may refer to one. The references of matches are known only when they are there.
 */
export function countIncludeLookUps(includes: readonly Include[], type: string, count: number): number {
  return includes.reduce(
    (sum, { direction, source, params }) =>
      direction === 'reverse'
        ? sum + params.filter((param) => canReferTo(source, param, type)).length * count
        : sum,
    0,
  );
}

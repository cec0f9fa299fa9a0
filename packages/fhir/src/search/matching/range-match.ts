import type { EdgeComparison, RangeComparison } from '../criterion.js';

function holds({ edge, operator, value }: EdgeComparison, low: number, high: number): boolean {
  const stored = edge === 'low' ? low : high;
  switch (operator) {
    case '<':
      return stored < value;
    case '<=':
      return stored <= value;
    case '>':
      return stored > value;
    case '>=':
      return stored >= value;
    default:
      return operator satisfies never;
  }
}

/** Whether a stored interval fulfils a comparison (https://hl7.org/fhir/R4/search.html#prefix). */
export function matchesRange(where: RangeComparison, low: number, high: number): boolean {
  return where.some((all) => all.every((comparison) => holds(comparison, low, high)));
}

import type { EdgeComparison, RangeComparison } from '../search/criterion.js';
import { inBaseUnits } from './canonical-quantity.js';
import { canonicalUnit } from './canonical-unit.js';

/**
 * How near to an edge a stored value is taken to be the edge itself, in parts of the edge's value.
 * Conversions to base units err by some 1e-14. A range that is meant to hold its middle has to be wider than
 * this (parsing/implicit-precision.ts).
 */
const tolerance = 1e-12;

/**
 * Comparisons with values of a unit, turned into comparisons with values of its base units
 * ({@link canonicalQuantity}, {@link canonicalInterval}). The comparisons, and with them the implicit
 * precision of the value that is searched for, are worked out in the unit given, then converted.
 *
 * 5400 mg and 5.4 g may differ by their last bits in base units. So each edge is moved by a
 * trillionth of its value, to the side where what is equal to it is meant to be: for `>=` and `<`
 * down, for `<=` and `>` up. 5.4 g, [5.35, 5.45), then finds 5350 mg and not 5450 mg, by whatever
 * way they were converted, and each value is found by exactly one of eq and ne, gt and le, lt and ge.
 *
 * @returns undefined for what is not a UCUM code
 */
export function canonicalComparison(
  where: RangeComparison,
  code: string,
): { readonly where: RangeComparison; readonly unit: string } | undefined {
  const canonical = canonicalUnit(code);
  if (canonical === undefined) return undefined;
  const convert = ({ edge, operator, value }: EdgeComparison): EdgeComparison => ({
    edge,
    operator,
    value: moved(inBaseUnits(value, canonical), operator),
  });
  return { where: where.map((all) => all.map(convert)), unit: canonical.unit };
}

function moved(value: number, operator: EdgeComparison['operator']): number {
  const margin = Math.abs(value) * tolerance;
  switch (operator) {
    case '>=':
    case '<':
      return Math.max(value - margin, -Number.MAX_VALUE);
    case '<=':
    case '>':
      return Math.min(value + margin, Number.MAX_VALUE);
    default:
      return operator satisfies never;
  }
}

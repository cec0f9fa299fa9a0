import { canonicalUnit, isUnitSymbol } from '../ucum/canonical-unit.js';
import { unitExpression } from '../ucum/unit-expression.js';

/**
 * Whether a text is a UCUM code: an expression of the grammar whose symbols UCUM has. What is more than that (units
 * on scales of their own in a product) is not judged.
 */
export function isUcumCode(code: string): boolean {
  if (canonicalUnit(code) !== undefined) return true;
  const factors = unitExpression(code);
  return factors !== undefined && factors.every(({ number, symbol }) => number || isUnitSymbol(symbol));
}

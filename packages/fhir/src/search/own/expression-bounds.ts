import type { Expression } from '../../fhirpath/expression.js';

/** The longest expression of R4, for thirty resource types together, has 4,000 characters. */
export const maxExpressionLength = 10_000;
/** For one resource type; R4 has 4 at most. */
const maxOperands = 50;
/** Steps after one another; R4 has 7 at most. */
const maxSteps = 50;
/** Conditions within conditions: each looks at all elements below that of the one around it. */
const maxConditions = 3;

/**
 * Why an expression could cost more than a resource is worth, be it to compile or to evaluate; undefined where it
 * cannot. In a condition `%resource` would go through the whole resource for each of its elements.
 * @param operands of its union, those for one resource type
 */
export function excessOf(operands: readonly Expression[]): string | undefined {
  if (operands.length > maxOperands) return `it has more than ${maxOperands} parts for one resource type`;
  for (const operand of operands) {
    const excess = excessWithin(operand, 0, 0);
    if (excess !== undefined) return excess;
  }
  return undefined;
}

function excessWithin(expression: Expression, steps: number, conditions: number): string | undefined {
  if (steps > maxSteps) return `it has more than ${maxSteps} steps after one another`;
  if (conditions > maxConditions) return `it has more than ${maxConditions} conditions within one another`;
  const within = (inner: Expression, deeper = 0): string | undefined =>
    excessWithin(inner, steps + 1, conditions + deeper);
  switch (expression.kind) {
    case 'name':
    case 'literal':
    case 'nothing':
    case 'moment':
    case 'amount':
      return undefined;
    case 'variable':
      return conditions > 0 ? `it has %${expression.name} within a condition` : undefined;
    case 'member':
    case 'index':
    case 'type':
      return within(expression.source);
    case 'negative':
      return within(expression.operand);
    case 'binary':
      return within(expression.left) ?? within(expression.right);
    case 'call': {
      const { source } = expression;
      const before = source && within(source);
      if (before !== undefined) return before;
      for (const argument of expression.arguments) {
        const excess = within(argument, 1);
        if (excess !== undefined) return excess;
      }
      return undefined;
    }
    default:
      return expression satisfies never;
  }
}

import { isResourceType } from '../../definitions/r4.js';
import { ExpressionError, type Expression } from '../../fhirpath/expression.js';
import { unionOperands } from '../../fhirpath/expression-text.js';
import { parseExpression } from '../../fhirpath/parse-expression.js';
import { excessOf, maxExpressionLength } from './expression-bounds.js';

/** A part of a union: as it is written, and read. */
export interface Operand {
  readonly text: string;
  readonly expression: Expression;
}

/**
 * The parts of an expression's outermost union.
 * @throws ExpressionError where it cannot be read
 */
export function readOperands(expression: string): readonly Operand[] {
  if (expression.length > maxExpressionLength)
    throw new ExpressionError(`it has more than ${maxExpressionLength} characters`);
  // All of it first, so that what is wrong is told of the whole.
  parseExpression(expression);
  const seen = new Set<string>();
  return textsOf(expression)
    .filter((text) => !seen.has(text) && seen.add(text))
    .map((text) => ({ text, expression: parseExpression(text) }));
}

/**
 * The part of an expression that is for one resource type: the operands that begin with its name, with that of what
 * all are made of, or with none. Undefined where there is none.
 * @throws ExpressionError where it is more than one resource is worth
 */
export function expressionForType(operands: readonly Operand[], type: string): string | undefined {
  const own = operands.filter(({ expression }) => isFor(expression, type));
  if (own.length === 0) return undefined;
  const excess = excessOf(own.flatMap(({ expression }) => unionOperands(expression)));
  if (excess !== undefined) throw new ExpressionError(excess);
  return own.map(({ text }) => text).join(' | ');
}

function isFor(expression: Expression, type: string): boolean {
  const root = rootOf(expression);
  return root === undefined || root === type || !isResourceType(root);
}

/** The name that a path begins with. */
function rootOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'member':
    case 'index':
    case 'type':
      return rootOf(expression.source);
    case 'binary':
      return rootOf(expression.left);
    case 'call':
      return expression.source && rootOf(expression.source);
    case 'negative':
      return rootOf(expression.operand);
    case 'literal':
    case 'nothing':
    case 'moment':
    case 'amount':
    case 'variable':
      return undefined;
    default:
      return expression satisfies never;
  }
}

/** What stands between the `|` outside of parentheses and quotes. */
function textsOf(expression: string): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  let start = 0;
  let quote: string | undefined;
  for (let at = 0; at < expression.length; at++) {
    const character = expression[at]!;
    if (quote !== undefined) {
      if (character === '\\') at++;
      else if (character === quote) quote = undefined;
    } else if (character === "'" || character === '`') quote = character;
    else if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    else if (character === '|' && depth === 0) {
      texts.push(expression.slice(start, at).trim());
      start = at + 1;
    }
  }
  texts.push(expression.slice(start).trim());
  return texts;
}

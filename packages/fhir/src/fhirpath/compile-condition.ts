import type { JsonObject, JsonValue } from '../json/json-value.js';
import { compileExpression } from './compile-expression.js';
import { isType, type ElementType } from './element-type.js';
import { unsupported, type Expression } from './expression.js';
import { referenceType } from './reference-type.js';
import type { Scope } from './scope.js';

/** Whether something is true of a value; the resource is for `%resource`. */
export type Condition = (value: JsonValue, resource: JsonObject) => boolean;

/** Whether an expression has a value (for which `test` holds). */
function compileExists(
  source: Expression,
  scope: Scope,
  test: (value: JsonValue, element: ElementType, resource: JsonObject) => boolean,
): Condition {
  let found = false;
  const visit = compileExpression(source, scope, (element) => (value, { resource }) => {
    if (value !== null && test(value, element, resource)) found = true;
  });
  return (value, resource) => {
    found = false;
    visit?.(value, { resource });
    return found;
  };
}

function compileTypeTest(source: Expression, type: string, scope: Scope): Condition {
  // resolve() can only be asked for the type: other resources are not read.
  if (source.kind === 'call' && source.name === 'resolve') {
    if (source.source === undefined) return (value, resource) => referenceType(value, resource) === type;
    return compileExists(
      source.source,
      scope,
      (value, _, resource) => referenceType(value, resource) === type,
    );
  }
  return compileExists(source, scope, (_, element) => isType(element.type, type));
}

function compileComparison(left: Expression, right: Expression, scope: Scope, equal: boolean): Condition {
  if (right.kind !== 'literal') return unsupported('a comparison with anything but a literal');
  return compileExists(left, scope, (value) => (value === right.value) === equal);
}

/**
 * Compiles an expression that is true or false of a focus. Empty counts as false, as the criteria of
 * `where` have it.
 */
export function compileCondition(expression: Expression, scope: Scope): Condition {
  switch (expression.kind) {
    case 'binary': {
      const { operator, left, right } = expression;
      if (operator === '=' || operator === '!=')
        return compileComparison(left, right, scope, operator === '=');
      if (operator === '|') return compileExists(expression, scope, (value) => value === true);
      if (operator !== 'and' && operator !== 'or') return unsupported(`the operator ${operator}`);
      const [a, b] = [compileCondition(left, scope), compileCondition(right, scope)];
      return operator === 'and'
        ? (value, resource) => a(value, resource) && b(value, resource)
        : (value, resource) => a(value, resource) || b(value, resource);
    }
    case 'type':
      if (expression.operator === 'is') return compileTypeTest(expression.source, expression.type, scope);
      return compileExists(expression, scope, (value) => value === true);
    case 'call': {
      const { source, name } = expression;
      if (name === 'exists' && source !== undefined && expression.arguments.length === 0) {
        return compileExists(source, scope, () => true);
      }
      if (name === 'exists' && source !== undefined)
        return compileExists({ ...expression, name: 'where' }, scope, () => true);
      if (name === 'not' && source !== undefined) {
        const holds = compileCondition(source, scope);
        return (value, resource) => !holds(value, resource);
      }
      if (name === 'hasExtension' && source === undefined) {
        return compileExists({ ...expression, name: 'extension' }, scope, () => true);
      }
      return compileExists(expression, scope, (value) => value === true);
    }
    case 'literal':
      return () => expression.value === true;
    case 'nothing':
    case 'moment':
    case 'amount':
    case 'negative':
      return unsupported('a literal as a condition');
    case 'name':
    case 'member':
    case 'index':
    case 'variable':
      return compileExists(expression, scope, (value) => value === true);
    default:
      return expression satisfies never;
  }
}

/** Whether the expression is a condition, whose one value is true or false. */
export function isCondition(expression: Expression): boolean {
  switch (expression.kind) {
    case 'binary':
      return ['=', '!=', 'and', 'or'].includes(expression.operator);
    case 'type':
      return expression.operator === 'is';
    case 'call':
      return ['exists', 'not', 'hasExtension'].includes(expression.name);
    case 'name':
    case 'member':
    case 'index':
    case 'literal':
    case 'nothing':
    case 'moment':
    case 'amount':
    case 'negative':
    case 'variable':
      return false;
    default:
      return expression satisfies never;
  }
}

import { compileCondition, isCondition } from './compile-condition.js';
import { isType, propertiesOf, type ElementType } from './element-type.js';
import { ExpressionError, MissingElement, unsupported, type Expression } from './expression.js';
import { isObject } from '../json/json-kind.js';
import type { Scope } from './scope.js';
import { inSequence, visitMember, type Taker, type Visit, type VisitContext } from './visit.js';

const abstractResources: ReadonlySet<string> = new Set(['Resource', 'DomainResource']);

/** Types of the System namespace are all that conditions give. */
const booleanType: ElementType = { type: 'boolean' };

function literalText(expression: Expression | undefined, where: string): string {
  if (expression?.kind === 'literal' && typeof expression.value === 'string') return expression.value;
  throw new ExpressionError(`${where} needs a text`);
}

function typeName(expression: Expression | undefined, where: string): string {
  if (expression?.kind === 'name' || expression?.kind === 'member') return expression.name;
  throw new ExpressionError(`${where} needs the name of a type`);
}

function compileMember<C extends VisitContext>(
  parent: ElementType,
  name: string,
  { budget }: Scope,
  taker: Taker<C>,
): Visit<C> | undefined {
  const properties = propertiesOf(parent.type, name);
  if (properties.length === 0) throw new MissingElement(`${parent.type} has no element ${name}`);
  if (budget !== undefined && (budget.ways -= properties.length) < 0)
    throw new ExpressionError(
      'it leads to too many kinds of elements: "as" or "ofType" would tell which are meant',
    );
  let missing: MissingElement | undefined;
  let fitting = 0;
  const visits = properties.map(({ property, element }) => {
    try {
      const next = taker(element);
      fitting++;
      return next && visitMember(property, next);
    } catch (error) {
      if (!(error instanceof MissingElement)) throw error;
      missing = error;
      return undefined;
    }
  });
  // What a type of a choice does not have is empty (`extension.value.code`), what none of them has is a mistake.
  if (missing !== undefined && fitting === 0) throw missing;
  return inSequence(visits);
}

/** Only the nth of the values; the count begins anew with each value that the whole is applied to. */
function compileIndex<C extends VisitContext>(
  source: Expression,
  index: number,
  scope: Scope,
  taker: Taker<C>,
): Visit<C> | undefined {
  let seen = 0;
  const visit = compileExpression<C>(source, scope, (element) => {
    const next = taker(element);
    return (value, context) => {
      if (seen++ === index) next?.(value, context);
    };
  });
  return (
    visit &&
    ((value, context) => {
      seen = 0;
      visit(value, context);
    })
  );
}

/** Calls on a source: its values go through the function to the taker. */
function throughFunction<C extends VisitContext>(
  call: Expression & { kind: 'call' },
  scope: Scope,
  taker: Taker<C>,
): Taker<C> {
  const [argument] = call.arguments;
  switch (call.name) {
    case 'as':
    case 'ofType': {
      const type = typeName(argument, call.name);
      return (element) => (isType(element.type, type) ? taker(element) : undefined);
    }
    case 'where':
      return (element) => {
        const next = taker(element);
        if (argument === undefined) throw new ExpressionError('where needs a condition');
        const holds = compileCondition(argument, { ...scope, focus: element });
        return (
          next &&
          ((value, context) => {
            if (holds(value, context.resource)) next(value, context);
          })
        );
      };
    case 'extension': {
      const url = literalText(argument, 'extension');
      return (element) =>
        compileMember<C>(element, 'extension', scope, (extension) => {
          const next = taker(extension);
          return (
            next &&
            ((value, context) => {
              if (isObject(value) && value['url'] === url) next(value, context);
            })
          );
        });
    }
    default:
      return unsupported(`the function ${call.name}()`);
  }
}

/**
 * Compiles an expression into a visit of its focus that hands every value to the taker. Undefined
 * where the taker wants none of the types that the expression can give.
 * @throws ExpressionError where it names what the types do not have, or uses more than the subset.
 */
export function compileExpression<C extends VisitContext>(
  expression: Expression,
  scope: Scope,
  taker: Taker<C>,
): Visit<C> | undefined {
  if (isCondition(expression)) {
    const holds = compileCondition(expression, scope);
    const next = taker(booleanType);
    return (
      next &&
      ((value, context) => {
        next(holds(value, context.resource), context);
      })
    );
  }
  switch (expression.kind) {
    case 'name': {
      const { name } = expression;
      const namesFocus = name === '$this' || name === scope.focus.type || abstractResources.has(name);
      return namesFocus ? taker(scope.focus) : compileMember(scope.focus, name, scope, taker);
    }
    case 'member': {
      const { source, name } = expression;
      return compileExpression(source, scope, (element) => compileMember(element, name, scope, taker));
    }
    case 'index':
      return compileIndex(expression.source, expression.index, scope, taker);
    case 'variable': {
      if (expression.name !== 'resource') return unsupported(`%${expression.name}`);
      const next = taker(scope.resource);
      return (
        next &&
        ((_, context) => {
          next(context.resource, context);
        })
      );
    }
    case 'type': {
      const { source, type } = expression;
      return compileExpression(source, scope, (element) =>
        isType(element.type, type) ? taker(element) : undefined,
      );
    }
    case 'binary':
      if (expression.operator !== '|') return unsupported(`the operator ${expression.operator}`);
      return inSequence([
        compileExpression(expression.left, scope, taker),
        compileExpression(expression.right, scope, taker),
      ]);
    case 'call': {
      const { source, name } = expression;
      if (name === 'first' && source !== undefined) return compileIndex(source, 0, scope, taker);
      const through = throughFunction(expression, scope, taker);
      return source === undefined ? through(scope.focus) : compileExpression(source, scope, through);
    }
    case 'literal':
    case 'nothing':
    case 'moment':
    case 'amount':
    case 'negative':
      return unsupported('a literal as a value');
    default:
      return expression satisfies never;
  }
}

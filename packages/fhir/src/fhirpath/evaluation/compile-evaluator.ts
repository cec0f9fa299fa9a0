import { ExpressionError, unsupported, type Expression } from '../expression.js';
import { Amount, unitCode } from './amount.js';
import { ElementNode, nothing, truth, type Item, type Items } from './element-node.js';
import type { Environment, Evaluator } from './environment.js';
import { functions } from './functions/functions.js';
import { readMoment } from './moment.js';
import { addChildren, hasChild, resourceNode } from './node-children.js';
import { isOfType } from './node-type.js';
import { compileOperator } from './operators.js';
import { asNumber, single } from './system-value.js';

const constants: ReadonlyMap<string, Items> = new Map([
  ['ucum', ['http://unitsofmeasure.org']],
  ['sct', ['http://snomed.info/sct']],
  ['loinc', ['http://loinc.org']],
]);

/** https://hl7.org/fhir/R4/fhirpath.html#variables */
function compileVariable(name: string): Evaluator {
  const constant = constants.get(name);
  if (constant !== undefined) return () => constant;
  if (name.startsWith('vs-')) return () => [`http://hl7.org/fhir/ValueSet/${name.slice(3)}`];
  if (name.startsWith('ext-')) return () => [`http://hl7.org/fhir/StructureDefinition/${name.slice(4)}`];
  switch (name) {
    case 'context':
      return (_, { focus }) => [focus];
    case 'resource':
      return (_, { context }) => [resourceNode(context.resource)];
    case 'rootResource':
      return (_, { context }) => [resourceNode(context.rootResource)];
    default:
      return unsupported(`%${name}`);
  }
}

function children(items: Items, name: string, environment: Environment): Items {
  const found: Item[] = [];
  for (const item of items) if (item instanceof ElementNode) addChildren(item, name, found);
  environment.step(1 + found.length);
  return found;
}

const capital = /^[A-Z]/;

/** A name at the beginning: an element of the focus, or the type of the focus, which is the focus itself. */
function compileName(name: string): Evaluator {
  switch (name) {
    case '$this':
      return (focus) => focus;
    case '$index':
      return (_, { index }) => [index];
    case '$total':
      return (_, { total }) => total;
    default:
      if (!capital.test(name)) return (focus, environment) => children(focus, name, environment);
      return (focus, environment) =>
        focus.length === 1 && isOfType(focus[0]!, name) ? focus : children(focus, name, environment);
  }
}

/** `name.exists()` and `name.empty()` are most of what invariants ask: nothing is made for them. */
function compilePresence(source: Expression | undefined, wanted: boolean): Evaluator | undefined {
  if (source?.kind !== 'name' || source.name.startsWith('$') || capital.test(source.name)) return undefined;
  const { name } = source;
  return (focus) => {
    for (const item of focus) if (item instanceof ElementNode && hasChild(item, name)) return truth(wanted);
    return truth(!wanted);
  };
}

function compileCall({ source, name, arguments: given }: Expression & { kind: 'call' }): Evaluator {
  if ((name === 'exists' || name === 'empty') && given.length === 0) {
    const presence = compilePresence(source, name === 'exists');
    if (presence !== undefined) return presence;
  }
  const compiler = functions.get(name);
  if (compiler === undefined) return unsupported(`the function ${name}()`);
  // The name of a type is no expression to evaluate.
  const namesType = name === 'ofType' || name === 'as' || name === 'is';
  return compiler({
    name,
    source: source === undefined ? (focus) => focus : compileEvaluator(source),
    arguments: namesType ? [] : given.map(compileEvaluator),
    expressions: given,
  });
}

function compileTypeOperator({ operator, source, type }: Expression & { kind: 'type' }): Evaluator {
  const evaluate = compileEvaluator(source);
  return (focus, environment) => {
    const items = evaluate(focus, environment);
    if (operator === 'as') return items.filter((item) => isOfType(item, type));
    const item = single(items);
    // Of nothing it is false, not empty: else ras-2 (`probability is decimal implies ...`) would demand a probability.
    return truth(item !== undefined && isOfType(item, type));
  };
}

function compileMoment(text: string): Evaluator {
  const moment = readMoment(text);
  if (moment === undefined) throw new ExpressionError(`@${text} is no date or time`);
  const items = [moment];
  return () => items;
}

/**
 * Compiles an expression into a closure over elements.
 * @throws ExpressionError where it uses a function or variable that there is not.
 */
export function compileEvaluator(expression: Expression): Evaluator {
  switch (expression.kind) {
    case 'name':
      return compileName(expression.name);
    case 'member': {
      const source = compileEvaluator(expression.source);
      const { name } = expression;
      return (focus, environment) => children(source(focus, environment), name, environment);
    }
    case 'call':
      return compileCall(expression);
    case 'index': {
      const source = compileEvaluator(expression.source);
      const { index } = expression;
      return (focus, environment) => source(focus, environment).slice(index, index + 1);
    }
    case 'type':
      return compileTypeOperator(expression);
    case 'binary':
      return compileOperator(
        expression.operator,
        compileEvaluator(expression.left),
        compileEvaluator(expression.right),
      );
    case 'negative': {
      const operand = compileEvaluator(expression.operand);
      return (focus, environment) => {
        const number = asNumber(operand(focus, environment));
        return number === undefined ? nothing : [-number];
      };
    }
    case 'literal': {
      const items: Items = [expression.value];
      return () => items;
    }
    case 'nothing':
      return () => nothing;
    case 'moment':
      return compileMoment(expression.text);
    case 'amount': {
      const items: Items = [new Amount(expression.value, unitCode(expression.unit))];
      return () => items;
    }
    case 'variable':
      return compileVariable(expression.name);
    default:
      return expression satisfies never;
  }
}

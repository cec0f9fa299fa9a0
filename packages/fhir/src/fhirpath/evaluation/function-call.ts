import { ExpressionError, type Expression } from '../expression.js';
import type { Items } from './element-node.js';
import type { Environment, Evaluator } from './environment.js';

/** A call to compile: what it is called on, and its arguments, compiled and as they were written. */
export interface FunctionCall {
  readonly name: string;
  readonly source: Evaluator;
  readonly arguments: readonly Evaluator[];
  readonly expressions: readonly Expression[];
}

export type FunctionCompiler = (call: FunctionCall) => Evaluator;

/** Functions by name. */
export type FunctionTable = Readonly<Record<string, FunctionCompiler>>;

/** The argument at a place, which the function needs. */
export function argument(call: FunctionCall, place = 0): Evaluator {
  const found = call.arguments[place];
  if (found === undefined) throw new ExpressionError(`${call.name}() needs an argument`);
  return found;
}

/** The name of a type as an argument: `Quantity`, `FHIR.Quantity`. */
export function typeArgument({ name, expressions: [expression] }: FunctionCall): string {
  if (expression?.kind === 'name' || expression?.kind === 'member') return expression.name;
  throw new ExpressionError(`${name}() needs the name of a type`);
}

/** A function of nothing but its source. */
export function ofSource(evaluate: (items: Items, environment: Environment) => Items): FunctionCompiler {
  return ({ source }) =>
    (focus, environment) =>
      evaluate(source(focus, environment), environment);
}

/** A function of its source and one collection. */
export function ofCollection(
  evaluate: (items: Items, other: Items, environment: Environment) => Items,
): FunctionCompiler {
  return (call) => {
    const { source } = call;
    const other = argument(call);
    return (focus, environment) => {
      const items = other(focus, environment);
      // Each is compared, which costs more than to find it.
      environment.step(4 * items.length);
      return evaluate(source(focus, environment), items, environment);
    };
  };
}

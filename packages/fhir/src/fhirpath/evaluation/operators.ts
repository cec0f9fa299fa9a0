import { boundedText } from './bounded-text.js';
import type { BinaryOperator } from '../expression.js';
import { Amount, compareAmounts, unitCode } from './amount.js';
import { nothing, truth, type Items } from './element-node.js';
import { EvaluationError, type Environment, type Evaluator } from './environment.js';
import { distinct, equivalentItems, itemKey, sameItems } from './equality.js';
import { addToMoment, compareMoments, Moment, readMoment } from './moment.js';
import { asText, asTruth, single, singleValue, type SystemValue } from './system-value.js';

/** Which of two values comes later; undefined where it cannot be told. */
function order(left: SystemValue, right: SystemValue): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  const [a, b] = [left, right].map((value) => (typeof value === 'string' ? readMoment(value) : value));
  if (a instanceof Moment && b instanceof Moment) return compareMoments(a, b);
  const [x, y] = [left, right].map((value) => (typeof value === 'number' ? new Amount(value, '1') : value));
  if (x instanceof Amount && y instanceof Amount) return compareAmounts(x, y);
  throw new EvaluationError('values of unlike types are compared');
}

function comparison(left: Evaluator, right: Evaluator, test: (order: number) => boolean): Evaluator {
  return (focus, environment) => {
    const [a, b] = [singleValue(left(focus, environment)), singleValue(right(focus, environment))];
    if (a === undefined || b === undefined) return nothing;
    const found = order(a, b);
    return found === undefined ? environment.undetermined() : truth(test(found));
  };
}

function equality(left: Evaluator, right: Evaluator, wanted: boolean): Evaluator {
  return (focus, environment) => {
    const [a, b] = [left(focus, environment), right(focus, environment)];
    const same = sameItems(a, b);
    if (same === undefined) return a.length > 0 && b.length > 0 ? environment.undetermined() : nothing;
    return truth(same === wanted);
  };
}

/** The union: each item once. */
export function union(left: Items, right: Items): Items {
  if (left.length + right.length <= 1) return left.length === 0 ? right : left;
  return distinct([...left, ...right]);
}

function isIn(item: Items, collection: Items): Items {
  const one = single(item);
  if (one === undefined) return nothing;
  const key = itemKey(one);
  return truth(collection.some((each) => itemKey(each) === key));
}

function arithmetic(
  left: Evaluator,
  right: Evaluator,
  operator: '+' | '-' | '*' | '/' | 'div' | 'mod',
): Evaluator {
  return (focus, environment) => {
    const [a, b] = [singleValue(left(focus, environment)), singleValue(right(focus, environment))];
    if (a === undefined || b === undefined) return nothing;
    const result = calculate(a, b, operator);
    return result === undefined ? nothing : [result];
  };
}

function calculate(a: SystemValue, b: SystemValue, operator: string): SystemValue | undefined {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return boundedText(a + b);
  if (a instanceof Moment && b instanceof Amount && (operator === '+' || operator === '-'))
    return addToMoment(a, operator === '+' ? b.value : -b.value, unitCode(b.unit));
  if (a instanceof Amount && b instanceof Amount && a.unit === b.unit) {
    if (operator === '+') return new Amount(a.value + b.value, a.unit);
    if (operator === '-') return new Amount(a.value - b.value, a.unit);
  }
  if (typeof a !== 'number' || typeof b !== 'number')
    throw new EvaluationError(`${operator} is applied to what it does not take`);
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    default:
      if (b === 0) return undefined;
      return operator === '/' ? a / b : operator === 'div' ? Math.trunc(a / b) : a % b;
  }
}

type Truths = (left: boolean | undefined, right: () => boolean | undefined) => boolean | undefined;

/** FHIRPath's logic of three values (http://hl7.org/fhirpath/N1/#boolean-logic). */
const logic: Readonly<Record<'and' | 'or' | 'xor' | 'implies', Truths>> = {
  and(left, right) {
    if (left === false) return false;
    const other = right();
    return other === false ? false : left === undefined ? undefined : other;
  },
  or(left, right) {
    if (left === true) return true;
    const other = right();
    return other === true ? true : left === undefined ? undefined : other;
  },
  xor(left, right) {
    const other = right();
    return left === undefined || other === undefined ? undefined : left !== other;
  },
  implies(left, right) {
    if (left === false) return true;
    const other = right();
    return other === true ? true : left === undefined ? undefined : other;
  },
};

function logical(left: Evaluator, right: Evaluator, holds: Truths): Evaluator {
  return (focus, environment) =>
    truth(holds(asTruth(left(focus, environment)), () => asTruth(right(focus, environment))));
}

/** Compiles what stands between two expressions. */
export function compileOperator(operator: BinaryOperator, left: Evaluator, right: Evaluator): Evaluator {
  const both =
    (combine: (a: Items, b: Items, environment: Environment) => Items): Evaluator =>
    (focus, environment) =>
      combine(left(focus, environment), right(focus, environment), environment);
  switch (operator) {
    case '|':
      return both(union);
    case '=':
      return equality(left, right, true);
    case '!=':
      return equality(left, right, false);
    case '~':
      return both((a, b) => truth(equivalentItems(a, b)));
    case '!~':
      return both((a, b) => truth(!equivalentItems(a, b)));
    case '<':
      return comparison(left, right, (found) => found < 0);
    case '>':
      return comparison(left, right, (found) => found > 0);
    case '<=':
      return comparison(left, right, (found) => found <= 0);
    case '>=':
      return comparison(left, right, (found) => found >= 0);
    case 'in':
      return both(isIn);
    case 'contains':
      return both((a, b) => isIn(b, a));
    case 'and':
    case 'or':
    case 'xor':
    case 'implies':
      return logical(left, right, logic[operator]);
    case '&':
      return both((a, b) => [boundedText((asText(a) ?? '') + (asText(b) ?? ''))]);
    case '+':
    case '-':
    case '*':
    case '/':
    case 'div':
    case 'mod':
      return arithmetic(left, right, operator);
    default:
      return operator satisfies never;
  }
}

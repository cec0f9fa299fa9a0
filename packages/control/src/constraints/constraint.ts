import type { NumberShape, StringShape } from '../model/service-model.js';

/** One fact of the model about a value, and the words AWS uses where it does not hold. */
export interface Constraint<Value> {
  readonly text: string;
  readonly holds: (value: Value) => boolean;
}

/**
 * Length is counted in Unicode characters, not UTF-16 units
 * (https://smithy.io/2.0/spec/constraint-traits.html#length-trait).
 */
export function lengthOf(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const pair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
    if (pair) index++;
    length++;
  }
  return length;
}

/** "Member must have length …", for strings, lists and maps, given the way to count them. */
export function lengthConstraints<Value>(
  { min, max }: { readonly min?: number; readonly max?: number },
  count: (value: Value) => number,
): readonly Constraint<Value>[] {
  const constraints: Constraint<Value>[] = [];
  if (max !== undefined)
    constraints.push({
      text: `Member must have length less than or equal to ${max}`,
      holds: (value) => count(value) <= max,
    });
  if (min !== undefined)
    constraints.push({
      text: `Member must have length greater than or equal to ${min}`,
      holds: (value) => count(value) >= min,
    });
  return constraints;
}

/** Everything the model says about a string. */
export function stringConstraints(shape: StringShape): readonly Constraint<string>[] {
  const constraints = [...lengthConstraints(shape, lengthOf)];
  if (shape.pattern !== undefined) constraints.push(patternConstraint(shape.pattern, shape.max));
  if (shape.enum !== undefined) {
    const values = new Set(shape.enum);
    constraints.push({
      text: `Member must satisfy enum value set: [${shape.enum.join(', ')}]`,
      holds: (value) => values.has(value),
    });
  }
  return constraints;
}

/** Everything the model says about a number. */
export function numberConstraints({ min, max }: NumberShape): readonly Constraint<number>[] {
  const constraints: Constraint<number>[] = [];
  if (max !== undefined)
    constraints.push({
      text: `Member must have value less than or equal to ${max}`,
      holds: (value) => value <= max,
    });
  if (min !== undefined)
    constraints.push({
      text: `Member must have value greater than or equal to ${min}`,
      holds: (value) => value >= min,
    });
  return constraints;
}

/** Strings without a modelled maximum are matched up to this length. */
const UNBOUNDED = 10_000;

/**
 * The model's patterns are Java's and must match the whole value. All of them are ECMAScript patterns
 * too once the `u` flag is set, which `\p{L}` needs. A pattern sees no value longer than the model
 * allows: such a value is refused for its length already, and matching time stays bounded.
 */
function patternConstraint(pattern: string, max = UNBOUNDED): Constraint<string> {
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  return {
    text: `Member must satisfy regular expression pattern: ${pattern}`,
    holds: (value) => lengthOf(value) > max || expression.test(value),
  };
}

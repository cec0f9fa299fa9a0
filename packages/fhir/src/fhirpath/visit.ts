import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { ElementType } from './element-type.js';

/** What goes along with a visit: at least the resource, for `%resource`. */
export interface VisitContext {
  readonly resource: JsonObject;
}

/**
 * Does something with one value. An expression is compiled into visits that call one another, from
 * the resource down to whoever takes the values at the end: no lists in between.
 */
export type Visit<C extends VisitContext> = (value: JsonValue, context: C) => void;

/**
 * Who takes the values of an expression, asked once for each type they can have. Undefined: values
 * of this type are of no interest, and the way to them is not compiled.
 */
export type Taker<C extends VisitContext> = (element: ElementType) => Visit<C> | undefined;

/** One visit after the other; undefined where there is none. */
export function inSequence<C extends VisitContext>(
  visits: readonly (Visit<C> | undefined)[],
): Visit<C> | undefined {
  const [first, second, ...others] = visits.filter((visit) => visit !== undefined);
  if (first === undefined || second === undefined) return first;
  const rest = inSequence([second, ...others])!;
  return (value, context) => {
    first(value, context);
    rest(value, context);
  };
}

/** Goes to the member of an object, to each item where it is an array. */
export function visitMember<C extends VisitContext>(property: string, next: Visit<C>): Visit<C> {
  return (value, context) => {
    // Data may be invalid: a string has a member `repeat` too.
    if (typeof value !== 'object' || value === null) return;
    const member = (value as JsonObject)[property];
    if (member === undefined) return;
    if (!Array.isArray(member)) next(member, context);
    else for (const item of member as readonly JsonValue[]) next(item, context);
  };
}

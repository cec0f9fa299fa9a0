import { r4 } from '../definitions/r4.js';
import { isCondition } from '../fhirpath/compile-condition.js';
import { isType } from '../fhirpath/element-type.js';
import type { Expression } from '../fhirpath/expression.js';
import { unionOperands } from '../fhirpath/expression-text.js';
import { parseExpression } from '../fhirpath/parse-expression.js';
import { r4Parameters, type SearchParameters } from './parameter-set.js';
import { perParameter } from './per-parameter.js';
import type { SearchParameterType } from './search-parameter.js';

/** An element that there is at most once in a resource, with the types that are asked for. */
interface Place {
  /** `Observation.effective`: the same whichever type of a choice it is. */
  readonly path: string;
  readonly types: readonly string[];
}

function memberOf({ path, types }: Place, name: string): Place | undefined {
  const [type, ...others] = types;
  if (type === undefined || others.length > 0) return undefined;
  const element = r4.structure(type)?.elements.find((each) => each.name === name);
  if (element === undefined || element.repeats) return undefined;
  return { path: `${path}.${name}`, types: element.types };
}

function ofType(place: Place | undefined, type: string): Place | undefined {
  return place && { path: place.path, types: place.types.filter((each) => isType(each, type)) };
}

/** Where an expression leads; undefined where that may be several values, or is not looked into. */
function placeOf(expression: Expression, focus: string): Place | undefined {
  switch (expression.kind) {
    case 'name': {
      const { name } = expression;
      const isFocus = name === focus || name === 'Resource' || name === 'DomainResource';
      const root = { path: focus, types: [focus] };
      return isFocus ? root : memberOf(root, name);
    }
    case 'member': {
      const source = placeOf(expression.source, focus);
      return source && memberOf(source, expression.name);
    }
    case 'type':
      return expression.operator === 'as'
        ? ofType(placeOf(expression.source, focus), expression.type)
        : undefined;
    case 'call': {
      const { source, name } = expression;
      const place = source && placeOf(source, focus);
      if (name === 'where') return place;
      const [type] = expression.arguments;
      return (name === 'as' || name === 'ofType') && type?.kind === 'name'
        ? ofType(place, type.name)
        : undefined;
    }
    case 'index':
    case 'binary':
    case 'literal':
    case 'nothing':
    case 'moment':
    case 'amount':
    case 'negative':
    case 'variable':
      return undefined;
    default:
      return expression satisfies never;
  }
}

/** Whether one element of this type gives at most one value of the parameter's type. */
function givesOne(type: SearchParameterType, { path, types }: Place): boolean {
  switch (type) {
    case 'date':
    case 'number':
    case 'quantity':
    case 'special':
      return true;
    case 'token':
      return !types.includes('CodeableConcept');
    case 'string':
      // A family name gives one from each of its words on.
      return !types.includes('HumanName') && !types.includes('Address') && !path.endsWith('.family');
    case 'uri':
      return !types.includes('canonical');
    // A reference with a version gives two values; composites are not looked into.
    case 'reference':
    case 'composite':
      return false;
    default:
      return type satisfies never;
  }
}

const givesOneAtMost = perParameter((type, parameter): boolean => {
  if (parameter.expression === '') return false;
  const operands = unionOperands(parseExpression(parameter.expression));
  if (operands.length === 1 && isCondition(operands[0]!)) return true;
  const places = operands.map((operand) => placeOf(operand, type));
  const seen = new Set<string>();
  for (const place of places) {
    if (place === undefined || place.path !== places[0]?.path || !givesOne(parameter.type, place))
      return false;
    // Of a choice there is one type only.
    for (const each of place.types) {
      if (seen.has(each)) return false;
      seen.add(each);
    }
  }
  return true;
});

/**
 * Whether a resource that has the structure of its type gives at most one value of the parameter's own type (not
 * counting the texts and identifiers beside it): no element on the way repeats, and where the expression is a
 * union, it is one of the types of one choice. Where it says no it may still be so: references and composites
 * are not looked into.
 * @param param its key
 * @example isSingleValued('Observation', 'date') // true
 * @example isSingleValued('Observation', 'code') // false: several codings
 */
export function isSingleValued(
  type: string,
  param: string,
  parameters: SearchParameters = r4Parameters,
): boolean {
  const parameter = parameters.keyed(type, param);
  return parameter !== undefined && givesOneAtMost(type, parameter);
}

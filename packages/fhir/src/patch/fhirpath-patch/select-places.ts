import { WellspringError } from '@wellspring/errors';
import { compileCondition, type Condition } from '../../fhirpath/compile-condition.js';
import { isType, propertiesOf, type ElementType } from '../../fhirpath/element-type.js';
import { ExpressionError, unsupported, type Expression } from '../../fhirpath/expression.js';
import { withDoubles } from '../../json/exact-json.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import type { PatchPath } from '../patch.js';
import type { PatchEffort } from '../patch-effort.js';
import type { PatchedObject } from '../patched-tree.js';
import { readItems } from './element-items.js';
import { elementAt, itemAt, objectAt, typeAt, type Place } from './place.js';

const abstractResources: ReadonlySet<string> = new Set(['Resource', 'DomainResource']);

/** What every step of a path needs to know. */
interface Selection {
  readonly root: Place;
  readonly effort: PatchEffort;
}

/**
 * The places that a path leads to: steps through elements, `[n]`, `first()`, `last()`, `where()`, `extension()`,
 * `ofType()` and `as`. Conditions are those that search parameters have, too; other resources are never read
 * ("SHALL NOT cross resources", https://hl7.org/fhir/R4/fhirpatch.html).
 *
 * @throws WellspringError `patch-not-applicable` where a step names what the type does not have
 */
export function selectPlaces(
  { text, expression }: PatchPath,
  resource: PatchedObject,
  effort: PatchEffort,
): readonly Place[] {
  try {
    return select(expression, { root: { kind: 'resource', object: resource }, effort });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new WellspringError('patch-not-applicable', `The path ${shownPath(text)}: ${error.message}`, {
      cause: error,
    });
  }
}

/** The path as messages show it. */
export function shownPath(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}

function select(expression: Expression, selection: Selection): readonly Place[] {
  switch (expression.kind) {
    case 'name': {
      const { root } = selection;
      const namesRoot = expression.name === typeAt(root) || abstractResources.has(expression.name);
      return namesRoot ? [root] : children(root, expression.name, selection);
    }
    case 'member':
      return select(expression.source, selection).flatMap((place) =>
        children(place, expression.name, selection),
      );
    case 'index':
      return select(expression.source, selection).slice(expression.index, expression.index + 1);
    case 'type':
      if (expression.operator !== 'as') return unsupported('"is" as a path');
      return ofType(select(expression.source, selection), expression.type);
    case 'call':
      return throughFunction(expression, selection);
    case 'binary':
    case 'literal':
    case 'nothing':
    case 'moment':
    case 'amount':
    case 'negative':
    case 'variable':
      return unsupported('anything but a path');
    default:
      return expression satisfies never;
  }
}

function children(place: Place, name: string, { effort }: Selection): readonly Place[] {
  const type = typeAt(place);
  const properties = propertiesOf(type, name);
  if (properties.length === 0) throw new ExpressionError(`${type} has no element ${name}`);
  const object = objectAt(place);
  if (object === undefined) return [];
  return properties.flatMap((property) => {
    const items = readItems(object, property);
    effort.step(1 + items.length);
    return items.map((item, index): Place => ({ kind: 'element', parent: place, property, index, item }));
  });
}

function throughFunction(
  { source, name, arguments: given }: Expression & { readonly kind: 'call' },
  selection: Selection,
): readonly Place[] {
  const places = source === undefined ? [selection.root] : select(source, selection);
  const [argument] = given;
  switch (name) {
    case 'first':
      return places.slice(0, 1);
    case 'last':
      return places.slice(-1);
    case 'as':
    case 'ofType':
      if (argument?.kind !== 'name' && argument?.kind !== 'member')
        return unsupported(`${name}() without a type`);
      return ofType(places, argument.name);
    case 'extension': {
      const url = argument?.kind === 'literal' ? argument.value : undefined;
      return places
        .flatMap((place) => children(place, 'extension', selection))
        .filter((place) => objectAt(place)?.['url'] === url);
    }
    case 'where':
      if (argument === undefined) return unsupported('where() without a condition');
      return where(places, argument, selection);
    default:
      return unsupported(`the function ${name}()`);
  }
}

function ofType(places: readonly Place[], type: string): readonly Place[] {
  return places.filter((place) => isType(elementAt(place).type, type));
}

function where(
  places: readonly Place[],
  condition: Expression,
  { root, effort }: Selection,
): readonly Place[] {
  const resource = { type: typeAt(root) };
  const whole = itemAt(root).value as JsonValue;
  let tree: JsonObject | undefined;
  const byType = new Map<string, Condition>();
  const compiled = (focus: ElementType): Condition => {
    const key = `${focus.parent ?? ''}.${focus.name ?? ''} ${focus.type}`;
    const known = byType.get(key) ?? compileCondition(condition, { resource, focus });
    byType.set(key, known);
    return known;
  };
  return places.filter((place) => {
    const value = itemAt(place).value as JsonValue | undefined;
    if (value === undefined) return false;
    effort.look(value);
    // For %resource: as it is now, changed by the operations before.
    tree ??= withDoubles(whole) as JsonObject;
    return compiled(elementAt(place))(withDoubles(value), tree);
  });
}

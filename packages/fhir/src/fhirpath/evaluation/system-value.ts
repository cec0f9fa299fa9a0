import { isObject } from '../../json/json-kind.js';
import { Amount } from './amount.js';
import { ElementNode, type Item, type Items } from './element-node.js';
import { EvaluationError } from './environment.js';
import { readMoment, type Moment } from './moment.js';
import { isOfType } from './node-type.js';

/** A value of FHIRPath's own types. */
export type SystemValue = string | number | boolean | Moment | Amount;

const moments: ReadonlySet<string> = new Set(['date', 'dateTime', 'instant', 'time']);
const ucum = 'http://unitsofmeasure.org';

function amountOf(node: ElementNode): Amount | undefined {
  if (!isObject(node.value)) return undefined;
  const { value, system, code, unit } = node.value;
  if (typeof value !== 'number') return undefined;
  const named = typeof code === 'string' ? code : unit;
  if (typeof named !== 'string') return new Amount(value, '1');
  // Codes of other systems mean nothing to UCUM.
  const isForeign = typeof system === 'string' && system !== ucum;
  return new Amount(value, isForeign ? `${system}|${named}` : named);
}

/** The value of an item; undefined for an element that has none, or is no primitive and no quantity. */
export function systemValue(item: Item): SystemValue | undefined {
  if (!(item instanceof ElementNode)) return item;
  const { type, value } = item;
  if (typeof value === 'string') return moments.has(type) ? readMoment(value) : value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return value !== undefined && isOfType(item, 'Quantity') ? amountOf(item) : undefined;
}

/** The one item of a collection; undefined where it is empty. */
export function single(items: Items): Item | undefined {
  if (items.length > 1) throw new EvaluationError('several items stand where one is needed');
  return items[0];
}

/** The one value of a collection. */
export function singleValue(items: Items): SystemValue | undefined {
  const item = single(items);
  return item === undefined ? undefined : systemValue(item);
}

/** A collection as a condition: anything but a boolean counts as true (http://hl7.org/fhirpath/N1/#singleton-evaluation-of-collections). */
export function asTruth(items: Items): boolean | undefined {
  const item = single(items);
  if (item === undefined) return undefined;
  const value = systemValue(item);
  return typeof value === 'boolean' ? value : true;
}

/** The one text; undefined where there is none, or something else. */
export function asText(items: Items): string | undefined {
  const item = single(items);
  if (item === undefined) return undefined;
  if (item instanceof ElementNode) return typeof item.value === 'string' ? item.value : undefined;
  return typeof item === 'string' ? item : undefined;
}

export function asNumber(items: Items): number | undefined {
  const value = singleValue(items);
  return typeof value === 'number' ? value : undefined;
}

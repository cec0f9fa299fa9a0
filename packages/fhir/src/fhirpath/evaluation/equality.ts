import { isObject } from '../../json/json-kind.js';
import { numericKey } from '../../json/exact-number.js';
import type { JsonValue } from '../../json/json-value.js';
import { Amount, compareAmounts } from './amount.js';
import { ElementNode, type Item, type Items } from './element-node.js';
import { compareMoments, Moment, readMoment } from './moment.js';
import { systemValue } from './system-value.js';

/** One text for equal JSON, whatever the order of members. */
function jsonKey(value: JsonValue | undefined): string {
  if (typeof value === 'number') return numericKey(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(jsonKey).join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const names = Object.keys(value)
    .filter((name) => name !== 'id')
    .sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${jsonKey(value[name])}`).join()}}`;
}

/** One text for equal items, so that sets of them can be built; dates only where they are written alike. */
export function itemKey(item: Item): string {
  const value = systemValue(item);
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Moment) return `@${value.text}`;
  if (item instanceof ElementNode)
    return `${jsonKey(item.value)}${item.companion ? jsonKey(item.companion) : ''}`;
  return value instanceof Amount ? `${value.value} ${value.unit}` : '';
}

/** Each item once. */
export function distinct(items: Items): Items {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = itemKey(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Whether two items are equal; undefined where dates or quantities do not tell. */
export function sameItem(left: Item, right: Item): boolean | undefined {
  const [a, b] = [systemValue(left), systemValue(right)];
  if (a instanceof Moment || b instanceof Moment) {
    const [x, y] = [a, b].map((each) => (typeof each === 'string' ? readMoment(each) : each));
    if (!(x instanceof Moment && y instanceof Moment)) return false;
    if (x.text === y.text) return true;
    const order = compareMoments(x, y);
    return order === undefined ? undefined : order === 0;
  }
  const isNative = !(left instanceof ElementNode && right instanceof ElementNode);
  if (isNative && a instanceof Amount && b instanceof Amount) {
    const order = compareAmounts(a, b);
    return order === undefined ? undefined : order === 0;
  }
  if (typeof a === 'object' || typeof b === 'object' || a === undefined || b === undefined)
    return itemKey(left) === itemKey(right);
  return a === b;
}

/** `=`: item by item, in their order; undefined where one side is empty. */
export function sameItems(left: Items, right: Items): boolean | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) {
    const same = sameItem(left[i]!, right[i]!);
    if (same !== true) return same;
  }
  return true;
}

function likeText(item: Item): string {
  const value = systemValue(item);
  return typeof value === 'string' ? `s${value.trim().toLowerCase().replaceAll(/\s+/g, ' ')}` : itemKey(item);
}

/** `~`: without regard to order, case and white space. */
export function equivalentItems(left: Items, right: Items): boolean {
  if (left.length !== right.length) return false;
  const keys = left.map(likeText).sort();
  return right
    .map(likeText)
    .sort()
    .every((key, index) => key === keys[index]);
}

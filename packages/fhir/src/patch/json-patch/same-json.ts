import { isExactNumber, numericKey } from '../../json/exact-number.js';
import type { JsonValue } from '../../json/json-value.js';
import { isPatchedObject, type PatchedObject, type PatchedValue } from '../patched-tree.js';

/**
 * Whether two values are the same as `test` has it: numbers by what they are worth, objects whatever the order of
 * their members (https://www.rfc-editor.org/rfc/rfc6902#section-4.6).
 */
export function isSameJson(one: JsonValue | PatchedValue, other: JsonValue | PatchedValue): boolean {
  const [a, b] = [one, other];
  if (isNumber(a) && isNumber(b)) return numericKey(a) === numericKey(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    const [items, others] = [a as readonly PatchedValue[], b as readonly PatchedValue[]];
    return items.length === others.length && items.every((item, index) => isSameJson(item, others[index]!));
  }
  if (isPatchedObject(a) && isPatchedObject(b)) return haveSameMembers(a, b);
  return a === b;
}

function haveSameMembers(a: PatchedObject, b: PatchedObject): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key]!, b[key]!))
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' || isExactNumber(value);
}

import { isExactNumber } from '../json/exact-number.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

/** A tree that belongs to one patch alone, and is changed in place. */
export type PatchedValue = JsonValue | PatchedObject | PatchedValue[];

/** Without a prototype: `__proto__` is a key like others. */
export interface PatchedObject {
  [key: string]: PatchedValue;
}

/** A copy that shares no object or array with its original; key order stays. */
export function copyTree(value: JsonValue | PatchedValue): PatchedValue {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(copyTree);
  const copy = emptyObject();
  for (const [key, member] of Object.entries(value as JsonObject))
    if (member !== undefined) copy[key] = copyTree(member);
  return copy;
}

export function emptyObject(): PatchedObject {
  return Object.create(null) as PatchedObject;
}

/** Whether a value of the tree is an object: a number that keeps its digits is none. */
export function isPatchedObject(value: PatchedValue | undefined): value is PatchedObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

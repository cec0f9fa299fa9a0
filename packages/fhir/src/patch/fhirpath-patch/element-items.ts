import { isPrimitiveType } from '../../definitions/primitive-type.js';
import type { JsonProperty } from '../../fhirpath/element-type.js';
import type { PatchedObject, PatchedValue } from '../patched-tree.js';

/** One occurrence of an element: its value, and for a primitive the id and extensions beside it. */
export interface ElementItem {
  readonly value: PatchedValue | undefined;
  readonly companion: PatchedValue | undefined;
}

/**
 * The occurrences of an element, whatever their form in JSON is: one value or an array, and for primitives the
 * array of companions that belongs to it (https://hl7.org/fhir/R4/json.html#primitive).
 */
export function readItems(holder: PatchedObject, property: JsonProperty): readonly ElementItem[] {
  const values = listOf(holder[property.property], property.repeats);
  const companions = isPrimitive(property) ? listOf(holder[companionOf(property)], property.repeats) : [];
  return Array.from({ length: Math.max(values.length, companions.length) }, (_, index) => ({
    value: values[index] ?? undefined,
    companion: companions[index] ?? undefined,
  }));
}

/** Writes the occurrences back. FHIR has no empty arrays: without any, the members are gone. */
export function writeItems(
  holder: PatchedObject,
  property: JsonProperty,
  items: readonly ElementItem[],
): void {
  const put = (key: string, list: readonly (PatchedValue | undefined)[]): void => {
    if (list.every((each) => each === undefined)) Reflect.deleteProperty(holder, key);
    else holder[key] = property.repeats ? list.map((each) => each ?? null) : list[0]!;
  };
  put(
    property.property,
    items.map(({ value }) => value),
  );
  if (isPrimitive(property))
    put(
      companionOf(property),
      items.map(({ companion }) => companion),
    );
}

/** Whether ids and extensions of the element stand beside its value, and not in it. */
export function isPrimitive({ element }: JsonProperty): boolean {
  return isPrimitiveType(element.type);
}

function companionOf({ property }: JsonProperty): string {
  return `_${property}`;
}

function listOf(value: PatchedValue | undefined, repeats: boolean): readonly PatchedValue[] {
  if (value === undefined) return [];
  return repeats && Array.isArray(value) ? value : [value];
}

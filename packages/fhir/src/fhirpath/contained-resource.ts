import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

/**
 * The resource within a resource that `#id` leads to; undefined where there is none.
 * @see https://hl7.org/fhir/R4/references.html#contained
 */
export function containedResource(reference: string, { contained }: JsonObject): JsonObject | undefined {
  if (!Array.isArray(contained) || reference.length < 2 || !reference.startsWith('#')) return undefined;
  const id = reference.slice(1);
  return (contained as readonly JsonValue[]).find(
    (each): each is JsonObject => isObject(each) && each['id'] === id,
  );
}

import type { ElementDefinition } from '../definitions/structure-definition.js';
import { isPrimitiveType } from '../definitions/primitive-type.js';

/** One way an element stands in JSON. */
export interface JsonMember {
  /** `birthDate`, or for a choice `valueQuantity`. */
  readonly key: string;
  readonly type: string;
  /** The key, and for a primitive the one of its id and extensions: `_birthDate`. */
  readonly keys: readonly string[];
}

/**
 * The members that an element can be: one, or one for each type of a choice.
 * @see https://hl7.org/fhir/R4/json.html#primitive
 */
export function jsonMembers(element: ElementDefinition): readonly JsonMember[] {
  return element.types.map((type) => {
    const key = element.isChoice ? element.name + type.charAt(0).toUpperCase() + type.slice(1) : element.name;
    return { key, type, keys: isPrimitiveType(type) ? [key, `_${key}`] : [key] };
  });
}

import { isPrimitiveType } from '../definitions/primitive-type.js';
import { r4 } from '../definitions/r4.js';
import type { ElementDefinition } from '../definitions/structure-definition.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

/** One value of an element: of a primitive with its id and extensions, which JSON has under another name. */
export interface ElementValue {
  readonly value: JsonValue | undefined;
  readonly companion: JsonValue | undefined;
}

/** The values of an element in an object, and their type: of a choice the one that it has. */
export interface ElementValues {
  readonly type: string;
  /** Never empty; one, where the element does not repeat. */
  readonly values: readonly ElementValue[];
}

/** What an object has of an element; undefined where it has nothing. */
export function elementValues(object: JsonObject, element: ElementDefinition): ElementValues | undefined {
  for (const type of element.types) {
    const property = element.isChoice
      ? element.name + type.charAt(0).toUpperCase() + type.slice(1)
      : element.name;
    const value = object[property];
    const companion = isPrimitiveType(type) ? object[`_${property}`] : undefined;
    if (value === undefined && companion === undefined) continue;
    return { type, values: element.repeats ? pairs(value, companion) : [{ value, companion }] };
  }
  return undefined;
}

function pairs(value: JsonValue | undefined, companion: JsonValue | undefined): readonly ElementValue[] {
  const values = (value ?? []) as readonly JsonValue[];
  const companions = (companion ?? []) as readonly JsonValue[];
  return Array.from({ length: Math.max(values.length, companions.length) }, (_, at) => ({
    value: values[at] ?? undefined,
    companion: companions[at] ?? undefined,
  }));
}

const valueTypes: ReadonlySet<string> = new Set(
  r4.structure('Parameters.parameter')?.elements.find(({ name }) => name === 'value')?.types,
);

/**
 * A value as a part of a Parameters resource; what is of no type that a parameter may have is given by its elements
 * ("the parts of the value parameter").
 * @see https://hl7.org/fhir/R4/fhirpatch.html#concept
 */
export function valuePart(name: string, type: string, { value, companion }: ElementValue): JsonObject {
  if (type === 'Resource') return { name, resource: value };
  const written = type === 'xhtml' ? 'string' : type;
  if (valueTypes.has(written)) {
    const property = `value${written.charAt(0).toUpperCase()}${written.slice(1)}`;
    return {
      name,
      ...(value !== undefined && { [property]: value }),
      ...(companion !== undefined && { [`_${property}`]: companion }),
    };
  }
  const object = value as JsonObject;
  const part = (r4.structure(type)?.elements ?? []).flatMap((element) => {
    const own = elementValues(object, element);
    return own === undefined ? [] : own.values.map((each) => valuePart(element.name, own.type, each));
  });
  return { name, part };
}

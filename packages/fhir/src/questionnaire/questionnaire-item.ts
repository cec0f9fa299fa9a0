import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

/** An item of a Questionnaire (https://hl7.org/fhir/R4/questionnaire.html). */
export interface QuestionnaireItem {
  readonly linkId: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly repeats: boolean;
  readonly definition: JsonObject;
  readonly items: readonly QuestionnaireItem[];
}

/** The objects of a list; what is none counts as not there. */
export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

const maxDepth = 50;

/** The items of a Questionnaire, or of one of its items. */
export function readItems(parent: JsonObject, depth = 0): readonly QuestionnaireItem[] {
  if (depth > maxDepth) return [];
  return objectsIn(parent['item']).flatMap((definition) => {
    const { linkId, type } = definition;
    if (typeof linkId !== 'string' || typeof type !== 'string') return [];
    return [
      {
        linkId,
        type,
        isRequired: definition['required'] === true,
        repeats: definition['repeats'] === true,
        definition,
        items: readItems(definition, depth + 1),
      },
    ];
  });
}

const base = 'http://hl7.org/fhir/StructureDefinition/';

/** The values of the extensions of an element by name (`minValue`), of R4 itself or of a guide. */
export function extensionValues(element: JsonObject, name: string, guide = base): readonly JsonValue[] {
  return objectsIn(element['extension'])
    .filter(({ url }) => url === guide + name)
    .flatMap((extension) => {
      const key = Object.keys(extension).find((each) => each.startsWith('value'));
      const value = key === undefined ? undefined : extension[key];
      return value === undefined ? [] : [value];
    });
}

/** The value of the one extension of that name, where it is a number. */
export function numberExtension(element: JsonObject, name: string): number | undefined {
  const [value] = extensionValues(element, name);
  return typeof value === 'number' ? value : undefined;
}

/** The value of an answer or an option: its type as it is written, and the value. */
export function valueOf(
  element: JsonObject,
): { readonly type: string; readonly value: JsonValue } | undefined {
  for (const key in element) {
    const value = element[key];
    if (/^value[A-Z]/.test(key) && value !== undefined && value !== null)
      return { type: key.slice('value'.length), value };
  }
  return undefined;
}

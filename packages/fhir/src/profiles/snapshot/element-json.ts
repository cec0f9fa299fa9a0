import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';

/**
 * What the members of an ElementDefinition say. Definitions come from users, so a member of the wrong kind counts as
 * not there: https://hl7.org/fhir/R4/elementdefinition.html
 */
export interface ElementTypeRow {
  readonly code: string;
  readonly profile: readonly string[];
  readonly targetProfile: readonly string[];
  readonly aggregation: readonly string[];
}

function texts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly JsonValue[]).filter((each) => typeof each === 'string')
    : [];
}

/** The objects of a member that is a list of them. */
export function objectsOf(object: JsonObject, member: string): readonly JsonObject[] {
  const value = object[member];
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

/** A member that is a text. */
export function textOf(object: JsonObject, member: string): string | undefined {
  const value = object[member];
  return typeof value === 'string' ? value : undefined;
}

/** The types that an element allows; of what it has no word on, none. */
export function typesOf(element: JsonObject): readonly ElementTypeRow[] {
  return objectsOf(element, 'type').flatMap((row) => {
    const code = textOf(row, 'code');
    if (code === undefined) return [];
    return [
      {
        code,
        profile: texts(row['profile']),
        targetProfile: texts(row['targetProfile']),
        aggregation: texts(row['aggregation']),
      },
    ];
  });
}

/** The least number of values; 0 where it is not told. */
export function minOf(element: JsonObject): number {
  const { min } = element;
  return typeof min === 'number' && Number.isSafeInteger(min) && min >= 0 ? min : 0;
}

/** The largest number of values, infinity for `*`; undefined where it is not told. */
export function maxOf(element: JsonObject): number | undefined {
  const max = textOf(element, 'max');
  if (max === '*') return Infinity;
  return max !== undefined && /^\d{1,9}$/.test(max) ? Number(max) : undefined;
}

/** A member that is a choice of types, such as `fixed[x]`: the type as it is written, and the value. */
export function choiceOf(
  element: JsonObject,
  prefix: 'fixed' | 'pattern' | 'minValue' | 'maxValue',
): { readonly suffix: string; readonly value: JsonValue } | undefined {
  for (const key in element) {
    if (!key.startsWith(prefix)) continue;
    const suffix = key.slice(prefix.length);
    const value = element[key];
    if (/^[A-Z]/.test(suffix) && value !== undefined && value !== null) return { suffix, value };
  }
  return undefined;
}

/** The object without some of its members. */
export function without(object: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));
}

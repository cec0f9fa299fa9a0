import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { importantElements, type ImportantElement } from './important-elements.js';

/** Whether an element has content in a resource. */
export type Presence = (tree: JsonObject) => boolean;

/** What stands for an element in a report: `Patient.name.family`. */
export interface WatchedElement {
  readonly name: string;
  readonly isPresent: Presence;
}

/**
 * Compiles the path of an element.
 *
 * @param path elements with dots between; `[x]` at the end stands for any type of a choice
 * @example elementPresence('effective[x]')({ resourceType: 'Observation', effectiveDateTime: '2024' }) // true
 */
export function elementPresence(path: string): Presence {
  const steps = path.split('.');
  const last = steps.pop()!;
  const isThere = last.endsWith('[x]') ? choicePresence(last.slice(0, -3)) : namedPresence(last);
  return (tree) => within(tree, steps, 0, isThere);
}

function within(value: JsonObject, steps: readonly string[], at: number, isThere: Presence): boolean {
  if (at === steps.length) return isThere(value);
  const next = value[steps[at]!];
  if (Array.isArray(next)) {
    for (const item of next as readonly JsonValue[])
      if (isObject(item) && within(item, steps, at + 1, isThere)) return true;
    return false;
  }
  return isObject(next) && within(next, steps, at + 1, isThere);
}

function namedPresence(name: string): Presence {
  return (value) => hasContent(value[name]);
}

function choicePresence(prefix: string): Presence {
  return (value) => {
    for (const name in value)
      if (name.startsWith(prefix) && isTypeName(name, prefix.length) && hasContent(value[name])) return true;
    return false;
  };
}

/** `DateTime` of `effectiveDateTime`: another element goes on in lower case, or is none. */
function isTypeName(name: string, at: number): boolean {
  const letter = name.charCodeAt(at);
  return letter >= 0x41 && letter <= 0x5a;
}

/** Whether there is more than an id and extensions, which say why there is nothing. */
function hasContent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (typeof value !== 'object') return true;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) if (hasContent(item)) return true;
    return false;
  }
  for (const name in value as JsonObject) if (name !== 'id' && !name.startsWith('extension')) return true;
  return false;
}

const compiled = new Map<string, readonly WatchedElement[]>(
  Object.entries(importantElements).map(([type, elements]) => [
    type,
    elements.map(({ element }) => watched(type, element)),
  ]),
);

function watched(type: string, element: ImportantElement['element']): WatchedElement {
  const paths = typeof element === 'string' ? [element] : element;
  const checks = paths.map(elementPresence);
  const [only] = checks;
  return {
    name: elementName(type, element),
    isPresent: checks.length === 1 ? only! : (tree) => checks.some((check) => check(tree)),
  };
}

/** `Observation.value[x] or component`: how an important element is called in a report. */
export function elementName(type: string, element: ImportantElement['element']): string {
  return `${type}.${typeof element === 'string' ? element : element.join(' or ')}`;
}

/** The important elements of a type. */
export function watchedElements(type: string): readonly WatchedElement[] {
  return compiled.get(type) ?? [];
}

import type { JsonValue } from '../json/json-value.js';

/** Begins a string that stands for a number; no FHIR string has a NUL. */
const mark = '\u0000#';
const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const marked = /"\\u0000#(-?\d[\d.eE+-]*)"/g;

/** Well-formed JSON as values, each number as a marked string with all its digits: 1.10 is not 1.1 in FHIR. */
export function parseExact(json: string): JsonValue {
  const text = json.replace(token, (found) => (found.startsWith('"') ? found : JSON.stringify(mark + found)));
  return JSON.parse(text) as JsonValue;
}

/** The JSON of values that {@link parseExact} gave, or that are made of such. */
export function stringifyExact(value: JsonValue): string {
  return JSON.stringify(value).replace(marked, '$1');
}

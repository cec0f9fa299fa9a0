import { isObject } from '../json/json-kind.js';
import type { JsonValue } from '../json/json-value.js';
import { endOfString, endOfValue, keyBetween, type JsonText } from './json-text.js';

const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';
const code = 'SUBSETTED';
const coding = `{"system":"${system}","code":"${code}"}`;

/** The meta of a resource that has none. */
export const subsettedMeta = `"meta":{"tag":[${coding}]}`;

/** Text to put into a resource, and where. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

function hasTag(meta: JsonValue): boolean {
  const tags = isObject(meta) ? meta['tag'] : undefined;
  return (
    Array.isArray(tags) &&
    tags.some((tag: JsonValue) => isObject(tag) && tag['system'] === system && tag['code'] === code)
  );
}

/**
 * What puts the tag SUBSETTED into the meta at `[start, end)`: "Servers SHOULD mark the resources
 * with the tag SUBSETTED to ensure that the incomplete resource is not accidentally used to
 * overwrite a complete resource". Undefined where it is there already.
 * @see https://hl7.org/fhir/R4/search.html#summary
 */
export function subsettedTag(text: JsonText, start: number, end: number): Insertion | undefined {
  if (text[start] !== '{') return undefined;
  const meta = text.slice(start, end);
  if (meta.includes(code) && hasTag(JSON.parse(meta) as JsonValue)) return undefined;
  let at = start;
  while (text[at + 1] === '"') {
    const keyEnd = endOfString(text, at + 1);
    const valueEnd = endOfValue(text, keyEnd + 1);
    if (keyBetween(text, at + 1, keyEnd) === 'tag' && text[keyEnd + 1] === '[') {
      return { at: valueEnd - 1, text: valueEnd === keyEnd + 3 ? coding : `,${coding}` };
    }
    at = valueEnd;
  }
  return { at: end - 1, text: `${at === start ? '' : ','}"tag":[${coding}]` };
}

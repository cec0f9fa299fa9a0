import { endOfString } from '../subset/json-text.js';
import { ExactNumber, exactNumber } from './exact-number.js';
import type { JsonObject, JsonValue } from './json-value.js';

/**
 * Half a character, which no text that `parseResource` takes has in it: a string that begins so is a number that
 * was put into quotes here.
 */
const mark = '\ud800';
const markEscaped = '"\\ud800';

/**
 * Reads JSON that is known to be well-formed, with all digits of its numbers: those that a double would not give
 * back as they are stand in the tree as {@link ExactNumber}, the others as numbers. Objects have no prototype, so
 * that no key means anything but itself.
 *
 * @param text well-formed, without lone surrogates
 */
export function readExactJson(text: string): JsonValue {
  return thaw(JSON.parse(withMarkedNumbers(text)) as JsonValue);
}

/** The tree as compact JSON, every digit in it. */
export function exactJsonText(value: JsonValue): string {
  if (value instanceof ExactNumber) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(exactJsonText).join(',')}]`;
  const members = Object.entries(value as JsonObject).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${exactJsonText(member!)}`).join(',')}}`;
}

/** The same tree as `JSON.parse` gives it: numbers are doubles. */
export function withDoubles(value: JsonValue): JsonValue {
  if (value instanceof ExactNumber) return Number(value.text);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withDoubles);
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, member]) => [key, member && withDoubles(member)]),
  );
}

/** Puts numbers that a double does not hold as written into quotes. */
function withMarkedNumbers(text: string): string {
  let marked = '';
  let kept = 0;
  for (let at = 0; at < text.length;) {
    const first = text.charCodeAt(at);
    if (first === 0x22) {
      at = endOfString(text, at);
    } else if (first === 0x2d || (first >= 0x30 && first <= 0x39)) {
      let end = at + 1;
      while (/[-+.0-9eE]/.test(text.charAt(end))) end++;
      const number = text.slice(at, end);
      if (String(Number(number)) !== number) {
        marked += `${text.slice(kept, at)}${markEscaped}${number}"`;
        kept = end;
      }
      at = end;
    } else {
      at++;
    }
  }
  return kept === 0 ? text : marked + text.slice(kept);
}

function thaw(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.startsWith(mark) ? exactNumber(value.slice(1)) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(thaw);
  const object = Object.create(null) as Record<string, JsonValue>;
  for (const [key, member] of Object.entries(value as JsonObject)) object[key] = thaw(member!);
  return object;
}

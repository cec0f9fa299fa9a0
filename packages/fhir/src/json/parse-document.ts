import { isAscii, isUtf8 } from 'node:buffer';
import { findJsonFault } from './json-fault.js';
import { outlineJson, type JsonOutline } from './json-outline.js';
import { firstInvalidUtf8 } from './json-position.js';
import type { JsonObject, JsonValue } from './json-value.js';

/** Bounds on what is read. */
export interface ParseLimits {
  /** Levels of objects and arrays inside each other; the outermost is the first. */
  readonly maxDepth: number;
}

/** One JSON document, or what is wrong with the text. */
export type DocumentOutcome =
  | {
      readonly ok: true;
      /** Without a byte order mark. */
      readonly bytes: Buffer;
      readonly value: JsonValue;
      readonly outline: JsonOutline;
    }
  | { readonly ok: false; readonly fault: string };

/** What applies where nothing is said: 128 levels. */
export const defaultParseLimits: ParseLimits = { maxDepth: 128 };

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function countMembers(value: JsonValue | undefined): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) {
      if (typeof item === 'object' && item !== null) count += countMembers(item);
    }
  } else {
    const object = value as JsonObject;
    for (const key in object) {
      count++;
      const member = object[key];
      if (typeof member === 'object' && member !== null) count += countMembers(member);
    }
  }
  return count;
}

function parseJson(text: string): { readonly value: JsonValue } | undefined {
  try {
    return { value: JSON.parse(text) as JsonValue };
  } catch {
    // The place and the words come from findJsonFault: V8's differ from version to version.
    return undefined;
  }
}

/**
 * Reads one JSON document from outside: UTF-8, well-formed, no key twice in an object, no lone surrogates, not
 * nested too deeply.
 */
export function parseDocument(source: Buffer, limits: ParseLimits = defaultParseLimits): DocumentOutcome {
  const bytes = withoutByteOrderMark(source);
  if (bytes.length === 0) return { ok: false, fault: 'the body is empty: a resource in JSON is needed' };
  const ascii = isAscii(bytes);
  if (!ascii && !isUtf8(bytes)) {
    const offset = (firstInvalidUtf8(bytes) ?? 0) + source.length - bytes.length;
    return { ok: false, fault: `not valid UTF-8 (at byte ${offset})` };
  }
  const outline = outlineJson(bytes, limits.maxDepth);
  const malformed = (): DocumentOutcome => ({
    ok: false,
    fault: `not well-formed JSON: ${findJsonFault(bytes, limits.maxDepth) ?? 'unknown'}`,
  });
  if (outline.depth > limits.maxDepth || outline.hasLoneSurrogate) return malformed();
  const parsed = parseJson(bytes.toString(ascii ? 'latin1' : 'utf8'));
  if (parsed === undefined) return malformed();
  const { value } = parsed;
  // JSON.parse keeps the last of two equal keys, so a duplicate shows in the number of members.
  const isTree = typeof value === 'object' && value !== null;
  if (isTree && countMembers(value) !== outline.members) return malformed();
  return { ok: true, bytes, value, outline };
}

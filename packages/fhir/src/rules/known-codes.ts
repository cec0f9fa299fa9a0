import { specified } from '../conformance/specification.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

/** The codes of a system that the specification lists whole. */
export interface KnownCodes {
  readonly version: string | undefined;
  /** In lower case where the system does not tell cases apart. */
  readonly codes: ReadonlySet<string>;
  readonly isCaseSensitive: boolean;
}

const kept = new Map<string, KnownCodes | undefined>();

function addCodes(concepts: JsonValue | undefined, fold: (code: string) => string, into: Set<string>): void {
  if (!Array.isArray(concepts)) return;
  for (const concept of (concepts as readonly JsonValue[]).filter(isObject)) {
    if (typeof concept['code'] === 'string') into.add(fold(concept['code']));
    addCodes(concept['concept'], fold, into);
  }
}

function read({ version, caseSensitive, concept }: JsonObject): KnownCodes {
  const codes = new Set<string>();
  const isCaseSensitive = caseSensitive !== false;
  addCodes(concept, (code) => (isCaseSensitive ? code : code.toLowerCase()), codes);
  return { version: typeof version === 'string' ? version : undefined, codes, isCaseSensitive };
}

/** The codes of one of HL7's own systems; undefined for others, and for those that are not listed whole. */
export function knownCodes(system: string): KnownCodes | undefined {
  if (kept.has(system)) return kept.get(system);
  const tree = specified('CodeSystem', { url: system });
  if (tree === undefined) return undefined;
  const codes = tree['content'] === 'complete' ? read(tree) : undefined;
  kept.set(system, codes);
  return codes;
}

import type { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import type { CodeSet } from '../../terminology/code-set.js';
import type { AskedCoding } from '../../validation/findings.js';

const members = ['system', 'version', 'code', 'display'] as const;

function codingOf(object: JsonObject): AskedCoding {
  const coding: Record<string, string> = {};
  for (const member of members) {
    const value = object[member];
    if (typeof value === 'string') coding[member] = value;
  }
  return coding;
}

/**
 * The codes of a value that can be bound: code, string, uri, Coding, CodeableConcept, Quantity. Undefined where
 * nothing is said at all, as in a value of extensions alone.
 * @see https://hl7.org/fhir/R4/terminologies.html#binding
 */
export function codingsOf({ type, value }: ElementNode): readonly AskedCoding[] | undefined {
  if (typeof value === 'string') return [{ code: value }];
  if (!isObject(value)) return undefined;
  if (type !== 'CodeableConcept') return value['code'] === undefined ? undefined : [codingOf(value)];
  const { coding, text } = value;
  if (!Array.isArray(coding)) return text === undefined ? undefined : [];
  return (coding as readonly JsonValue[]).filter(isObject).map(codingOf);
}

function isIn({ system, code }: AskedCoding, codes: CodeSet, isPlain: boolean): boolean {
  if (code === undefined) return false;
  if (isPlain) {
    // A code without a system is of one of those that the value set has.
    for (const { isListed, codes: ofSystem } of codes.values())
      if (ofSystem.has(code) === isListed) return true;
    return false;
  }
  const ofSystem = system === undefined ? undefined : codes.get(system);
  return ofSystem !== undefined && ofSystem.codes.has(code) === ofSystem.isListed;
}

/** Whether one of the codings is in a set of codes whose systems are known whole. */
export function isInCodes(
  codings: readonly AskedCoding[] | undefined,
  codes: CodeSet,
  type: string,
): boolean {
  const isPlain = type !== 'Coding' && type !== 'CodeableConcept' && type !== 'Quantity';
  return codings?.some((coding) => isIn(coding, codes, isPlain)) ?? false;
}

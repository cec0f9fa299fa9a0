import { isExactNumber, numericKey } from '../../json/exact-number.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonValue } from '../../json/json-value.js';

function isSameLeaf(value: JsonValue | undefined, given: JsonValue): boolean {
  if (value === given) return true;
  const [one, other] = [value as unknown, given as unknown];
  // 1.0 and 1.00 are one value, written with another precision.
  return (
    (typeof one === 'number' || isExactNumber(one)) &&
    (typeof other === 'number' || isExactNumber(other)) &&
    numericKey(one) === numericKey(other)
  );
}

/**
 * Whether a value is exactly the one that is given, no more in it and no less.
 * @see https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.fixed_x_
 */
export function isSameValue(value: JsonValue | undefined, given: JsonValue): boolean {
  if (Array.isArray(given)) {
    const items = given as readonly JsonValue[];
    return (
      Array.isArray(value) &&
      value.length === items.length &&
      items.every((item, at) => isSameValue((value as readonly JsonValue[])[at], item))
    );
  }
  if (!isObject(given) || isExactNumber(given)) return isSameLeaf(value, given);
  if (!isObject(value) || isExactNumber(value)) return false;
  for (const key in given) if (!isSameValue(value[key], given[key] ?? null)) return false;
  for (const key in value) if (given[key] === undefined) return false;
  return true;
}

/**
 * Whether a value has all that a pattern has: what else is in it does not matter, and each item of a list of the
 * pattern is met by some item of the value's.
 * @see https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_
 */
export function meetsPattern(value: JsonValue | undefined, pattern: JsonValue): boolean {
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return false;
    const items = value as readonly JsonValue[];
    return (pattern as readonly JsonValue[]).every((each) => items.some((item) => meetsPattern(item, each)));
  }
  if (!isObject(pattern) || isExactNumber(pattern)) return isSameLeaf(value, pattern);
  if (!isObject(value)) return false;
  for (const key in pattern) if (!meetsPattern(value[key], pattern[key] ?? null)) return false;
  return true;
}

/** A value that is given, for a message. */
export function shownGiven(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 197)}...`;
}

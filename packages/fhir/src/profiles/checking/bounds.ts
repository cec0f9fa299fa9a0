import { isExactNumber } from '../../json/exact-number.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { dateInterval } from '../../search/date-interval.js';
import { canonicalQuantity, ucumSystem } from '../../ucum/canonical-quantity.js';

function numberOf(value: JsonValue | undefined): number | undefined {
  if (isExactNumber(value)) return Number(value.text);
  return typeof value === 'number' ? value : undefined;
}

function isBefore(one: string, other: string): boolean | undefined {
  const time = /^\d\d:/;
  if (time.test(one) && time.test(other)) return one < other;
  const [a, b] = [dateInterval(one), dateInterval(other)];
  if (a === undefined || b === undefined) return undefined;
  if (a.high <= b.low) return true;
  return a.low >= b.low ? false : undefined;
}

/**
 * Whether one value is less than another; undefined where that cannot be told: dates of unequal precision,
 * quantities of units that do not convert.
 */
export function isLess(one: JsonValue | undefined, other: JsonValue | undefined): boolean | undefined {
  const [a, b] = [numberOf(one), numberOf(other)];
  if (a !== undefined && b !== undefined) return a < b;
  if (typeof one === 'string' && typeof other === 'string') return isBefore(one, other);
  if (!isObject(one) || !isObject(other)) return undefined;
  // A comparator makes an interval of it.
  if (one['comparator'] !== undefined) return undefined;
  const isSameUnit =
    other['code'] === undefined
      ? one['unit'] === other['unit']
      : one['code'] === other['code'] && one['system'] === other['system'];
  return isSameUnit ? isLess(one['value'], other['value']) : isLessInBaseUnits(one, other);
}

/** Conversions err by some 1e-14 of the value; what is nearer than this is taken to be the same. */
const tolerance = 1e-12;

function isLessInBaseUnits(one: JsonObject, other: JsonObject): boolean | undefined {
  const [a, b] = [inBaseUnits(one), inBaseUnits(other)];
  if (a === undefined || b === undefined || a.unit !== b.unit) return undefined;
  return a.value < b.value - Math.max(Math.abs(a.value), Math.abs(b.value)) * tolerance;
}

function inBaseUnits(quantity: JsonObject): { readonly value: number; readonly unit: string } | undefined {
  const [value, { system, code }] = [numberOf(quantity['value']), quantity];
  if (value === undefined || system !== ucumSystem || typeof code !== 'string') return undefined;
  return canonicalQuantity(value, code);
}

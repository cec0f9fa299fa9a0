import { canonicalUnit, type CanonicalUnit } from './canonical-unit.js';

/** The system of a UCUM code in a Quantity. */
export const ucumSystem = 'http://unitsofmeasure.org';

/**
 * A value in base units.
 *
 * @param code of UCUM, case-sensitive; `undefined` is returned for any other
 * @returns the value, finite where the given one is, and its unit, equal texts for equal dimensions
 * @example
 * canonicalQuantity(5400, 'mg') // { value: 5.4, unit: 'g' }
 * canonicalQuantity(98.6, '[degF]') // { value: 310.15, unit: 'K' }
 * canonicalQuantity(5, 'k[iU]/L') // { value: 5000000, unit: '[iU].m-3' }
 */
export function canonicalQuantity(
  value: number,
  code: string,
): { readonly value: number; readonly unit: string } | undefined {
  const canonical = canonicalUnit(code);
  return canonical && { value: inBaseUnits(value, canonical), unit: canonical.unit };
}

/**
 * The interval [low, high] of a stored quantity in base units; open ends (-Infinity, Infinity) stay
 * open. `undefined` for what is not a UCUM code.
 */
export function canonicalInterval(
  low: number,
  high: number,
  code: string,
): { readonly low: number; readonly high: number; readonly unit: string } | undefined {
  const canonical = canonicalUnit(code);
  if (canonical === undefined) return undefined;
  return { low: inBaseUnits(low, canonical), high: inBaseUnits(high, canonical), unit: canonical.unit };
}

/** Rounded a few times: within some 1e-14 of the exact value. No conversion makes an open end. */
export function inBaseUnits(value: number, { factor, shift }: CanonicalUnit): number {
  const converted = (value + shift) * factor;
  if (!Number.isFinite(value)) return converted;
  return Math.min(Math.max(converted, -Number.MAX_VALUE), Number.MAX_VALUE);
}

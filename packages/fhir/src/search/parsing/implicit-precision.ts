import type { OrFault } from './fault.js';

/** A number as it is searched for: exactly, and the range [low, high) that its digits stand for. */
export interface ImpreciseNumber {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const format = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
const maxLength = 64;

/** The double nearest to digits × 10^exponent. */
function double(digits: bigint, exponent: number): number {
  const value = Number(`${String(digits)}e${exponent}`);
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/**
 * Reads a number with the range half a unit of its last digit to both sides: 100 is [99.5, 100.5),
 * 5.40e-3 is [0.005395, 0.005405). The limits are worked out in decimal: 5.4 - 0.05 in doubles is
 * more than 5.35, and would miss it.
 *
 * The specification's example for `1e2` is [95, 105), a digit more than its rule would give; an
 * exponent after a whole number is read as the example has it (`1.0e2`).
 * @see https://hl7.org/fhir/R4/search.html#number
 */
export function impreciseNumber(text: string): OrFault<ImpreciseNumber> {
  const match = text.length > maxLength ? null : format.exec(text);
  if (match === null) return { fault: 'is not a number' };
  const [, sign, whole, fraction, exponentText] = match;
  const value = Number(text);
  if (!Number.isFinite(value)) return { fault: 'is a number that is too large' };
  const decimals = fraction ?? (exponentText === undefined ? '' : '0');
  const exponent = Number(exponentText ?? 0) - decimals.length - 1;
  const tenths = BigInt(`${whole!}${decimals}0`) * (sign === '-' ? -1n : 1n);
  // Of a number with 16 digits or more the range may be smaller than a double can tell: it holds the number.
  const low = Math.min(double(tenths - 5n, exponent), value);
  const high = double(tenths + 5n, exponent);
  return { value, low, high: high > value ? high : Math.min(nextAbove(value), Number.MAX_VALUE) };
}

/** The smallest double above a number. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  // Half of the distance between 1 and the next double, so that it is never skipped; doubled until it counts.
  for (let step = Math.max((Math.abs(value) * Number.EPSILON) / 2, Number.MIN_VALUE); ; step *= 2)
    if (value + step > value) return value + step;
}

/**
 * The same with a range of four trillionths of the number at least: what its conversion from one unit to another
 * may take it off by, and the tolerance of that comparison, are below it.
 */
export function convertible(number: ImpreciseNumber): ImpreciseNumber {
  const margin = Math.abs(number.value) * 2e-12;
  return {
    value: number.value,
    low: Math.min(number.low, number.value - margin),
    high: Math.max(number.high, number.value + margin),
  };
}

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
  return { value, low: double(tenths - 5n, exponent), high: double(tenths + 5n, exponent) };
}

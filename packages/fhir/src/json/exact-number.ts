import type { JsonValue } from './json-value.js';

/**
 * A JSON number that a double does not hold as it was written: `1.10`, `1e3`, or more digits than it has.
 * FHIR gives digits a meaning ("implementations SHOULD preserve the precision",
 * https://hl7.org/fhir/R4/datatypes.html#decimal), so whoever changes a resource keeps them.
 */
export class ExactNumber {
  /** @param text a number in JSON's own form */
  constructor(readonly text: string) {}

  /** For whoever writes it with `JSON.stringify`: the nearest double. */
  toJSON(): number {
    return Number(this.text);
  }
}

/** The number in a tree, where it stands for what `JsonValue` calls a number. */
export function exactNumber(text: string): JsonValue {
  return new ExactNumber(text) as unknown as number;
}

/** Whether a number in a tree is one that keeps its digits. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return value instanceof ExactNumber;
}

const decimal = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * One text for all ways to write a number: `1.10`, `11e-1` and `1.1` give the same. An exponent beyond all measure
 * costs nothing: no digit is written out.
 */
export function numericKey(value: number | ExactNumber): string {
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] =
    decimal.exec(typeof value === 'number' ? String(value) : value.text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  // Nothing in the world is so large or small; only the same text is the same number then.
  if (exponent.length > 20) return `${sign}${digits}e${exponent}`;
  return `${sign}${significant}e${BigInt(exponent) + BigInt(digits.length - significant.length - fraction.length)}`;
}

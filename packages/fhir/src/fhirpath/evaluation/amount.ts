import { canonicalUnit } from '../../ucum/canonical-unit.js';

/** Words for calendar durations, as UCUM has them (http://hl7.org/fhirpath/N1/#time-valued-quantities). */
const durations: ReadonlyMap<string, string> = new Map([
  ['year', 'a'],
  ['month', 'mo'],
  ['week', 'wk'],
  ['day', 'd'],
  ['hour', 'h'],
  ['minute', 'min'],
  ['second', 's'],
  ['millisecond', 'ms'],
]);

/** `days` and `day` as one UCUM code; what is no such word stays as it is. */
export function unitCode(unit: string): string {
  return durations.get(unit) ?? durations.get(unit.replace(/s$/, '')) ?? unit;
}

/** A quantity of FHIRPath's own type. */
export class Amount {
  /** @param unit a UCUM code, or whatever the data calls it; `1` for a plain number */
  constructor(
    readonly value: number,
    readonly unit: string,
  ) {}
}

/** Which of two amounts is larger, below 0 for the second; undefined where their units cannot be compared. */
export function compareAmounts(left: Amount, right: Amount): number | undefined {
  if (left.unit === right.unit) return left.value - right.value;
  const [a, b] = [canonicalUnit(left.unit), canonicalUnit(right.unit)];
  if (a === undefined || b === undefined || a.unit !== b.unit) return undefined;
  const [x, y] = [(left.value + a.shift) * a.factor, (right.value + b.shift) * b.factor];
  // Factors are doubles: what differs by less than their error is the same.
  return Math.abs(x - y) <= 1e-12 * Math.max(Math.abs(x), Math.abs(y)) ? 0 : x - y;
}

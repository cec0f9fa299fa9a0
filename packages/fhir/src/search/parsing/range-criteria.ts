import { canonicalComparison } from '../../ucum/canonical-comparison.js';
import { ucumSystem } from '../../ucum/canonical-quantity.js';
import type { DateCriterion, NumberCriterion, QuantityCriterion } from '../criterion.js';
import { requestedInterval, type DateInterval } from '../date-interval.js';
import { splitEscaped, unescapeValue } from './escape.js';
import { allOrFault, isFault, type OrFault } from './fault.js';
import { convertible, impreciseNumber, type ImpreciseNumber } from './implicit-precision.js';
import { prefixes, splitPrefix, type Prefix } from './prefix.js';
import { dateComparison, numberComparison } from './range-comparison.js';

function unknownPrefix(rest: string): string | undefined {
  const letters = /^[A-Za-z]+/.exec(rest)?.[0];
  return letters && `begins with "${letters}", which is none of the prefixes ${prefixes.join(', ')}`;
}

/** A date taken apart, not yet compared with anything. */
export function prefixedDate(
  text: string,
): OrFault<{ readonly prefix: Prefix; readonly interval: DateInterval }> {
  const { prefix, rest } = splitPrefix(text);
  const interval = requestedInterval(rest);
  if (interval !== undefined) return { prefix, interval };
  return {
    fault: unknownPrefix(rest) ?? 'is not a date (such as 2013, 2013-01, 2013-01-14 or 2013-01-14T10:00:00Z)',
  };
}

/** A date with its prefix (https://hl7.org/fhir/R4/search.html#date). */
export function dateCriterion(text: string, now: number): OrFault<DateCriterion> {
  const date = prefixedDate(text);
  if (isFault(date)) return date;
  return { kind: 'date', where: dateComparison(date.prefix, date.interval, now) };
}

/** A number with its prefix (https://hl7.org/fhir/R4/search.html#number). */
export function numberCriterion(text: string): OrFault<NumberCriterion> {
  const number = prefixedNumber(text);
  if (isFault(number)) return number;
  return { kind: 'number', where: numberComparison(number.prefix, number.number) };
}

function prefixedNumber(
  text: string,
): OrFault<{ readonly prefix: Prefix; readonly number: ImpreciseNumber }> {
  const { prefix, rest } = splitPrefix(text);
  const number = impreciseNumber(rest);
  return isFault(number) ? { fault: unknownPrefix(rest) ?? number.fault } : { prefix, number };
}

/**
 * `number`, `number|system|code` or `number||code`, with a prefix. For a unit of UCUM the comparison is
 * worked out in base units, too: 5.4 g finds 5400 mg.
 * @see https://hl7.org/fhir/R4/search.html#quantity
 */
export function quantityCriterion(text: string): OrFault<QuantityCriterion> {
  const parts = allOrFault(splitEscaped(text, '|').map(unescapeValue));
  if (isFault(parts)) return parts;
  const [numberText = '', system = '', code = ''] = parts;
  if (parts.length !== 1 && parts.length !== 3) {
    return { fault: 'is not of the form number, number|system|code or number||code' };
  }
  if (system !== '' && code === '') return { fault: 'has the system of a unit, but no code' };
  const given = prefixedNumber(numberText);
  if (isFault(given)) return given;
  const { prefix, number } = given;
  const where = numberComparison(prefix, number);
  if (code === '') return { kind: 'quantity', where };
  if (system === '') return { kind: 'quantity', where, unit: { form: 'code-or-unit', code } };
  const canonical =
    system === ucumSystem
      ? canonicalComparison(numberComparison(prefix, convertible(number)), code)
      : undefined;
  return {
    kind: 'quantity',
    where,
    unit: { form: 'system-code', system, code, ...(canonical && { canonical }) },
  };
}

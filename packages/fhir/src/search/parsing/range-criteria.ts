import type {
  DateCriterion,
  LastUpdatedCriterion,
  NumberCriterion,
  QuantityCriterion,
} from '../criterion.js';
import { requestedInterval, type DateInterval } from '../date-interval.js';
import { splitEscaped, unescapeValue } from './escape.js';
import { allOrFault, isFault, type OrFault } from './fault.js';
import { impreciseNumber } from './implicit-precision.js';
import { prefixes, splitPrefix, type Prefix } from './prefix.js';
import { dateComparison, numberComparison, timeRanges } from './range-comparison.js';

function unknownPrefix(rest: string): string | undefined {
  const letters = /^[A-Za-z]+/.exec(rest)?.[0];
  return letters && `begins with "${letters}", which is none of the prefixes ${prefixes.join(', ')}`;
}

function prefixedDate(text: string): OrFault<{ readonly prefix: Prefix; readonly interval: DateInterval }> {
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

/** The time of the last change, a point in time. */
export function lastUpdatedCriteria(text: string, now: number): OrFault<readonly LastUpdatedCriterion[]> {
  const date = prefixedDate(text);
  if (isFault(date)) return date;
  return timeRanges(date.prefix, date.interval, now).map(({ low, high }) => ({
    kind: 'last-updated',
    low,
    high,
  }));
}

/** A number with its prefix (https://hl7.org/fhir/R4/search.html#number). */
export function numberCriterion(text: string): OrFault<NumberCriterion> {
  const { prefix, rest } = splitPrefix(text);
  const number = impreciseNumber(rest);
  if (isFault(number)) return { fault: unknownPrefix(rest) ?? number.fault };
  return { kind: 'number', where: numberComparison(prefix, number) };
}

/**
 * `number`, `number|system|code` or `number||code`, with a prefix
 * (https://hl7.org/fhir/R4/search.html#quantity).
 */
export function quantityCriterion(text: string): OrFault<QuantityCriterion> {
  const parts = allOrFault(splitEscaped(text, '|').map(unescapeValue));
  if (isFault(parts)) return parts;
  const [numberText = '', system = '', code = ''] = parts;
  if (parts.length !== 1 && parts.length !== 3) {
    return { fault: 'is not of the form number, number|system|code or number||code' };
  }
  if (system !== '' && code === '') return { fault: 'has the system of a unit, but no code' };
  const number = numberCriterion(numberText);
  if (isFault(number)) return number;
  const { where } = number;
  if (code === '') return { kind: 'quantity', where };
  if (system === '') return { kind: 'quantity', where, unit: { form: 'code-or-unit', code } };
  return { kind: 'quantity', where, unit: { form: 'system-code', system, code } };
}

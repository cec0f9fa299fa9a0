import { daysInMonth } from '../calendar.js';

/** The interval [low, high) in whole microseconds since 1970 UTC; never empty. */
export interface DateInterval {
  readonly low: number;
  readonly high: number;
}

const format =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

// Milliseconds are whole numbers that a double holds for every year, so the sums are made in them.
const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** Milliseconds at the beginning of a day. `Date.UTC` alone takes the years 0 to 99 for 19xx. */
function startOfDay(year: number, monthIndex: number, dayOfMonth: number): number {
  return year >= 100
    ? Date.UTC(year, monthIndex, dayOfMonth)
    : new Date(0).setUTCFullYear(year, monthIndex, dayOfMonth);
}

/** From milliseconds to microseconds. */
function interval(low: number, high: number): DateInterval {
  return { low: low * 1_000, high: high * 1_000 };
}

/** Fractions of a second; where a double has no microseconds any more (2255), to the millisecond. */
function fractionInterval(time: number, fraction: string): DateInterval {
  const milliseconds = time + Number(fraction.slice(0, 3).padEnd(3, '0'));
  if (fraction.length <= 3) return interval(milliseconds, milliseconds + 10 ** (3 - fraction.length));
  const low = milliseconds * 1_000;
  if (!Number.isSafeInteger(low + 1_000)) return interval(milliseconds, milliseconds + 1);
  const digits = fraction.slice(3, 6);
  const start = low + Number(digits.padEnd(3, '0'));
  return { low: start, high: start + 10 ** (3 - digits.length) };
}

function offsetOf(zone: string | undefined): number | undefined {
  // Without a zone the server's applies (https://hl7.org/fhir/R4/search.html#date). That is UTC here,
  // always: what a resource is found by must not depend on where the program runs.
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * minute;
}

/**
 * The interval that a date, dateTime or instant stands for at its precision: a year, a month, a day,
 * a minute (searches may leave out the seconds), a second or a fraction of one, at least a
 * microsecond. Undefined for what is none, such as 2023-02-30.
 * @see https://hl7.org/fhir/R4/search.html#date
 */
export function dateInterval(text: string): DateInterval | undefined {
  const match = format.exec(text);
  if (match === null) return undefined;
  const [, yearText, monthText, dayText, hourText, minuteText, secondText, fraction, zone] = match;
  const year = Number(yearText);
  if (year === 0) return undefined;
  if (monthText === undefined) return interval(startOfDay(year, 0, 1), startOfDay(year + 1, 0, 1));
  const month = Number(monthText);
  if (month < 1 || month > 12) return undefined;
  if (dayText === undefined) return interval(startOfDay(year, month - 1, 1), startOfDay(year, month, 1));
  const dayOfMonth = Number(dayText);
  if (dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) return undefined;
  const start = startOfDay(year, month - 1, dayOfMonth);
  if (hourText === undefined) return interval(start, start + day);
  const [hours, minutes, seconds] = [Number(hourText), Number(minuteText), Number(secondText ?? 0)];
  const offset = offsetOf(zone);
  // 60 is a leap second (https://hl7.org/fhir/R4/datatypes.html#dateTime).
  if (hours > 23 || minutes > 59 || seconds > 60 || offset === undefined) return undefined;
  const time = start + (hours * 60 + minutes) * minute + seconds * second - offset;
  if (secondText === undefined) return interval(time, time + minute);
  if (fraction === undefined) return interval(time, time + second);
  return fractionInterval(time, fraction);
}

/**
 * The interval of a date in the parameter of a request, where the plus of a time zone that was not
 * escaped in the address has become a space.
 * @example requestedInterval('2013-01') // { low: 1356998400000000, high: 1359676800000000 }
 */
export function requestedInterval(text: string): DateInterval | undefined {
  return dateInterval(text.replace(' ', '+'));
}

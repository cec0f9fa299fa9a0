import { daysInMonth } from '../calendar.js';

/** What parts a type of time may or must have. */
export type DateTimeForm = 'date' | 'dateTime' | 'instant';

const zero = 0x30;

/** The number in the `count` digits at `at`; -1 if they are not all digits. */
function digits(text: string, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - zero;
    // NaN, past the end, is neither.
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** The end of `hh:mm:ss` with any fraction at `at`; a text for what is wrong with it. */
function timeEnd(text: string, at: number): number | string {
  const hour = digits(text, at, 2);
  const minute = digits(text, at + 3, 2);
  const second = digits(text, at + 6, 2);
  if (hour < 0 || minute < 0 || second < 0 || text[at + 2] !== ':' || text[at + 5] !== ':') {
    return 'the time is not hh:mm:ss';
  }
  // 60 is a leap second (https://hl7.org/fhir/R4/datatypes.html#time).
  if (hour > 23 || minute > 59 || second > 60) return 'there is no such time of day';
  let end = at + 8;
  if (text[end] === '.') {
    end++;
    const fraction = end;
    while (digits(text, end, 1) >= 0) end++;
    if (end === fraction) return 'the fraction of a second has no digits';
  }
  return end;
}

function zoneFault(text: string, at: number): string | undefined {
  const sign = text[at];
  if (sign === 'Z') return text.length === at + 1 ? undefined : 'there is more after the time zone';
  if (sign !== '+' && sign !== '-') return 'a time needs a time zone, Z or +hh:mm';
  const hour = digits(text, at + 1, 2);
  const minute = digits(text, at + 4, 2);
  if (text.length !== at + 6 || text[at + 3] !== ':' || hour < 0 || minute < 0)
    return 'the time zone is not Z or +hh:mm';
  if (minute > 59 || hour * 60 + minute > 14 * 60) return 'there is no such time zone';
  return undefined;
}

/**
 * What is wrong with a date, dateTime or instant; undefined for a good one. Beyond the regular
 * expressions of the specification, the day has to exist.
 * @see https://hl7.org/fhir/R4/datatypes.html#dateTime
 */
export function dateTimeFault(text: string, form: DateTimeForm): string | undefined {
  const year = digits(text, 0, 4);
  if (year < 1) return 'the year is not four digits';
  if (text.length === 4) return form === 'instant' ? 'an instant needs date, time and time zone' : undefined;
  const month = digits(text, 5, 2);
  if (text[4] !== '-' || month < 0) return 'not in the form YYYY-MM-DD';
  if (month < 1 || month > 12) return 'there is no such month';
  if (text.length === 7) return form === 'instant' ? 'an instant needs date, time and time zone' : undefined;
  const day = digits(text, 8, 2);
  if (text[7] !== '-' || day < 0) return 'not in the form YYYY-MM-DD';
  if (day < 1 || day > daysInMonth(year, month)) return 'there is no such day';
  if (text.length === 10) return form === 'instant' ? 'an instant needs date, time and time zone' : undefined;
  if (form === 'date') return 'a date has no time';
  if (text[10] !== 'T') return 'the time is not set off by "T"';
  const end = timeEnd(text, 11);
  return typeof end === 'string' ? end : zoneFault(text, end);
}

/** What is wrong with a time of day; undefined for a good one. */
export function timeFault(text: string): string | undefined {
  const end = timeEnd(text, 0);
  if (typeof end === 'string') return end;
  return end === text.length ? undefined : 'there is more after the time, which has no time zone';
}

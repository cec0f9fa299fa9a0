import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateTimeFault, timeFault } from './date-time-format.js';

/** The regular expressions of https://hl7.org/fhir/R4/datatypes.html#primitive, as they stand there. */
const published = {
  date: /^([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1]))?)?$/,
  dateTime:
    /^([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1])(T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00)))?)?)?$/,
  instant:
    /^([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)-(0[1-9]|1[0-2])-(0[1-9]|[1-2][0-9]|3[0-1])T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))$/,
};
const publishedTime = /^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?$/;

describe('the calendar', () => {
  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2000-02-29', true],
    ['1900-02-29', false],
    ['2023-02-30', false],
    ['2023-04-30', true],
    ['2023-04-31', false],
    ['2023-12-31', true],
    ['2023-12-32', false],
    ['2023-13', false],
    ['2023-00', false],
    ['0000', false],
    ['0001', true],
  ])('%s exists: %s', (text, exists) => {
    for (const form of ['date', 'dateTime'] as const) {
      expect(dateTimeFault(text, form) === undefined).toBe(exists);
    }
    expect(dateTimeFault(text, 'instant')).toBeDefined();
    expect(dateTimeFault(`${text}T00:00:00Z`, 'instant') === undefined).toBe(exists && text.length === 10);
  });
});

describe('law: good is what the published regular expressions take and the calendar has', () => {
  const two = fc
    .oneof(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 31 }))
    .map((n) => String(n).padStart(2, '0'));
  const zone = fc.oneof(
    fc.constantFrom('Z', 'z', '', '+14:00', '-14:01', '+05:30', '+0530', '+24:00'),
    fc.tuple(two, two).map(([hour, minute]) => `-${hour}:${minute}`),
  );
  const fraction = fc.constantFrom('', '', '.0', '.123456789', '.', ',5');
  const time = fc
    .tuple(two, two, two, fraction)
    .map(([hour, minute, second, rest]) => `${hour}:${minute}:${second}${rest}`);
  const day = fc.tuple(fc.constantFrom('2023', '2024', '0000', '1900', '10000', '123'), two, two);
  const good = fc.constantFrom(
    '2024-02-29T23:59:60Z',
    '2024-02-29T01:02:03.4+01:00',
    '2024-02-29',
    '2024-02',
    '2024',
  );
  const broken = fc
    .tuple(good, fc.nat(), fc.string({ maxLength: 1 }))
    .map(
      ([text, at, wrong]) =>
        text.slice(0, at % (text.length + 1)) + wrong + text.slice((at % (text.length + 1)) + 1),
    );
  const text = fc.oneof(
    broken,
    day.map((parts) => parts.join('-')),
    fc
      .tuple(day, fc.constantFrom('T', 'T', ' '), time, zone)
      .map(([parts, t, clock, offset]) => parts.join('-') + t + clock + offset),
  );

  /** By the calendar of JavaScript, which is not the one under test. */
  function exists(date: string): boolean {
    const [year, month, dayOfMonth] = date.slice(0, 10).split('-').map(Number);
    if (dayOfMonth === undefined) return true;
    const moment = new Date(Date.UTC(2000, month! - 1, dayOfMonth));
    moment.setUTCFullYear(year!, month! - 1, dayOfMonth);
    return moment.getUTCMonth() === month! - 1;
  }

  it.each(['date', 'dateTime', 'instant'] as const)('%s', (form) => {
    fc.assert(
      fc.property(text, (each) => {
        expect(dateTimeFault(each, form) === undefined).toBe(published[form].test(each) && exists(each));
      }),
      { numRuns: 2000 },
    );
  });

  it('time', () => {
    fc.assert(
      fc.property(fc.oneof(time, fc.string()), (each) => {
        expect(timeFault(each) === undefined).toBe(publishedTime.test(each));
      }),
      { numRuns: 1000 },
    );
  });
});

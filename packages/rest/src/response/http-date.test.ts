import fc from 'fast-check';
import { expect, it } from 'vitest';
import { httpDate } from './http-date.js';

it.each([
  ['2024-01-31T10:11:12.345Z', 'Wed, 31 Jan 2024 10:11:12 GMT'],
  // https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
  ['1994-11-06T08:49:37.000Z', 'Sun, 06 Nov 1994 08:49:37 GMT'],
  ['2024-01-31T10:11:12+01:00', 'Wed, 31 Jan 2024 09:11:12 GMT'],
])('%s is %s', (text, expected) => {
  expect(httpDate(text)).toBe(expected);
});

it('is what Date makes of every instant', () => {
  const instants = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, (date) => {
      expect(httpDate(date.toISOString())).toBe(date.toUTCString());
    }),
    { numRuns: 2_000 },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateInterval } from './date-interval.js';

const utc = (text: string) => Date.parse(text) * 1_000;

describe('dateInterval', () => {
  it.each([
    ['2013', '2013-01-01T00:00:00Z', '2014-01-01T00:00:00Z'],
    ['2000-04', '2000-04-01T00:00:00Z', '2000-05-01T00:00:00Z'],
    ['2013-12', '2013-12-01T00:00:00Z', '2014-01-01T00:00:00Z'],
    ['2015-08-12', '2015-08-12T00:00:00Z', '2015-08-13T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['2013-01-14T10:00', '2013-01-14T10:00:00Z', '2013-01-14T10:01:00Z'],
    ['2013-01-14T10:00:00', '2013-01-14T10:00:00Z', '2013-01-14T10:00:01Z'],
    ['2013-01-14T10:00:00Z', '2013-01-14T10:00:00Z', '2013-01-14T10:00:01Z'],
    ['2013-01-14T10:00:00+05:30', '2013-01-14T04:30:00Z', '2013-01-14T04:30:01Z'],
    ['2013-01-14T22:00:00-05:00', '2013-01-15T03:00:00Z', '2013-01-15T03:00:01Z'],
    ['2013-01-14T10:00:00.5Z', '2013-01-14T10:00:00.500Z', '2013-01-14T10:00:00.600Z'],
    ['2013-01-14T10:00:00.123Z', '2013-01-14T10:00:00.123Z', '2013-01-14T10:00:00.124Z'],
    ['0050-01-01', '0050-01-01T00:00:00Z', '0050-01-02T00:00:00Z'],
    ['9999', '9999-01-01T00:00:00Z', '+010000-01-01T00:00:00Z'],
  ])('%s', (text, low, high) => {
    expect(dateInterval(text)).toEqual({ low: utc(low), high: utc(high) });
  });

  it('keeps microseconds, and no less', () => {
    const { low, high } = dateInterval('1970-01-01T00:00:00.0000015Z')!;
    expect([low, high]).toEqual([1, 2]);
  });

  it.each([
    '',
    '13',
    '2013-1',
    '2013-13',
    '2013-00',
    '2013-02-30',
    '2023-02-29',
    '1900-02-29',
    '2013-04-31',
    '2013-01-14T10',
    '2013-01-14T24:00:00Z',
    '2013-01-14T10:60:00Z',
    '2013-01-14T10:00:61Z',
    '2013-01-14T10:00:00+15:00',
    '2013-01-14T10:00:00+1',
    '2013-01-14 10:00:00',
    '2013-01-14Z',
    '0000',
    ' 2013',
    '2013-01-14T10:00:00.Z',
  ])('refuses %j', (text) => {
    expect(dateInterval(text)).toBeUndefined();
  });

  it('a less precise date contains the more precise one', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        (date) => {
          const text = date.toISOString().replace('Z', '');
          const lengths = [4, 7, 10, 16, 19, 21, 22, 23];
          const intervals = lengths.map((length) => dateInterval(text.slice(0, length))!);
          for (const [index, inner] of intervals.entries()) {
            expect(inner.low).toBeLessThan(inner.high);
            const outer = intervals[index - 1] ?? inner;
            expect(outer.low).toBeLessThanOrEqual(inner.low);
            expect(outer.high).toBeGreaterThanOrEqual(inner.high);
          }
          expect(intervals.at(-1)!.low).toBe(date.getTime() * 1_000);
        },
      ),
    );
  });
});

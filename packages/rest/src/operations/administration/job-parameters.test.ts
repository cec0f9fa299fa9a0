import { describe, expect, it } from 'vitest';
import { booleanOf, changedBetween, readJobParameters, timeParameters } from './job-parameters.js';

const read = (query: string) =>
  readJobParameters([...new URLSearchParams(query)], ['flag', ...timeParameters]);
const now = Date.parse('2026-03-04T05:06:07.089Z');

describe('the parameters of jobs that delete', () => {
  it.each([
    // A version of the millisecond of the request was there before it.
    ['', { before: '2026-03-04T05:06:07.090Z' }],
    ['_since=2026-01-01', { since: '2026-01-01T00:00:00.000Z', before: '2026-03-04T05:06:07.090Z' }],
    ['start=2026&end=2026-02', { since: '2026-01-01T00:00:00.000Z', before: '2026-02-01T00:00:00.000Z' }],
    ['end=2026-02-03T04:05:06%2B01:00', { before: '2026-02-03T03:05:06.000Z' }],
    // A plus that was not escaped.
    ['end=2026-02-03T04:05:06+01:00', { before: '2026-02-03T03:05:06.000Z' }],
    // Never beyond the request.
    ['end=2030', { before: '2026-03-04T05:06:07.090Z' }],
    // What is finer than a millisecond makes the time shorter.
    [
      'start=2026-01-01T00:00:00.0001Z&end=2026-01-01T00:00:01.0009Z',
      { since: '2026-01-01T00:00:00.001Z', before: '2026-01-01T00:00:01.000Z' },
    ],
  ])('%s', (query, expected) => {
    expect(changedBetween(read(query), now)).toEqual(expected);
  });

  it.each([
    '_since=2026&start=2026',
    '_since=2026&end=2027',
    'start=2026-02&end=2026-01',
    'start=2026-01&end=2026-01',
    'start=yesterday',
    'end=2026-02-30',
    '_since=',
    'start=2026-13',
    'end=2026-01-01T25:00:00Z',
  ])('refuses the times %s', (query) => {
    expect(() => changedBetween(read(query), now)).toThrow(
      expect.objectContaining({ code: 'invalid-parameter' }) as Error,
    );
  });

  it.each(['_snice=2026', 'start=2026&start=2025', 'hardDelete=true'])('refuses %s', (query) => {
    expect(() => read(query)).toThrow(expect.objectContaining({ code: 'invalid-parameter' }) as Error);
  });

  it('passes over what every request may have', () => {
    expect([...read('_format=json&_pretty=true&flag=true')]).toEqual([['flag', 'true']]);
  });

  it('reads true and false, and nothing else', () => {
    expect(booleanOf(read('flag=true'), 'flag')).toBe(true);
    expect(booleanOf(read('flag=false'), 'flag')).toBe(false);
    expect(booleanOf(read(''), 'flag')).toBe(false);
    for (const value of ['', 'TRUE', '1', 'yes'])
      expect(() => booleanOf(read(`flag=${value}`), 'flag')).toThrow(
        expect.objectContaining({ code: 'invalid-parameter' }) as Error,
      );
  });
});

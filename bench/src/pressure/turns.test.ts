import { expect, it } from 'vitest';
import type { RestFigures } from '../rest/load-figures.js';
import { rowOfTurns, turnsOf } from './turns.js';

const turn = (p50: number, p99: number, more: Partial<RestFigures> = {}): RestFigures => ({
  requests: 100,
  seconds: 2,
  p50,
  p99,
  perSecond: 50,
  resourcesPerSecond: 50,
  resources: 100,
  errors: 0,
  refused: 0,
  hits: Number.NaN,
  created: 0,
  deleted: 0,
  generatorMicroseconds: 10,
  ...more,
});

it('parts the time into turns', () => {
  expect(turnsOf(10)).toEqual({ turns: 5, seconds: 2 });
  expect(turnsOf(0.6).turns * turnsOf(0.6).seconds).toBeCloseTo(0.6);
});

it('takes totals, and of the times the median over the turns: one that was disturbed does not count', () => {
  const row = rowOfTurns(
    'a',
    [
      turn(3, 11),
      turn(30, 900),
      turn(4, 12, { errors: 5, firstError: 'status 500' }),
      turn(2, 13, { refused: 15 }),
      turn(5, 10),
    ],
    8,
  );
  expect(row).toMatchObject({
    p50: 4,
    p99: 12,
    clients: 8,
    attempts: 500,
    errors: 5,
    firstError: 'status 500',
    refused: 15,
    // 500 less 5 less 15, in 10 seconds.
    units: 480,
    perSecond: 48,
  });
  expect(row.generatorSeconds).toBeCloseTo(500 * 10e-6);
  expect(row.generatorShare).toBeCloseTo((500 * 10e-6) / 10);
});

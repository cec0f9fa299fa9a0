import { expect, it } from 'vitest';
import { daysInMonth } from './calendar.js';

it('every month of a common year', () => {
  const days = Array.from({ length: 12 }, (_, month) => daysInMonth(2023, month + 1));
  expect(days).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
});

it.each([
  [2024, 29],
  [1900, 28],
  [2000, 29],
  [4, 29],
  [100, 28],
])('February %i has %i days', (year, days) => {
  expect(daysInMonth(year, 2)).toBe(days);
});

import { expect, it } from 'vitest';
import { readRange } from './byte-range.js';

const whole = { kind: 'whole' };
const unsatisfiable = { kind: 'unsatisfiable' };
const part = (start: number, end: number): object => ({ kind: 'part', start, end });

it.each([
  [undefined, 10, whole],
  ['bytes=0-', 10, part(0, 9)],
  ['bytes=0-0', 10, part(0, 0)],
  ['bytes=2-4', 10, part(2, 4)],
  ['bytes=2-400', 10, part(2, 9)],
  ['bytes=-3', 10, part(7, 9)],
  ['bytes=-30', 10, part(0, 9)],
  ['bytes=-0', 10, unsatisfiable],
  ['bytes=10-', 10, unsatisfiable],
  ['bytes=10-20', 10, unsatisfiable],
  ['bytes=0-', 0, unsatisfiable],
  ['bytes=-5', 0, unsatisfiable],
  ['bytes=4-2', 10, whole],
  ['bytes=-', 10, whole],
  ['bytes=0-1,3-4', 10, whole],
  ['lines=0-1', 10, whole],
  ['nonsense', 10, whole],
])('%s of %d bytes', (header, size, outcome) => {
  expect(readRange(header, size)).toEqual(outcome);
});

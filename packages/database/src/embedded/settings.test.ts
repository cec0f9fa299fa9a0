import { expect, it } from 'vitest';
import { sharedBuffers } from './settings.js';

const gigabyte = 2 ** 30;

it.each([
  [0.5 * gigabyte, 128],
  [8 * gigabyte, 1024],
  [24 * gigabyte, 2048],
])('of %d bytes the database takes %d MB for itself', (memory, expected) => {
  expect(sharedBuffers(memory)).toBe(expected);
});

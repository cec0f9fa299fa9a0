import { expect, it } from 'vitest';
import { packEvents, unpackEvents } from './pack-events.js';

it.each([
  ['one', 1],
  ['as many as are packed at once', 90],
  ['many more', 1_000],
])('gives back %s', async (_, count) => {
  const lines = Array.from({ length: count }, (__, at) => JSON.stringify({ at, eventName: 'é'.repeat(150) }));
  const body = await packEvents(lines);
  expect(body[0]).toBe(1);
  expect(await unpackEvents(body)).toEqual(lines);
});

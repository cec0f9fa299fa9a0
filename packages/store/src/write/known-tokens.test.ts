import { expect, it } from 'vitest';
import { createKnownTokens } from './known-tokens.js';

const tokens = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({ hi: -(from + at) | 0, lo: (2 ** 31 - 1 - at) | 0 }));

it('knows the hashes of a version under the generation that it was written under, and no other', () => {
  const known = createKnownTokens();
  known.set(5n, 2, tokens(3));
  known.set(6n, 2, []);
  expect(known.get(5n, 2)).toEqual(tokens(3));
  expect(known.get(6n, 2)).toEqual([]);
  expect(known.get(5n, 1)).toBeUndefined();
  expect(known.get(5n, 3)).toBeUndefined();
  expect(known.get(7n, 2)).toBeUndefined();
});

it('forgets the older half of the versions, and does not begin with one that is too large', () => {
  // A version of 10 hashes takes 22 words: there is room for twice 50.
  const known = createKnownTokens(2_200);
  for (let vid = 0n; vid < 150n; vid++) known.set(vid, 0, tokens(10, Number(vid)));
  expect(known.get(49n, 0)).toBeUndefined();
  expect(known.get(50n, 0)).toEqual(tokens(10, 50));
  expect(known.get(149n, 0)).toEqual(tokens(10, 149));
  known.set(200n, 0, tokens(11));
  expect(known.get(200n, 0)).toBeUndefined();
  expect(known.get(50n, 0)).toEqual(tokens(10, 50));
});

it('knows of a version id that is given out again what was said last', () => {
  const known = createKnownTokens(2_200);
  known.set(1n, 0, tokens(2));
  for (let vid = 2n; vid < 60n; vid++) known.set(vid, 0, tokens(10));
  known.set(1n, 0, tokens(3, 7));
  expect(known.get(1n, 0)).toEqual(tokens(3, 7));
  known.set(1n, 0, tokens(11));
  expect(known.get(1n, 0)).toBeUndefined();
});

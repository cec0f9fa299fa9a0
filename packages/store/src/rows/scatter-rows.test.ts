import { expect, it } from 'vitest';
import { createCopyRows } from './copy-rows.js';

const vidsAndHashes = (bytes: Buffer): readonly (readonly [bigint, bigint])[] => {
  const rows: [bigint, bigint][] = [];
  for (let at = 19; bytes.readInt16BE(at) !== -1; at += 42)
    rows.push([bytes.readBigInt64BE(at + 6), bytes.readBigInt64BE(at + 26)]);
  return rows;
};

it('puts the token rows of each resource where the order says, with the version ids of their resources', () => {
  const rows = createCopyRows();
  const token = (ordinal: number, ...hashes: readonly number[]): void => {
    rows.begin(ordinal, 7);
    for (const lo of hashes) rows.token({ hi: 0, lo }, 1);
  };
  token(0, 10, 11);
  token(1, 20);
  // The third is written over by the fourth, and has no rows.
  token(3, 30, 31, 32);
  rows.begin(3, 7);
  rows.reference({ hi: 0, lo: 99 });
  rows.scatterTokens([3, 0, 1], 4);
  rows.setVids(Int32Array.of(0, 0, 0, 0), Int32Array.of(100, 101, 102, 103));
  expect(vidsAndHashes(rows.tables.token.finished())).toEqual([
    [103n, 30n],
    [103n, 31n],
    [103n, 32n],
    [100n, 10n],
    [100n, 11n],
    [101n, 20n],
  ]);
  expect(rows.tables.reference.finished().readBigInt64BE(19 + 6)).toBe(103n);
});

it('refuses an order that would lose rows', () => {
  const rows = createCopyRows();
  for (const ordinal of [0, 1]) {
    rows.begin(ordinal, 7);
    rows.token({ hi: 0, lo: 1 }, 0);
  }
  expect(() => {
    rows.scatterTokens([1], 2);
  }).toThrow(RangeError);
});

import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { diskNeeded, requireRoom } from './disk-room.js';

it('asks for the largest store, or for all that are kept', () => {
  const [small, large] = [diskNeeded([150_000], false), diskNeeded([1_500_000], false)];
  expect(diskNeeded([150_000, 1_500_000], false)).toBe(large);
  expect(diskNeeded([150_000, 1_500_000], true)).toBeGreaterThan(large + small / 2);
  // 2.8 KB a resource was measured on disk, and the log takes 4 GB.
  expect(large).toBeGreaterThan(1_500_000 * 2_800 + 4e9);
  expect(small).toBeLessThan(4e9);
});

it('says how much is missing, and where', () => {
  requireRoom(tmpdir(), 1);
  expect(() => {
    requireRoom(tmpdir(), 1e18);
  }).toThrow(/has [\d.]+ GB free, and this takes 1000000000\.0 GB: name another folder with --folder/);
});

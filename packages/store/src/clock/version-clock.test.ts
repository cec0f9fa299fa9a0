import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createVersionClock,
  firstVidAt,
  lastUpdatedOf,
  microsOf,
  vidHigh,
  vidLow,
  vidOf,
} from './version-clock.js';

const start = Date.UTC(2020, 0, 1) * 1000;

describe('version clock', () => {
  it('rises strictly though the time stands still or goes back', () => {
    const times = [5, 5, 5, 3, 9, 1];
    const clock = createVersionClock({ node: 7 }, () => start + (times.shift() ?? 0));
    const vids = Array.from({ length: 8 }, () => clock.next());
    expect(vids.map(microsOf)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(vids.every((vid) => (vid & 1023n) === 7n)).toBe(true);
  });

  it('goes beyond the version it replaces, whichever node that came from', () => {
    const clock = createVersionClock({ node: 0 }, () => start + 10);
    const ahead = vidOf(1_000_000, 1023);
    const next = clock.next(ahead);
    expect(next > ahead).toBe(true);
    expect(clock.next() > next).toBe(true);
  });

  it('starts after an id that it was told of', () => {
    const clock = createVersionClock({ node: 3 }, () => start + 10);
    clock.startAfter(vidOf(500, 3));
    expect(microsOf(clock.next())).toBe(501);
    clock.startAfter(vidOf(20, 3));
    expect(microsOf(clock.next())).toBe(502);
  });

  it('splits an id into the halves of its 64 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 51 }), fc.integer({ min: 0, max: 1023 }), (micros, node) => {
        const halves = (BigInt(vidHigh(micros)) << 32n) | BigInt(vidLow(micros, node) >>> 0);
        expect(halves).toBe(vidOf(micros, node));
        expect(microsOf(halves)).toBe(micros);
      }),
    );
  });

  it.each([
    [0, '2020-01-01T00:00:00.000Z'],
    [1999, '2020-01-01T00:00:00.001Z'],
    [366 * 86_400_000_000, '2021-01-01T00:00:00.000Z'],
  ])('says when the version of microsecond %d was made', (micros, iso) => {
    expect(lastUpdatedOf(vidOf(micros, 512))).toBe(iso);
  });

  it('bounds ids by time', () => {
    const at = start + 1_000_000;
    expect(firstVidAt(at) <= vidOf(1_000_000, 0)).toBe(true);
    expect(firstVidAt(at) > vidOf(999_999, 1023)).toBe(true);
    expect(firstVidAt(-Infinity)).toBe(0n);
    expect(firstVidAt(Infinity)).toBe(2n ** 63n - 1n);
  });

  it.each([-1, 1024, 1.5, Number.NaN])('refuses the node %d', (node) => {
    expect(() => createVersionClock({ node }).next()).toThrow(RangeError);
  });

  it('follows the system clock', () => {
    const before = Date.now();
    const made = Date.parse(lastUpdatedOf(createVersionClock({ node: 1 }).next()));
    expect(made).toBeGreaterThanOrEqual(before - 51);
    expect(made).toBeLessThanOrEqual(Date.now() + 51);
  });
});

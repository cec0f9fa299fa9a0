import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchState } from './watched-state.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Readings that a test ends one by one. */
function readings() {
  const open: ((state: number) => void)[] = [];
  const watch = watchState(() => new Promise<number>((resolve) => open.push(resolve)));
  return { open, watch };
}

test('one reading is shared, and believed for less than a second', async () => {
  const { open, watch } = readings();
  const both = [watch.current(), watch.current()];
  expect(open).toHaveLength(1);
  open[0]!(1);
  expect(await Promise.all(both)).toEqual([1, 1]);
  vi.advanceTimersByTime(899);
  expect(await watch.current()).toBe(1);
  vi.advanceTimersByTime(1);
  const next = watch.current();
  expect(open).toHaveLength(2);
  open[1]!(2);
  expect(await next).toBe(2);
});

test('what was begun before a change of our own is not told after it', async () => {
  const { open, watch } = readings();
  const old = watch.current();
  watch.changed();
  const fresh = watch.current();
  expect(open).toHaveLength(2);
  open[1]!(2);
  expect(await fresh).toBe(2);
  open[0]!(1);
  expect(await old).toBe(1);
  expect(await watch.current()).toBe(2);
});

test('a reading that fails is told to those who waited, and the next one reads anew', async () => {
  let reads = 0;
  const watch = watchState(() => (reads++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve(7)));
  await expect(watch.current()).rejects.toThrow('away');
  expect(await watch.current()).toBe(7);
});

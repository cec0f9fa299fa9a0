import { describe, expect, it } from 'vitest';
import { createTokenBuckets } from './token-buckets.js';

function bucketsAt() {
  let at = 0;
  const buckets = createTokenBuckets(3, () => at);
  return { buckets, wait: (ms: number) => (at += ms) };
}

describe('token buckets', () => {
  it('let a burst pass at once, then one each time a token is refilled', () => {
    const { buckets, wait } = bucketsAt();
    const passes = () => buckets.take('a', { perSecond: 4, burst: 4 }) === undefined;
    expect([1, 2, 3, 4, 5].map(passes)).toEqual([true, true, true, true, false]);
    wait(249);
    expect(passes()).toBe(false);
    wait(1);
    expect([passes(), passes()]).toEqual([true, false]);
    wait(60_000);
    expect([1, 2, 3, 4, 5].map(passes)).toEqual([true, true, true, true, false]);
  });

  it('say how long to wait, in whole seconds', () => {
    const { buckets, wait } = bucketsAt();
    const rate = { perSecond: 1 / 60, burst: 1 };
    expect([buckets.take('a', rate), buckets.take('a', rate)]).toEqual([undefined, 60]);
    wait(500);
    expect(buckets.take('a', rate)).toBe(60);
    wait(59_500);
    expect(buckets.take('a', rate)).toBeUndefined();
    expect(buckets.take('fast', { perSecond: 1_000, burst: 1 })).toBeUndefined();
    expect(buckets.take('fast', { perSecond: 1_000, burst: 1 })).toBe(1);
  });

  it('let pass what costs more than they hold, and are in debt then', () => {
    const { buckets, wait } = bucketsAt();
    const rate = { perSecond: 10, burst: 10 };
    expect(buckets.take('a', rate, 35)).toBeUndefined();
    // 25 are owed, and one is needed: 2.6 seconds.
    expect(buckets.take('a', rate)).toBe(3);
    wait(2_599);
    expect(buckets.take('a', rate)).toBe(1);
    wait(1);
    expect(buckets.take('a', rate)).toBeUndefined();
    wait(500);
    // Five are there: not full, so what costs more than all waits.
    expect(buckets.take('a', rate, 35)).toBe(1);
  });

  it('are one for each key, and so many at most', () => {
    const { buckets } = bucketsAt();
    const take = (key: string) => buckets.take(key, { perSecond: 0.1, burst: 1 });
    expect(['a', 'b', 'c'].map(take)).toEqual([undefined, undefined, undefined]);
    expect(take('a')).toBe(10);
    // b was used longest ago.
    expect(take('d')).toBeUndefined();
    expect(take('a')).toBe(10);
    expect(take('b')).toBeUndefined();
  });
});

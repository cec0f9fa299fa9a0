import { describe, expect, it } from 'vitest';
import { createTokenCache } from './token-cache.js';

function counted(most: number) {
  const state = { found: 0, time: 0 };
  const cache = createTokenCache<number>(most, () => state.time);
  const get = (key: string, until = 10) =>
    cache.get(key, () => Promise.resolve({ value: ++state.found, until }));
  return { state, cache, get };
}

describe('what was found out of a token', () => {
  it('is found out once for all who ask at a time, and after that until it ends', async () => {
    const { state, get } = counted(10);
    expect(await Promise.all([get('a'), get('a'), get('a')])).toEqual([1, 1, 1]);
    state.time = 9;
    expect(await get('a')).toBe(1);
    state.time = 10;
    expect(await get('a')).toBe(2);
  });

  it('is kept for as many as there may be: those that were asked for last', async () => {
    const { get } = counted(2);
    await get('a');
    await get('b');
    await get('a');
    await get('c');
    expect(await get('a')).toBe(1);
    expect(await get('b')).toBe(4);
  });

  it('is not kept where none may be', async () => {
    const { get } = counted(0);
    expect([await get('a'), await get('a')]).toEqual([1, 2]);
  });

  it('is not kept where it failed', async () => {
    const { cache, get } = counted(10);
    await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await get('a')).toBe(1);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { RemoteAnswer, RemoteClient } from '../remote/remote-client.js';
import { testKey, type TestKey } from '../testing/index.js';
import { createRemoteKeys } from './remote-keys.js';

let first: TestKey;
let second: TestKey;
beforeAll(async () => {
  first = await testKey('ES256', 'first');
  second = await testKey('ES256', 'second');
});

/** A server of keys whose answers and time a test sets. */
function published() {
  const state = {
    asked: 0,
    time: 1_000_000,
    answer: (): RemoteAnswer => ({ status: 200, body: { keys: [first.jwk] } }),
  };
  const client: RemoteClient = {
    send: async () => {
      state.asked += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return state.answer();
    },
    close: () => undefined,
  };
  const keys = createRemoteKeys('https://idp.example.org/jwks', client, () => state.time);
  const key = async (kid: string) => keys({ alg: 'ES256', kid }, { payload: '', signature: '' });
  return { state, key };
}
const down = (): RemoteAnswer => {
  throw new Error('down');
};

describe('published keys', () => {
  it('are read once for many, and for ten minutes', async () => {
    const { state, key } = published();
    await Promise.all(Array.from({ length: 20 }, () => key('first')));
    state.time += 599_999;
    await key('first');
    expect(state.asked).toBe(1);
    state.time += 1;
    await key('first');
    expect(state.asked).toBe(2);
  });

  it('are read anew for one that is not among them, once in half a minute', async () => {
    const { state, key } = published();
    await key('first');
    state.answer = () => ({ status: 200, body: { keys: [second.jwk] } });
    await expect(key('second')).rejects.toThrow();
    expect(state.asked).toBe(1);
    state.time += 30_000;
    await key('second');
    // The old one is gone with it.
    await expect(key('first')).rejects.toThrow();
    for (let i = 0; i < 50; i++) await expect(key(`unknown-${i}`)).rejects.toThrow();
    expect(state.asked).toBe(2);
  });

  it('stay good for an hour while nobody answers, who is asked every five seconds', async () => {
    const { state, key } = published();
    await key('first');
    state.answer = down;
    state.time += 600_000;
    await key('first');
    await key('first');
    expect(state.asked).toBe(2);
    state.time += 5_000;
    await key('first');
    expect(state.asked).toBe(3);
    state.time += 3_600_000 - 605_000;
    await expect(key('first')).rejects.toThrow('down');
    state.answer = () => ({ status: 200, body: { keys: [first.jwk] } });
    state.time += 5_000;
    await key('first');
  });

  it.each<readonly [string, () => RemoteAnswer]>([
    ['nobody answers', down],
    ['the answer is an error', () => ({ status: 500, body: { keys: [first.jwk] } })],
    ['the answer is a redirect', () => ({ status: 302, body: undefined })],
    ['the answer is no JSON', () => ({ status: 200, body: undefined })],
    ['the answer is null', () => ({ status: 200, body: null })],
    ['the answer has no keys', () => ({ status: 200, body: {} })],
    ['the keys are none', () => ({ status: 200, body: { keys: [1] } })],
    ['the keys are too many', () => ({ status: 200, body: { keys: Array(51).fill(first.jwk) } })],
  ])('are not there where %s', async (_, answer) => {
    const { state, key } = published();
    state.answer = answer;
    await expect(key('first')).rejects.toThrow();
    await expect(key('first')).rejects.toThrow();
    expect(state.asked).toBe(1);
  });
});

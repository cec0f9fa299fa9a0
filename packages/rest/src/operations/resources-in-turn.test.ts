import type { DataStore, ResourceKey, StoredVersion } from '@wellspring/store';
import { describe, expect, it } from 'vitest';
import { resourcesInTurn } from './resources-in-turn.js';

const key = (id: string): ResourceKey => ({ type: 'Patient', id });

/** A store that has room for so many at a time, and does not have those with an x. */
function storeWithRoomFor(room: number): { store: Pick<DataStore, 'readSome'>; asked: number[] } {
  const asked: number[] = [];
  const readSome: DataStore['readSome'] = (keys) => {
    asked.push(keys.length);
    const there = keys.filter(({ id }) => !id.includes('x'));
    const next = there[room];
    const versions = there.slice(0, room).map((each) => each as StoredVersion);
    return Promise.resolve({ versions, rest: next === undefined ? [] : keys.slice(keys.indexOf(next)) });
  };
  return { store: { readSome }, asked };
}

async function read(
  store: Pick<DataStore, 'readSome'>,
  ids: readonly string[],
): Promise<readonly string[][]> {
  const parts: string[][] = [];
  for await (const versions of resourcesInTurn(store, ids.map(key), new AbortController().signal))
    parts.push(versions.map(({ id }) => id));
  return parts;
}

describe('resources in turn', () => {
  it('come as there is room for them, each once, in the order of their keys', async () => {
    const { store } = storeWithRoomFor(2);
    expect(await read(store, ['a', 'x1', 'b', 'x2', 'c', 'd', 'e', 'x3'])).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ]);
    expect(await read(store, [])).toEqual([]);
    expect(await read(store, ['x1'])).toEqual([[]]);
  });

  it('are asked for in parts', async () => {
    const { store, asked } = storeWithRoomFor(1000);
    const ids = Array.from({ length: 450 }, (_, at) => String(at));
    expect((await read(store, ids)).flat()).toEqual(ids);
    expect(asked).toEqual([200, 200, 50]);
  });

  it('are not read on for a client that has gone', async () => {
    const { store, asked } = storeWithRoomFor(1);
    const client = new AbortController();
    const reading = (async () => {
      for await (const versions of resourcesInTurn(store, ['a', 'b'].map(key), client.signal)) {
        expect(versions).toHaveLength(1);
        client.abort();
      }
    })();
    await expect(reading).rejects.toThrow();
    expect(asked).toEqual([2]);
  });
});

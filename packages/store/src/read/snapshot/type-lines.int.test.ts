import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../../data-store.js';
import { inSnapshotOf, resource, testStores, type TestStores } from '../../testing/test-store.js';
import type { Snapshot } from '../export-snapshot.js';
import type { TypeSelection } from './snapshot-selection.js';

/** More than come at once, so that one COPY goes on where the last one ended. */
const COUNT = 1300;
const type = 'Basic';

let stores: TestStores;
let store: DataStore;
let between: Date;

const basic = (id: string, text: string) => resource({ resourceType: type, id, code: { text } });

beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  const writer = await stores.writer(store);
  const trees = Array.from({ length: COUNT }, (_, index) => basic(`b${index}`, `${index}`));
  await writer.write(writer.prepare(trees));
  await store.update(basic('b7', 'again'), 'b7');
  await store.delete(type, 'b8');
  // Larger than what is handed on at once, and with nothing to deflate.
  await store.update(basic('large', randomBytes(400_000).toString('base64')), 'large');
  await store.update(resource({ resourceType: 'Patient', id: 'p', meta: { tag: [{ code: 'x' }] } }), 'p');
  await new Promise((resolve) => setTimeout(resolve, 5));
  between = new Date();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await store.update(basic('b9', 'later'), 'b9');
});
afterAll(() => stores.end());

const inSnapshot = <T>(read: (snapshot: Snapshot) => Promise<T>) => inSnapshotOf(store, read);

async function lines(snapshot: Snapshot, selection: TypeSelection): Promise<string[]> {
  const all: string[] = [];
  for await (const { type: theirs, bytes, ends } of snapshot.lines(selection)) {
    expect(theirs).toBe(selection.type);
    expect(ends.at(-1)).toBe(bytes.length);
    ends.forEach((end, index) => all.push(bytes.subarray(index === 0 ? 0 : ends[index - 1], end).toString()));
  }
  return all;
}

describe('lines of a type', () => {
  it('are what a selection of the type gives, in its order', async () => {
    for (const selection of [
      { type },
      { type: 'Patient' },
      { type: 'Device' },
      { type, changed: { after: between } },
      { type, changed: { before: between } },
    ])
      await inSnapshot(async (snapshot) => {
        const selected: string[] = [];
        for await (const batch of snapshot.select(selection))
          selected.push(...batch.map(({ body }) => `${body.toString()}\n`));
        expect(await lines(snapshot, selection)).toEqual(selected);
      });
    const all = await inSnapshot((snapshot) => lines(snapshot, { type }));
    expect(all).toHaveLength(COUNT);
    const ids = all.map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids.slice(0, 3)).toEqual(['b0', 'b1', 'b2']);
    expect(ids.slice(-3)).toEqual(['b7', 'large', 'b9']);
    expect(await inSnapshot((snapshot) => lines(snapshot, { type, changed: { after: between } }))).toEqual([
      all.at(-1),
    ]);
  });

  it('that are not read to their end give the connection back all the same', async () => {
    for (let round = 0; round < 10; round += 1) {
      const snapshot = await store.exportSnapshot();
      for await (const each of snapshot.lines({ type })) if (each.ends.length > 0) break;
      await expect(snapshot.lines({ type: 'Patient' })[Symbol.asyncIterator]().next()).rejects.toThrow();
      await snapshot.close();
    }
    // More rounds than there are connections.
    expect(await store.read('Patient', 'p')).toBeDefined();
  });

  it('end when the snapshot is aborted', async () => {
    for (let round = 0; round < 10; round += 1) {
      const abort = new AbortController();
      const snapshot = await store.exportSnapshot({ signal: abort.signal });
      await expect(async () => {
        for await (const each of snapshot.lines({ type }))
          if (each.ends.length > 0) abort.abort(new Error('enough'));
      }).rejects.toThrow('enough');
      await snapshot.close();
    }
    expect(await store.read('Patient', 'p')).toBeDefined();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { observation, patient, rarer } from '../testing/made-up.js';
import { resource, testStores, treeOf, type TestStores } from '../testing/test-store.js';
import type { Snapshot } from './export-snapshot.js';
import type { SnapshotResource } from './snapshot/snapshot-session.js';

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  const writer = await stores.writer(store);
  const trees = Array.from({ length: 450 }, (_, number) => [observation(number), patient(number)]).flat();
  await writer.write(writer.prepare([...trees, ...rarer(1)].map(resource)));
  await store.delete('Patient', 'p3');
});
afterAll(() => stores.end());

async function all(snapshot: Snapshot): Promise<SnapshotResource[]> {
  const found: SnapshotResource[] = [];
  for await (const each of snapshot.resources) found.push(each);
  await snapshot.close();
  return found;
}

describe('export snapshot', () => {
  it('has every current resource once, type by type, oldest first', async () => {
    const found = await all(await store.exportSnapshot());
    expect(found.length).toBe(450 + 449 + 3);
    expect(new Set(found.map(({ type, id }) => `${type}/${id}`)).size).toBe(found.length);
    const types = found.map(({ type }) => type);
    expect(types).toEqual([...types].sort());
    for (const type of new Set(types)) {
      const vids = found.filter((each) => each.type === type).map(({ vid }) => vid);
      expect(vids).toEqual([...vids].sort((a, b) => (a < b ? -1 : 1)));
    }
    expect(found.find(({ id }) => id === 'o7')).toEqual(await store.read('Observation', 'o7'));
  });

  it('is of the moment it began, whatever is written while it is read', async () => {
    const before = Date.now();
    const snapshot = await store.exportSnapshot();
    expect(Date.parse(snapshot.transactionTime)).toBeGreaterThanOrEqual(before - 1000);
    await store.update(resource(observation(3000)), 'o1');
    await store.delete('Observation', 'o2');
    await store.update(resource(observation(3001)), 'later');
    const found = await all(snapshot);
    const byId = new Map(found.map((each) => [each.id, each]));
    expect(treeOf(byId.get('o1'))['valueQuantity']).toMatchObject({ value: 0.1 });
    expect(byId.has('o2')).toBe(true);
    expect(byId.has('later')).toBe(false);
  });

  it('is of some types only where these are asked for', async () => {
    const found = await all(await store.exportSnapshot({ types: ['ValueSet', 'Encounter'] }));
    expect(found.map(({ type }) => type)).toEqual(['ValueSet', 'Encounter']);
  });

  it('ends when it is aborted, and gives its connection back', async () => {
    for (let round = 0; round < 10; round++) {
      const abort = new AbortController();
      const snapshot = await store.exportSnapshot({ signal: abort.signal });
      let read = 0;
      await expect(async () => {
        for await (const { type } of snapshot.resources)
          if (type !== '' && ++read === 250) abort.abort(new Error('enough'));
      }).rejects.toThrow('enough');
      expect(read).toBeLessThan(500);
      await snapshot.close();
      // Closing twice is closing once.
      await snapshot.close();
    }
    // More rounds than there are connections: had one been kept, this would wait in vain.
    expect(await store.read('Patient', 'p1')).toBeDefined();
  });
});

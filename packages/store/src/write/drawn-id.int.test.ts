import type * as Crypto from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { DataStore } from '../data-store.js';
import { observation, patient } from '../testing/made-up.js';
import { indexRows, resource, shareSecret, testStores, type TestStores } from '../testing/test-store.js';

/** The ids that are drawn next; real ones where there are none. */
const drawn = vi.hoisted((): string[] => []);
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof Crypto>();
  return { ...crypto, randomUUID: () => drawn.shift() ?? crypto.randomUUID() };
});

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
});
afterAll(() => stores.end());

it('fails the one create whose id is taken, and writes the others of its group', async () => {
  drawn.push('first', 'second', 'first', 'third');
  const { id } = await store.create(resource(patient(1)));
  expect(id).toBe('first');
  const [second, again, third] = await Promise.allSettled(
    [2, 3, 4].map((at) => store.create(resource(patient(at)))),
  );
  expect([second, third]).toMatchObject([{ value: { id: 'second' } }, { value: { id: 'third' } }]);
  expect(again).toMatchObject({ status: 'rejected', reason: { code: 'write-conflict' } });
  expect(await store.read('Patient', 'first')).toMatchObject({ version: 1 });
  expect((await store.history('Patient', 'first', { count: 9 }))!.versions).toHaveLength(1);
});

it('takes a deleted resource for there, and one of another type for another', async () => {
  await store.update(resource(patient(5)), 'gone');
  await store.delete('Patient', 'gone');
  drawn.push('gone', 'gone');
  await expect(store.create(resource(patient(6)))).rejects.toMatchObject({ code: 'write-conflict' });
  expect(await store.create(resource(observation(1)))).toMatchObject({ type: 'Observation', id: 'gone' });
});

it('writes the rows that updates of the same resources do', async () => {
  const created = await stores.store();
  const { id } = await stores.registry.create({});
  await stores.registry.createSchema(id);
  await shareSecret(stores.database, created.id, id);
  await stores.registry.update(id, { status: 'ACTIVE' });
  const updated = (await stores.registry.open(id))!;
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const bodies = ids.map((_, at) => (at % 2 === 0 ? patient(at) : observation(at)));
  drawn.push(...ids);
  await Promise.all(bodies.map((body) => created.create(resource(body))));
  for (const [at, body] of bodies.entries()) await updated.update(resource(body), ids[at]!);
  expect(await indexRows(stores.database, created)).toEqual(await indexRows(stores.database, updated));
});

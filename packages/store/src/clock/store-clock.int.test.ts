import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRegistry } from '../registry/data-store-registry.js';
import { patient } from '../testing/made-up.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import { createBulkWriter } from '../write/bulk-writer.js';
import { createStoreClock } from './store-clock.js';
import { createVersionClock, vidOf } from './version-clock.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.end());

/** Moves the one version of a resource as far ahead as if the clock had been, and says where it is. */
async function moveAhead(storeId: string, id: string, node: number): Promise<bigint> {
  const hour = 3_600_000_000;
  const vid = vidOf(Date.now() * 1000 - Date.UTC(2020, 0, 1) * 1000 + hour, node);
  for (const table of ['version', 'token', 'string', 'date', 'number', 'quantity'])
    await stores.database.query(
      `UPDATE ds_${storeId}.${table} SET vid = $1 WHERE vid = (SELECT vid FROM ds_${storeId}.resource WHERE id = $2)`,
      [vid, id],
    );
  await stores.database.query(`UPDATE ds_${storeId}.resource SET vid = $1 WHERE id = $2`, [vid, id]);
  return vid;
}

it('gives no id twice though the clock was set back while the program was not running', async () => {
  const store = await stores.store();
  await store.update(resource(patient(1)), 'p1');
  const latest = await moveAhead(store.id, 'p1', 9);

  const { database, url } = stores;
  const restarted = (await createRegistry({ database, url, slot: { node: 9 } }).open(store.id))!;
  const { vid } = await restarted.create(resource(patient(2)));
  expect(vid > latest).toBe(true);

  const writer = await createBulkWriter({ database, dataStoreId: store.id, slot: { node: 9 } });
  await writer.write(writer.prepare([resource(patient(3))]));
  expect((await restarted.read('Patient', 'p3'))!.vid > vid).toBe(true);

  // Under another number there is nothing to pass.
  const other = (await createRegistry({ database, url, slot: { node: 10 } }).open(store.id))!;
  expect((await other.create(resource(patient(4)))).vid < latest).toBe(true);
});

it('looks again when the node has another number', async () => {
  const store = await stores.store();
  await store.update(resource(patient(1)), 'p1');
  const slot = { node: 20 };
  const clock = createStoreClock(stores.database, `ds_${store.id}`, createVersionClock(slot));
  const latest = await moveAhead(store.id, 'p1', 21);
  expect((await clock()).next() < latest).toBe(true);
  slot.node = 21;
  expect((await clock()).next() > latest).toBe(true);
});

it('is tried again where the database did not answer', async () => {
  let away = true;
  const clock = createStoreClock(
    { query: () => (away ? Promise.reject(new Error('away')) : Promise.resolve([])) },
    'ds_x',
    createVersionClock({ node: 1 }),
  );
  await expect(clock()).rejects.toThrow('away');
  away = false;
  expect((await clock()).node).toBe(1);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { observation, patient, rarer } from '../testing/made-up.js';
import {
  indexRows,
  resource,
  shareSecret,
  testStores,
  treeOf,
  type TestStores,
} from '../testing/test-store.js';

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
});
afterAll(() => stores.end());

describe('bulk writing', () => {
  it('makes the same rows as writing one by one', async () => {
    const { database, registry } = stores;
    const { id } = await registry.create({});
    await shareSecret(database, store.id, id);
    await registry.createSchema(id);
    await registry.update(id, { status: 'ACTIVE' });
    const single = (await registry.open(id))!;
    const trees = Array.from({ length: 40 }, (_, number) => [
      observation(number),
      patient(number),
      ...rarer(number),
    ]).flat();

    const writer = await stores.writer(store);
    const results = await writer.write(writer.prepare(trees.map(resource)));
    expect(results.map(({ type, id: resourceId }) => `${type}/${resourceId}`)).toEqual(
      trees.map((tree) => `${tree['resourceType'] as string}/${tree['id'] as string}`),
    );
    expect(results.every(({ version, created }) => version === 1 && created)).toBe(true);
    for (const tree of trees) await single.update(resource(tree), tree['id'] as string);
    expect(await indexRows(database, store)).toEqual(await indexRows(database, single));
    expect(treeOf(await store.read('Patient', 'p3'))).toMatchObject(patient(3));

    // Everything anew in another order, and some with other values: no row of the first versions stays.
    const rotated = [...trees.slice(5), ...trees.slice(0, 5)];
    const second = await writer.write(writer.prepare(rotated.map(resource)));
    expect(second.every(({ version, created }) => version === 2 && !created)).toBe(true);
    const shifted = Array.from({ length: 40 }, (_, number) => observation(number + 1, `o${number}`));
    await writer.write(writer.prepare(shifted.map(resource)));
    for (const tree of shifted) await single.update(resource(tree), tree['id'] as string);
    expect(await indexRows(database, store)).toEqual(await indexRows(database, single));
  });

  it('keeps the versions of a resource that comes several times, in order', async () => {
    const writer = await stores.writer(store);
    await store.update(resource(observation(1)), 'twice-old');
    const trees = [
      observation(1, 'twice-new'),
      observation(2, 'twice-old'),
      observation(3, 'twice-new'),
      observation(4, 'twice-new'),
      observation(5, 'twice-old'),
    ];
    const results = await writer.write(writer.prepare(trees.map(resource)));
    expect(results.map(({ version, created }) => [version, created])).toEqual([
      [1, true],
      [2, false],
      [2, false],
      [3, false],
      [3, false],
    ]);
    for (const [id, numbers] of [
      ['twice-new', [4, 3, 1]],
      ['twice-old', [5, 2, 1]],
    ] as const) {
      const history = (await store.history('Observation', id, { count: 9 }))!;
      expect(history.versions.map((version) => treeOf(version)['valueQuantity'])).toMatchObject(
        numbers.map((number) => ({ value: number / 10 })),
      );
    }
    const rows = await indexRows(stores.database, store);
    const vids = await stores.database.query<{ id: string; vids: number }>(
      `SELECT v.id, count(DISTINCT t.vid)::integer AS vids FROM ds_${store.id}.token t
       JOIN ds_${store.id}.version v USING (vid) WHERE v.id LIKE 'twice%' GROUP BY v.id`,
    );
    expect(vids.map((row) => row.vids)).toEqual([1, 1]);
    expect(rows.some((row) => row.includes('/twice-new '))).toBe(true);
  });

  it('brings a deleted resource back under the next number', async () => {
    const writer = await stores.writer(store);
    await store.update(resource(patient(1)), 'back');
    await store.delete('Patient', 'back');
    const results = await writer.write(writer.prepare([resource(patient(2, 'back'))]));
    expect(results).toMatchObject([{ type: 'Patient', id: 'back', version: 3, created: true }]);
    expect(await store.read('Patient', 'back')).toMatchObject({ version: 3, method: 'update' });
  });

  it('stores nothing where the transaction does not come to its end, and everything at the next try', async () => {
    const writer = await stores.writer(store);
    const batch = writer.prepare([resource(patient(1, 'all-or-nothing'))]);
    await expect(writer.write(batch, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await store.read('Patient', 'all-or-nothing')).toBeUndefined();
    let seen: unknown;
    await writer.write(batch, async (client, results) => {
      seen = results;
      const { rows } = await client.query(
        `SELECT 1 FROM ds_${store.id}.resource WHERE id = 'all-or-nothing'`,
      );
      expect(rows).toHaveLength(1);
    });
    expect(seen).toMatchObject([{ type: 'Patient', id: 'all-or-nothing', version: 1, created: true }]);
    expect(await store.read('Patient', 'all-or-nothing')).toBeDefined();
  });

  it('leaves to the caller what the caller broke', async () => {
    const writer = await stores.writer(store);
    let calls = 0;
    const broken = writer.write(writer.prepare([resource(patient(1, 'hook'))]), async (client) => {
      calls++;
      await client.query('CREATE TEMP TABLE mine (id integer PRIMARY KEY) ON COMMIT DROP');
      await client.query('INSERT INTO mine VALUES (1), (1)');
    });
    await expect(broken).rejects.toMatchObject({ code: '23505' });
    expect(calls).toBe(1);
  });

  it('loses nothing when others write the same resources at the same time', async () => {
    const shared = await stores.store();
    const trees = (round: number) => Array.from({ length: 30 }, (_, i) => observation(round + i, `s${i}`));
    const writers = await Promise.all([2, 3, 4].map((node) => stores.writer(shared, node)));
    const rounds = 4;
    const bulk = writers.map(async (writer, index) => {
      for (let round = 0; round < rounds; round++) {
        // Each in another order of resources.
        const mixed = [...trees(round * 31), ...trees(0).slice(0, 5)].sort(
          () => (index - 1) * ((round % 2) - 0.5),
        );
        await writer.write(writer.prepare(mixed.map(resource)));
      }
    });
    const single = Array.from({ length: 30 }, (_, i) =>
      shared.update(resource(observation(900 + i)), `s${i}`),
    );
    await Promise.all([...bulk, ...single]);
    for (let i = 0; i < 30; i++) {
      const expected = writers.length * rounds * (i < 5 ? 2 : 1) + 1;
      const history = (await shared.history('Observation', `s${i}`, { count: 100 }))!;
      expect(history.versions.map(({ version }) => version)).toEqual(
        Array.from({ length: expected }, (_, n) => expected - n),
      );
    }
    const [left] = await stores.database.query<{ vids: number; stale: number }>(
      `SELECT count(DISTINCT t.vid)::integer AS vids, count(*) FILTER (WHERE r.vid IS NULL)::integer AS stale
       FROM ds_${shared.id}.token t LEFT JOIN ds_${shared.id}.resource r ON r.vid = t.vid`,
    );
    expect(left).toEqual({ vids: 30, stale: 0 });
  });

  it('refuses what cannot be written in bulk', async () => {
    const writer = await stores.writer(store);
    expect(() => writer.prepare([resource({ resourceType: 'Patient' })])).toThrow(TypeError);
    await expect(stores.writer({ ...store, id: '0'.repeat(32) })).rejects.toMatchObject({
      code: 'data-store-not-found',
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXTRACTION } from '../rows/index-rows.js';
import { composites, observation, patient, rarer } from '../testing/made-up.js';
import { indexRows, resource, testStores, type TestStores } from '../testing/test-store.js';
import { reindex } from './reindex.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.end());

async function extractionOf(id: string): Promise<number | undefined> {
  const [row] = await stores.database.query<{ extraction: number }>(
    'SELECT extraction FROM wellspring.data_store WHERE id = $1',
    [id],
  );
  return row?.extraction;
}

describe('a data store whose rows another extraction made', () => {
  it('is indexed anew at start: the same rows as if it had been written now, of current versions only', async () => {
    const store = await stores.store();
    const writer = await stores.writer(store);
    const trees = Array.from({ length: 40 }, (_, number) => [
      observation(number),
      patient(number),
      ...rarer(number),
      ...composites(number),
    ]).flat();
    await writer.write(writer.prepare(trees.map(resource)));
    await store.update(resource({ ...observation(1), status: 'amended' }), 'o1');
    await store.delete('Observation', 'o2');
    const before = await indexRows(stores.database, store);

    const schema = `ds_${store.id}`;
    await stores.database.query(`DELETE FROM ${schema}.token WHERE vid % 2 = 0`);
    await stores.database.query(`TRUNCATE ${schema}.string, ${schema}.words, ${schema}.dictionary`);
    await stores.database.query('UPDATE wellspring.data_store SET extraction = 1 WHERE id = $1', [store.id]);
    await stores.registry.migrateSchemas();

    expect(await indexRows(stores.database, store)).toEqual(before);
    expect(await extractionOf(store.id)).toBe(EXTRACTION);
    const [{ entries } = { entries: 0 }] = await stores.database.query<{ entries: number }>(
      `SELECT count(*)::integer AS entries FROM ${schema}.dictionary`,
    );
    expect(entries).toBeGreaterThan(0);
  });

  it('is left alone where its rows are of this extraction', async () => {
    const store = await stores.store();
    await store.update(resource(observation(1)), 'o1');
    await stores.database.query(`TRUNCATE ds_${store.id}.date`);
    await reindex(stores.database, store.id);
    expect(await indexRows(stores.database, store)).not.toContainEqual(expect.stringMatching(/^date/));
  });
});

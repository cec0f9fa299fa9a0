import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createArrayRows } from '../rows/array-rows.js';
import { patient } from '../testing/made-up.js';
import { indexRows, resource, testStores, type TestStores } from '../testing/test-store.js';
import { versionsStatement } from './versions-statement.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.end());

it('does not replace what was indexed anew since the statement began: it would not see the rows', async () => {
  const store = await stores.store();
  await store.update(resource({ ...patient(1), id: 'p' }), 'p');
  const schema = `ds_${store.id}`;
  const before = await indexRows(stores.database, store);
  const index = store.parameterIndex;
  const work = await index.whole(new AbortController().signal);
  const [current] = await stores.database.query<{ vid: bigint; part: number; type: number }>(
    `SELECT vid, part, type FROM ${schema}.resource`,
  );
  const { vid, part, type } = current!;
  const deletion = {
    ...{ vid: vid + 1n, self: { hi: 0, lo: 0 }, part, version: 2, type, method: 3, id: 'p', body: null },
    replaced: { vid, part, version: 1, tokens: [] },
  };
  const [{ generation } = { generation: 0 }] = await stores.database.query<{ generation: number }>(
    `SELECT COALESCE(pg_sequence_last_value('${schema}.parameter_generation'), 0)::integer AS generation`,
  );
  const { text, values } = versionsStatement(schema, [deletion], createArrayRows(), generation);
  // It sees what is there now, and comes to the resource a second later.
  const late = text.replace('FROM unnest(', 'FROM pg_sleep(1) AS nap, unnest(');
  const written = stores.database.query(late, values);
  await sleep(300);
  await index.indexSome(work, undefined, 100, () => Promise.resolve());
  expect(await written).toEqual([]);
  expect(await indexRows(stores.database, store)).toEqual(before);
});

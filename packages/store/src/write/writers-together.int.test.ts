import { connect, type Database } from '@wellspring/database';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { observation } from '../testing/made-up.js';
import {
  indexRows,
  resource,
  shareSecret,
  testStores,
  treeOf,
  type TestStores,
} from '../testing/test-store.js';

let stores: TestStores;
let databases: Database[];
beforeAll(async () => {
  stores = await testStores();
  databases = [1, 2].map(() => connect({ url: stores.url, max: 6 }));
});
afterAll(async () => {
  for (const database of databases) await database.close();
  await stores.end();
});

const ids = ['a', 'b', 'c', 'd', 'e'] as const;

/** What one writer does: one resource, or several at once, some of them twice. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('update' as const), id: fc.constantFrom(...ids), number: fc.nat(50) }),
  fc.record({ kind: fc.constant('delete' as const), id: fc.constantFrom(...ids) }),
  fc.record({
    kind: fc.constant('bulk' as const),
    writes: fc.array(fc.tuple(fc.constantFrom(...ids), fc.nat(50)), { minLength: 1, maxLength: 8 }),
  }),
);

it('keep every history whole and the index equal to what is current, on any nodes and in any mixture', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 4, maxLength: 10 }), { minLength: 4, maxLength: 8 }),
      async (writers) => {
        const store = await stores.store();
        const twin = await twinOf(store);
        // Two programs with clocks of their own, and bulk writers with one each.
        const nodes = await Promise.all(
          databases.map((database, node) =>
            createRegistry({ database, url: stores.url, slot: { node: 30 + node } }).open(store.id),
          ),
        );
        let written = 0;
        await Promise.all(
          writers.map(async (steps, writer) => {
            const node = nodes[writer % nodes.length]!;
            const bulk = await stores.writer(store, 100 + writer);
            for (const each of steps) {
              switch (each.kind) {
                case 'update':
                  expect(await node.update(resource(observation(each.number)), each.id)).toMatchObject({
                    version: { id: each.id },
                  });
                  written += 1;
                  break;
                case 'delete': {
                  const { outcome } = await node.delete('Observation', each.id);
                  if (outcome === 'deleted') written += 1;
                  break;
                }
                case 'bulk': {
                  const batch = each.writes.map(([id, number]) => resource(observation(number, id)));
                  const results = await bulk.write(bulk.prepare(batch));
                  written += results.length;
                  break;
                }
                default:
                  each satisfies never;
              }
            }
          }),
        );

        let versions = 0;
        const vids = new Set<bigint>();
        for (const id of ids) {
          const history = await store.history('Observation', id, { count: 1000 });
          if (history === undefined) continue;
          const numbers = history.versions.map(({ version }) => version);
          expect(numbers).toEqual(Array.from(numbers, (_, at) => numbers.length - at));
          const inOrder = history.versions.map(({ vid }) => vid);
          expect(inOrder).toEqual([...inOrder].sort((a, b) => (a < b ? 1 : -1)));
          inOrder.forEach((vid) => vids.add(vid));
          versions += numbers.length;
          const current = await store.read('Observation', id);
          expect(history.versions[0]).toEqual({ ...current, created: expect.any(Boolean) as boolean });
          if (current?.body !== undefined) await twin.update(resource(treeOf(current)), id);
        }
        expect(versions).toBe(written);
        expect(vids.size).toBe(written);
        // A store that never knew anything else has the same rows.
        expect(await indexRows(stores.database, store)).toEqual(await indexRows(stores.database, twin));
        runs += 1;
      },
    ),
    { numRuns: 5 },
  );
  expect(runs).toBe(5);
});

/** An empty store whose hashes are those of another. */
async function twinOf(store: DataStore): Promise<DataStore> {
  const { registry, database } = stores;
  const { id } = await registry.create({});
  await registry.createSchema(id);
  await shareSecret(database, store.id, id);
  await registry.update(id, { status: 'ACTIVE' });
  return (await registry.open(id))!;
}

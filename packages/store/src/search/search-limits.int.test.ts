import { randomBytes } from 'node:crypto';
import { connect } from '@wellspring/database';
import { parseSearch, type SearchQuery } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import type { HistoryPage } from '../read/history-version.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { observation } from '../testing/made-up.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.end());

function queryOf(text: string, more: Partial<SearchQuery> = {}): SearchQuery {
  const outcome = parseSearch({ kind: 'type', type: 'Observation' }, [...new URLSearchParams(text)], {
    strict: true,
  });
  if (!outcome.ok) throw new Error('not understood');
  return { ...outcome.query, ...more };
}

describe('the time of a search', () => {
  it('has a limit of its own, and its connection is as good as before', async () => {
    const { id } = await stores.store();
    const database = connect({ url: stores.url, max: 1 });
    const { url } = stores;
    const store = (await createRegistry({ database, url, slot: { node: 4 }, searchTimeoutMs: 300 }).open(
      id,
    ))!;
    await store.update(resource(observation(1)), 'o1');
    try {
      const pid = (): Promise<unknown[]> => database.query('SELECT pg_backend_pid()');
      const before = await pid();
      await stores.database.transaction(async (client) => {
        // What a search would wait for as long as for its own work.
        await client.query(`LOCK TABLE ds_${id}.token`);
        for (const text of ['code=code-1', 'code=code-1&status=final', 'date=2020&code=code-1']) {
          const began = performance.now();
          await expect(store.search(queryOf(text, { total: 'accurate' }))).rejects.toMatchObject({
            code: 'too-costly',
          });
          // Its statements share the time.
          expect(performance.now() - began).toBeLessThan(5_000);
        }
        expect(await pid()).toEqual(before);
        // Other work has the time of the pool.
        const read = store.read('Observation', 'o1');
        expect(await read).toMatchObject({ version: 1 });
      });
      expect((await store.search(queryOf('code=code-1'))).matches).toHaveLength(1);
      expect(await pid()).toEqual(before);
    } finally {
      await database.close();
    }
  });
});

describe('the size of a page', () => {
  const COUNT = 8;
  /** Eight of 2.4 MB, which compress to half of it or to nearly nothing. */
  const large = (number: number, text: () => string): ReturnType<typeof resource> =>
    resource({ ...observation(number), note: [{ text: text() }] });

  it.each([
    ['compressed', () => 'x'.repeat(2_400_000)],
    ['as stored', () => randomBytes(1_800_000).toString('base64')],
  ])('has a limit in bytes, %s', async (_, text) => {
    const store: DataStore = await stores.store();
    for (let number = 0; number < COUNT; number++) await store.update(large(number, text), `o${number}`);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { matches, next } = await store.search(queryOf('', { count: 1000, ...(cursor && { cursor }) }));
      const bytes = matches.reduce((sum, { body }) => sum + body!.length, 0);
      expect(bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
      seen.push(...matches.map(({ id }) => id));
      cursor = next;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: COUNT }, (_, number) => `o${COUNT - 1 - number}`));

    for (let number = 0; number < COUNT - 1; number++) await store.update(large(number, text), 'o0');
    const versions: number[] = [];
    do {
      const page: HistoryPage = (await store.history('Observation', 'o0', {
        count: 100,
        ...(cursor && { cursor }),
      }))!;
      expect(page.total).toBe(COUNT);
      expect(page.versions.length).toBeLessThan(COUNT);
      versions.push(...page.versions.map(({ version }) => version));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(versions).toEqual(Array.from({ length: COUNT }, (_, number) => COUNT - number));
  });

  it('holds for resources that are read by their keys', async () => {
    const store: DataStore = await stores.store();
    for (let number = 0; number < COUNT; number++)
      await store.update(
        large(number, () => 'x'.repeat(2_400_000)),
        `o${number}`,
      );
    const keys = [7, 8, 0, 1, 2, 3, 4, 5, 6].map((number) => ({ type: 'Observation', id: `o${number}` }));
    const read: string[] = [];
    let rest: readonly { type: string; id: string }[] = keys;
    do {
      const some = await store.readSome(rest);
      const bytes = some.versions.reduce((sum, { body }) => sum + body!.length, 0);
      expect(bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
      read.push(...some.versions.map(({ id }) => id));
      expect(some.rest).not.toEqual(rest);
      ({ rest } = some);
    } while (rest.length > 0);
    // There is no o8.
    expect(read).toEqual(['o7', 'o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6']);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@wellspring/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVersionClock } from '../clock/version-clock.js';
import type { DataStore } from '../data-store.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { observation, patient } from '../testing/made-up.js';
import { resource, testStores, treeOf, type TestStores } from '../testing/test-store.js';
import { announceWriter, fenceOf, moveFence } from './fence.js';
import type { ChangesPage } from './read-changes.js';

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.end());
beforeEach(async () => {
  store = await stores.store();
});

const names = ({ changes }: ChangesPage) =>
  changes.map(({ method, type, id, version }) => `${method} ${type}/${id} ${String(version)}`);

/** A transaction of another program that has written a version and is not through. */
async function unfinished(vid: bigint) {
  const client = await stores.database.dedicated('test writer');
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO ds_${store.id}.version (vid, self, part, version, type, method, id, body)
     VALUES ($1, 0, 0, 1, 1, 3, 'unfinished', NULL)`,
    [vid],
  );
  return client;
}

describe('changes', () => {
  it('are all versions in the order they were made, superseded and deleted ones among them', async () => {
    await store.update(resource(patient(1)), 'p1');
    await store.update(resource(observation(1)), 'o1');
    await store.update(resource(patient(2)), 'p1');
    await store.delete('Patient', 'p1');
    await store.delete('Patient', 'p1');
    const page = await store.changes({ count: 10 });
    expect(names(page)).toEqual([
      'update Patient/p1 1',
      'update Observation/o1 1',
      'update Patient/p1 2',
      'delete Patient/p1 3',
    ]);
    expect(treeOf(page.changes[0])).toMatchObject({ gender: 'male', meta: { versionId: '1' } });
    expect(page.changes[3]!.body).toBeUndefined();
    const { id } = await store.create(resource(patient(3)));
    expect(names(await store.changes({ count: 10, since: page.next }))).toEqual([`create Patient/${id} 1`]);
    // The place after each change leads to the rest.
    expect(names(await store.changes({ count: 1, since: page.places[1]! }))).toEqual(['update Patient/p1 2']);
  });

  it('come in pages, and the place to go on from stays where there is nothing', async () => {
    const writer = await stores.writer(store);
    await writer.write(writer.prepare(Array.from({ length: 25 }, (_, at) => resource(patient(at)))));
    const sizes: number[] = [];
    let since: string | undefined;
    for (let page = 0; page < 5; page++) {
      const { changes, next } = await store.changes({ count: 10, ...(since !== undefined && { since }) });
      sizes.push(changes.length);
      since = next;
    }
    expect(sizes).toEqual([10, 10, 5, 0, 0]);
  });

  it('of some types only, past however many others', async () => {
    const writer = await stores.writer(store);
    for (let batch = 0; batch < 6; batch++)
      await writer.write(
        writer.prepare(Array.from({ length: 1000 }, (_, at) => resource(patient(at, `p${batch}-${at}`)))),
      );
    await store.update(resource(observation(1)), 'o1');
    const page = await store.changes({ count: 10, types: ['Observation', 'Encounter'] });
    expect(names(page)).toEqual(['update Observation/o1 1']);
    const rest = await store.changes({ count: 10, types: ['Encounter'] });
    expect(rest.changes).toEqual([]);
    // Nothing of the 6,001 is looked at again.
    await store.update(resource(patient(7)), 'p7');
    expect(names(await store.changes({ count: 10, since: rest.next }))).toEqual(['update Patient/p7 1']);
  });

  it('begin at now, where that is asked for', async () => {
    expect(names(await store.changes({ count: 10, since: 'now' }))).toEqual([]);
    await store.update(resource(patient(1)), 'p1');
    const { changes, next } = await store.changes({ count: 10, since: 'now' });
    expect(changes).toEqual([]);
    await store.update(resource(patient(2)), 'p2');
    expect(names(await store.changes({ count: 10, since: next }))).toEqual(['update Patient/p2 1']);
  });

  it.each(['', 'x', 'A'.repeat(32), `${'A'.repeat(31)}!`])('refuse the place %j', async (since) => {
    await expect(store.changes({ count: 1, since })).rejects.toMatchObject({ code: 'invalid-cursor' });
  });

  it('refuse a place in another list or data store', async () => {
    const other = await stores.store();
    await store.update(resource(patient(1)), 'p1');
    await store.update(resource(patient(2)), 'p1');
    const { next } = await store.changes({ count: 1 });
    await expect(other.changes({ count: 1, since: next })).rejects.toMatchObject({ code: 'invalid-cursor' });
    const history = await store.history('Patient', 'p1', { count: 1 });
    const since = history!.next!;
    await expect(store.changes({ count: 1, since })).rejects.toMatchObject({ code: 'invalid-cursor' });
    await expect(store.history('Patient', 'p1', { count: 1, cursor: next })).rejects.toMatchObject({
      code: 'invalid-cursor',
    });
  });

  it('end with a data store that is dropped', async () => {
    await store.update(resource(patient(1)), 'p1');
    const { next } = await store.changes({ count: 1 });
    const waiting = store.changes({ count: 1, since: next, waitMs: 20_000 });
    const failed = expect(waiting).rejects.toMatchObject({ code: 'data-store-not-active' });
    await stores.registry.dropSchema(store.id);
    await failed;
  });
});

describe('a change that is being committed', () => {
  it('holds up what is newer, until it is there', async () => {
    await store.update(resource(patient(1)), 'p1');
    const clock = createVersionClock({ node: 77 });
    const old = clock.next();
    const client = await unfinished(old);
    await store.update(resource(patient(2)), 'p2');
    const first = await store.changes({ count: 10 });
    expect(names(first)).not.toContain('update Patient/p2 1');
    await client.query('COMMIT');
    const second = await store.changes({ count: 10, since: first.next });
    expect([...names(first), ...names(second)]).toEqual([
      'update Patient/p1 1',
      expect.stringMatching(/^delete \w+\/unfinished 1$/),
      'update Patient/p2 1',
    ]);
    await client.end();
  });

  it('does not, once its node was killed', async () => {
    const client = await unfinished(createVersionClock({ node: 77 }).next());
    await store.update(resource(patient(2)), 'p2');
    expect((await store.changes({ count: 10 })).changes).toEqual([]);
    const waiting = store.changes({ count: 10, waitMs: 20_000 });
    // Whoever is killed says no farewell.
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect(names(await waiting)).toEqual(['update Patient/p2 1']);
  });

  it('does not where it is of another data store', async () => {
    const client = await unfinished(createVersionClock({ node: 77 }).next());
    const other = await stores.store();
    await other.update(resource(patient(2)), 'p2');
    expect(names(await other.changes({ count: 10 }))).toEqual(['update Patient/p2 1']);
    await client.query('ROLLBACK');
    await client.end();
  });
});

describe('the fence', () => {
  const insertAt = (vid: bigint) =>
    unfinished(vid).then((client) => client.query('COMMIT').then(() => client));

  it('refuses what is at it or behind it, for good', async () => {
    const schema = `ds_${store.id}`;
    await moveFence(stores.database, schema, 5000n);
    await moveFence(stores.database, schema, 3000n);
    for (const vid of [1n, 3000n, 5000n]) {
      const error: unknown = await insertAt(vid).catch((reason: unknown) => reason);
      expect(fenceOf(error)).toBe(5000n);
    }
    await (await insertAt(5001n)).end();
  });

  it('lets a writer pass who has announced himself before it moved, and his transaction only', async () => {
    const schema = `ds_${store.id}`;
    const client = await stores.database.dedicated('test writer');
    const insert = (vid: bigint) =>
      client.query(
        `INSERT INTO ${schema}.version (vid, self, part, version, type, method, id, body)
         VALUES ($1, 0, 0, 1, 1, 3, 'announced', NULL)`,
        [vid],
      );
    await moveFence(stores.database, schema, 5000n);
    await client.query('BEGIN');
    let after = 0n;
    await announceWriter(client, schema, { startAfter: (vid) => (after = vid) }, 0);
    expect(after).toBe(5000n);
    await moveFence(stores.database, schema, 9000n);
    await insert(6000n);
    await client.query('COMMIT');
    const error: unknown = await insert(7000n).catch((reason: unknown) => reason);
    expect(fenceOf(error)).toBe(9000n);
    await client.end();
  });

  it('gives a node whose clock is behind later version ids', async () => {
    const ahead = createVersionClock({ node: 77 }, () => (Date.now() + 60_000) * 1000).next();
    await (await insertAt(ahead)).end();
    expect((await store.changes({ count: 10 })).changes).toHaveLength(1);
    const created = await store.create(resource(patient(1)));
    const writer = await stores.writer(store);
    await writer.write(writer.prepare([resource(patient(2))]));
    const vids = (await store.changes({ count: 10 })).changes.map(({ vid }) => vid);
    expect(vids.slice(0, 2)).toEqual([ahead, created.vid]);
    expect(vids).toHaveLength(3);
  });
});

describe('waiting', () => {
  it('ends with a change, of whatever node', async () => {
    const database = connect({ url: stores.url, max: 2 });
    const node = await createRegistry({ database, url: stores.url, slot: { node: 40 } }).open(store.id);
    const { next } = await store.changes({ count: 10, since: 'now' });
    const waiting = [1, 2, 3].map(() => store.changes({ count: 10, since: next, waitMs: 20_000 }));
    await sleep(100);
    await node!.update(resource(patient(2)), 'p2');
    const started = performance.now();
    for (const page of await Promise.all(waiting)) expect(names(page)).toEqual(['update Patient/p2 1']);
    expect(performance.now() - started).toBeLessThan(5_000);
    await database.close();
  });

  it('goes on past changes of other types', async () => {
    const { next } = await store.changes({ count: 10, since: 'now' });
    const waiting = store.changes({ count: 10, since: next, types: ['Observation'], waitMs: 20_000 });
    await store.update(resource(patient(2)), 'p2');
    await sleep(400);
    await store.update(resource(observation(2)), 'o2');
    expect(names(await waiting)).toEqual(['update Observation/o2 1']);
  });

  it('ends with its time, or with the client', async () => {
    const { next } = await store.changes({ count: 10, since: 'now' });
    expect(await store.changes({ count: 10, since: next, waitMs: 300 })).toMatchObject({ changes: [] });
    const client = new AbortController();
    setTimeout(() => {
      client.abort();
    }, 100);
    const page = await store.changes({ count: 10, since: next, waitMs: 60_000, signal: client.signal });
    expect(page.changes).toEqual([]);
  });
});

it('walks the key of the versions, whatever is in the table', async () => {
  const writer = await stores.writer(store);
  for (let batch = 0; batch < 5; batch++)
    await writer.write(
      writer.prepare(Array.from({ length: 1000 }, (_, at) => resource(patient(at, `p${batch}-${at}`)))),
    );
  const plan = async (): Promise<string> => {
    const client = await stores.database.dedicated('test plan');
    await client.query('SET plan_cache_mode = force_generic_plan');
    await client.query(
      `PREPARE looked AS SELECT vid, part, type FROM ds_${store.id}.version
       WHERE vid > $1::bigint AND vid <= $2::bigint ORDER BY vid LIMIT $3::integer`,
    );
    const { rows } = await client.query<{ 'QUERY PLAN': string }>('EXPLAIN EXECUTE looked (0, 9000, 10)');
    await client.end();
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  for (const analyzed of [false, true]) {
    if (analyzed) await store.analyze();
    expect(await plan()).toContain('Index Scan using version_pkey');
    expect(await plan()).not.toContain('Sort');
  }
});

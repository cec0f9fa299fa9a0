import { connect, sqlState } from '@wellspring/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeFailure } from '../store-failure.js';
import { patient } from '../testing/made-up.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import { createRegistry } from './data-store-registry.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.end());

describe('the catalogue', () => {
  it('describes data stores, and keeps what is not changed', async () => {
    const { registry } = stores;
    const made = await registry.create({ name: 'one', properties: { a: { b: [1] } }, clientToken: 'token' });
    expect(made).toMatchObject({ name: 'one', status: 'CREATING', properties: { a: { b: [1] } } });
    expect(made.id).toMatch(/^[0-9a-f]{32}$/);
    expect(made).not.toHaveProperty('secret');
    expect(await registry.get(made.id)).toEqual(made);
    expect(await registry.byClientToken('token')).toEqual(made);
    const renamed = await registry.update(made.id, { name: 'two' });
    expect(renamed).toEqual({ ...made, name: 'two' });
    expect(await registry.update(made.id, { properties: { c: 1 }, status: 'ACTIVE' })).toEqual({
      ...renamed,
      status: 'ACTIVE',
      properties: { c: 1 },
    });
    await expect(registry.create({ clientToken: 'token' })).rejects.toMatchObject({
      code: 'client-token-reused',
    });
    await expect(registry.update('0'.repeat(32), {})).rejects.toMatchObject({ code: 'data-store-not-found' });
    expect(await registry.get('0'.repeat(32))).toBeUndefined();
  });

  it('lists by filter, newest first, page by page', async () => {
    const { registry } = stores;
    const before = new Date();
    const made = [];
    for (let i = 0; i < 5; i++) made.unshift(await registry.create({ name: i % 2 === 0 ? 'even' : 'odd' }));
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await registry.list(
        { createdAfter: new Date(before.getTime() - 1) },
        { limit: 2, ...(after && { after }) },
      );
      listed.push(...page.records.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(listed.slice(0, 5)).toEqual(made.map(({ id }) => id));
    const odd = await registry.list({ name: 'odd', status: 'CREATING' }, { limit: 9 });
    expect(odd.records.map(({ id }) => id)).toEqual([made[1]!.id, made[3]!.id]);
    expect((await registry.list({ name: 'odd', status: 'ACTIVE' }, { limit: 9 })).records).toEqual([]);
    expect((await registry.list({ name: 'even', createdBefore: before }, { limit: 9 })).records).toEqual([]);
    await expect(registry.list({}, { limit: 1, after: 'x' })).rejects.toMatchObject({
      code: 'invalid-cursor',
    });
  });

  it('describes a deleted data store for seven days', async () => {
    const { registry } = stores;
    const count = await registry.count();
    const { id } = await registry.create({});
    expect(await registry.count()).toBe(count + 1);
    const { deletedAt } = await registry.update(id, { status: 'DELETED' });
    expect(await registry.count()).toBe(count);
    const week = 7 * 86_400_000;
    expect(await registry.purgeDeleted(new Date(deletedAt!.getTime() + week - 1000))).toBe(0);
    expect(await registry.get(id)).toMatchObject({ status: 'DELETED', deletedAt });
    expect(await registry.purgeDeleted(new Date(deletedAt!.getTime() + week + 1000))).toBe(1);
    expect(await registry.get(id)).toBeUndefined();
  });
});

describe('opening a data store', () => {
  it('is for those in service', async () => {
    const { registry } = stores;
    const { id } = await registry.create({});
    expect(await registry.open(id)).toBeUndefined();
    await registry.createSchema(id);
    for (const [status, open] of [
      ['ACTIVE', true],
      ['UPDATING', true],
      ['UPDATE_FAILED', true],
      ['DELETING', false],
      ['DELETED', false],
      ['CREATE_FAILED', false],
    ] as const) {
      await registry.update(id, { status });
      expect((await registry.open(id)) !== undefined).toBe(open);
    }
    for (const unknown of ['', 'x', '0'.repeat(32), '__proto__', `${id}"; --`])
      expect(await registry.open(unknown)).toBeUndefined();
  });

  it('ends with its data, for whoever still holds it', async () => {
    const { registry } = stores;
    const store = await stores.store();
    await store.update(resource(patient(1)), 'p1');
    const writer = await stores.writer(store);
    await registry.update(store.id, { status: 'DELETING' });
    await registry.dropSchema(store.id);
    await registry.dropSchema(store.id);
    const gone = { code: 'data-store-not-active' };
    await expect(store.read('Patient', 'p1')).rejects.toMatchObject(gone);
    await expect(store.create(resource(patient(1)))).rejects.toMatchObject(gone);
    await expect(writer.write(writer.prepare([resource(patient(1))]))).rejects.toMatchObject(gone);
    await expect(stores.writer(store)).rejects.toMatchObject(gone);
    const snapshot = await store.exportSnapshot();
    await expect(snapshot.resources[Symbol.asyncIterator]().next()).rejects.toMatchObject(gone);
    await snapshot.close();
    expect(await registry.open(store.id)).toBeUndefined();
  });

  it.each(['version', 'quantity'])(
    'can be ended while a transaction has %s and wants the rest',
    async (first) => {
      const { registry, database } = stores;
      const { id } = await stores.store();
      let dropped: Promise<void> | undefined;
      const outcome = await database
        .transaction(
          async (client) => {
            await client.query(`LOCK TABLE ds_${id}.${first} IN ROW EXCLUSIVE MODE`);
            dropped = registry.dropSchema(id);
            dropped.catch(() => undefined);
            await new Promise((resolve) => setTimeout(resolve, 200));
            for (const table of ['version', 'superseded', 'token', 'string', 'date', 'number', 'quantity'])
              await client.query(`LOCK TABLE ds_${id}.${table} IN ROW EXCLUSIVE MODE`);
          },
          { retries: 0 },
        )
        .catch(sqlState);
      // Either may be the one that PostgreSQL gives up.
      expect([undefined, '40P01']).toContain(outcome);
      await dropped;
      const left = await database.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [`ds_${id}`]);
      expect(left).toEqual([]);
    },
  );

  it('keeps data stores apart', async () => {
    const [one, other] = [await stores.store(), await stores.store()];
    await one.update(resource(patient(1)), 'p1');
    expect(await other.read('Patient', 'p1')).toBeUndefined();
  });

  it('finds after a restart what was stored before', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'p1');
    const { database, url } = stores;
    const registry = createRegistry({ database, url, slot: { node: 3 } });
    await registry.migrateSchemas();
    const again = (await registry.open(store.id))!;
    expect(await again.read('Patient', 'p1')).toEqual(await store.read('Patient', 'p1'));
    expect(await again.update(resource(patient(2)), 'p1')).toMatchObject({ outcome: 'updated' });
  });
});

describe('failures of the database', () => {
  it('are told as what they mean to the user of a data store', async () => {
    const impatient = connect({ url: stores.url, max: 1, statementTimeoutMs: 20 });
    try {
      const error: unknown = await impatient.query('SELECT pg_sleep(5)').catch((caught: unknown) => caught);
      expect(sqlState(error)).toBe('57014');
      expect(storeFailure(error, 'x')).toMatchObject({ code: 'database-unavailable' });
    } finally {
      await impatient.close();
    }
    const other = new Error('something else');
    expect(storeFailure(other, 'x')).toBe(other);
  });
});

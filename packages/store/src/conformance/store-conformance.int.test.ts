import { connect } from '@wellspring/database';
import type { JsonObject } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataStore } from '../data-store.js';
import { defaultPackageLimits } from '../fhir-packages/package-limits.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { inPieces, madeUpPackage } from '../testing/made-up-package.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
});
afterAll(async () => {
  await stores.end();
});

const url = 'http://a.example/ValueSet/v';
const valueSet = (title: string): JsonObject => ({
  resourceType: 'ValueSet',
  id: 'v',
  url,
  status: 'draft',
  title,
});
const titleOf = async (of: DataStore) => (await of.conformance.find('ValueSet', { url }))?.['title'];
const generation = () => store.conformance.generation();

describe('the generation', () => {
  test('is another after each way to change something, and after nothing else', async () => {
    const seen = [await generation()];
    const changes: readonly (() => Promise<unknown>)[] = [
      () => store.update(resource(valueSet('created')), 'v'),
      () => store.update(resource(valueSet('updated')), 'v'),
      () => store.delete('ValueSet', 'v'),
      () =>
        store.transaction((unit) =>
          unit.write([{ kind: 'update', resource: resource(valueSet('unit')), id: 'v' }]),
        ),
      () =>
        store.changeMany(
          [{ type: 'ValueSet', id: 'v' }],
          { decide: () => ({ kind: 'erase' }) },
          async () => {},
        ),
      () => store.packages.add(inPieces(madeUpPackage({}, [valueSet('package')])), defaultPackageLimits),
      () => store.packages.remove('example.guide', '1.0.0'),
    ];
    for (const change of changes) {
      await change();
      const now = await generation();
      expect(seen).not.toContain(now);
      seen.push(now);
    }
    await store.update(resource({ resourceType: 'Patient', id: 'p' }), 'p');
    await store.packages.remove('none', '1');
    expect(await generation()).toBe(seen.at(-1));
  });

  test('is another after an import, once a transaction', async () => {
    const writer = await stores.writer(store);
    const rows = () => stores.database.query(`SELECT 1 FROM ds_${store.id}.conformance_change`);
    const before = (await rows()).length;
    const many = Array.from({ length: 20 }, (_, at) => resource({ ...valueSet('imported'), id: `i${at}` }));
    await writer.write(writer.prepare(many));
    expect((await rows()).length).toBe(before + 1);
    await writer.write(writer.prepare([resource({ resourceType: 'Patient', id: 'p' })]));
    expect((await rows()).length).toBe(before + 1);
  });

  test('tells of a transaction that began earlier and is committed later', async () => {
    let commit!: () => void;
    const waiting = new Promise<void>((resolve) => (commit = resolve));
    let written!: () => void;
    const done = new Promise<void>((resolve) => (written = resolve));
    const late = store.transaction(async (unit) => {
      await unit.write([{ kind: 'update', resource: resource(valueSet('late')), id: 'late' }]);
      written();
      await waiting;
    });
    await done;
    await store.update(resource(valueSet('early')), 'v');
    expect(await titleOf(store)).toBe('early');
    const before = await generation();
    commit();
    await late;
    expect(await generation()).not.toBe(before);
  });

  test('stays bounded', async () => {
    const other = await stores.store();
    const table = `ds_${other.id}.conformance_change`;
    await stores.database.query(`INSERT INTO ${table} SELECT FROM generate_series(1, 1500)`);
    await other.conformance.generation();
    await expect
      .poll(() => stores.database.query(`SELECT 1 FROM ${table}`).then((rows) => rows.length))
      .toBe(1);
  });
});

describe('another process', () => {
  test('sees a change within a second, and what it knew before stays right', async () => {
    const database = connect({ url: stores.url, max: 2 });
    const registry = createRegistry({ database, url: stores.url, slot: { node: 9 } });
    const there = (await registry.open(store.id))!;
    await store.update(resource(valueSet('first')), 'v');
    expect(await titleOf(there)).toBe('first');
    const tree = await there.conformance.find('ValueSet', { url });
    expect(await there.conformance.find('ValueSet', { url })).toBe(tree);
    await store.update(resource(valueSet('second')), 'v');
    expect(await titleOf(store)).toBe('second');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await titleOf(there)).toBe('second');
    await database.close();
  });
});

describe('the level of validation', () => {
  test('is not set in a new data store, and can be set', async () => {
    expect((await store.conformance.state()).level).toBeUndefined();
    await store.conformance.setLevel('minimal');
    expect((await store.conformance.state()).level).toBe('minimal');
    await store.conformance.setLevel('strict');
    expect((await store.conformance.state()).level).toBe('strict');
    await store.conformance.setLevel(undefined);
    expect((await store.conformance.state()).level).toBeUndefined();
  });
});

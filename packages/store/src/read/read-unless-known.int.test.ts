import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { indexTables } from '../rows/index-table.js';
import { typeNumber } from '../rows/type-number.js';
import { resource, testStores, treeOf, type TestStores } from '../testing/test-store.js';
import { readUnlessKnown } from './read-unless-known.js';
import type { StoredVersion } from './stored-version.js';

let stores: TestStores;
let store: DataStore;
/** The same data store as another node of the program has it, with a memory of its own. */
let elsewhere: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  const { database, url } = stores;
  const registry = createRegistry({ database, url, slot: { node: 3 }, citus: false });
  elsewhere = (await registry.open(store.id))!;
});
afterAll(() => stores.end());

const number = typeNumber('Patient')!;
const named = (family: string, id: string) => resource({ resourceType: 'Patient', id, name: [{ family }] });
const familyOf = (version: StoredVersion | undefined) =>
  (treeOf(version) as { readonly name: readonly { readonly family: string }[] }).name[0]!.family;
const written = async (family: string, id: string): Promise<StoredVersion> => {
  const outcome = await store.update(named(family, id), id);
  if (!('version' in outcome)) throw new Error(outcome.outcome);
  return outcome.version;
};
const found = (...wanted: (readonly [id: string, known: StoredVersion | undefined])[]) =>
  readUnlessKnown(
    { database: stores.database, schema: `ds_${store.id}` },
    wanted.map(([id, known]) => ({ type: number, id, known })),
  );

it('reads a resource again and again as it is at the time, whoever changed it', async () => {
  await store.update(named('One', 'a'), 'a');
  for (let round = 0; round < 3; round += 1) {
    expect(familyOf(await store.read('Patient', 'a'))).toBe('One');
    expect(familyOf(await elsewhere.read('Patient', 'a'))).toBe('One');
  }
  await elsewhere.update(named('Two', 'a'), 'a');
  const reads = await Promise.all([store, elsewhere].map((each) => each.read('Patient', 'a')));
  expect(reads.map((version) => [version!.version, familyOf(version)])).toEqual([
    [2, 'Two'],
    [2, 'Two'],
  ]);
  await elsewhere.delete('Patient', 'a');
  for (let round = 0; round < 2; round += 1)
    expect(await store.read('Patient', 'a')).toMatchObject({ version: 3, method: 'delete' });
  await elsewhere.update(named('Four', 'a'), 'a');
  expect(familyOf(await store.read('Patient', 'a'))).toBe('Four');
});

it('finds nothing any more where a resource that is known was erased', async () => {
  await store.update(named('Gone', 'gone'), 'gone');
  const before = await store.read('Patient', 'gone');
  expect(await store.read('Patient', 'gone')).toEqual(before);
  for (const table of ['resource', 'version', ...indexTables])
    await stores.database.query(`DELETE FROM ds_${store.id}.${table} WHERE vid = $1`, [before!.vid]);
  expect(await store.read('Patient', 'gone')).toBeUndefined();
  await elsewhere.update(named('Anew', 'gone'), 'gone');
  expect(familyOf(await store.read('Patient', 'gone'))).toBe('Anew');
});

it('says that a version is known only where it is the current one', async () => {
  const first = await written('First', 'b');
  const second = await written('Second', 'b');
  const third = await written('Third', 'c');
  for (const others of [[], [['c', third]], [['nobody', undefined]]] as const) {
    const [b, ...rest] = await found(['b', second], ...others);
    expect(b).toBe('known');
    const [unknown] = await found(['b', undefined], ...others);
    const [stale] = await found(['b', first], ...others);
    expect(stale).toEqual(unknown);
    expect(stale).toMatchObject({ vid: second.vid, id: 'b', type: number, version: 2, deleted: false });
    // An id that was given out again, after what it named had been erased.
    const [reissued] = await found(['b', { ...second, version: 1 }], ...others);
    expect(reissued).toEqual(unknown);
    expect(rest).toEqual(others.map(([id]) => (id === 'c' ? 'known' : undefined)));
  }
});

it('answers many at once, each its own, known or not', async () => {
  const ids = Array.from({ length: 40 }, (_, at) => `many${at}`);
  await Promise.all(ids.map((id) => store.update(named(`Of-${id}`, id), id)));
  const asked = [...ids, 'nobody', ...ids];
  for (let round = 0; round < 3; round += 1) {
    const reads = await Promise.all(asked.map((id) => store.read('Patient', id)));
    expect(reads.map((version) => version && familyOf(version))).toEqual(
      asked.map((id) => (id === 'nobody' ? undefined : `Of-${id}`)),
    );
  }
});

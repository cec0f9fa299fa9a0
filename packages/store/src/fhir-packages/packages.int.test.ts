import { gzipSync } from 'node:zlib';
import type { JsonObject } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataStore } from '../data-store.js';
import { inPieces, madeUpManifest, madeUpPackage, madeUpTar } from '../testing/made-up-package.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import { defaultPackageLimits } from './package-limits.js';

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
const valueSet = (version: string | undefined, title: string): JsonObject => ({
  resourceType: 'ValueSet',
  url,
  ...(version !== undefined && { version }),
  title,
  text: { status: 'generated', div: 'for people' },
});
const add = (archive: Buffer, to = store) => to.packages.add(inPieces(archive), defaultPackageLimits);
const titleOf = async (by: { url: string; version?: string }, of = store) =>
  (await of.conformance.find('ValueSet', by))?.['title'];

describe('a package', () => {
  test('is added, found, added again, and removed', async () => {
    const archive = madeUpPackage(
      { name: 'a.b', title: 'A guide', dependencies: { 'hl7.fhir.r4.core': '4.0.1', 'c.d': '1.0.x' } },
      [valueSet('1.0.0', 'one'), { resourceType: 'ImplementationGuide', id: 'left out' }, ['no resource']],
    );
    expect(await titleOf({ url })).toBeUndefined();
    const { outcome, record, notes } = await add(archive);
    expect([outcome, notes]).toEqual(['added', []]);
    expect(record).toMatchObject({
      name: 'a.b',
      version: '1.0.0',
      title: 'A guide',
      resources: { ValueSet: 1 },
      missing: ['c.d 1.0.x'],
    });
    expect(await titleOf({ url })).toBe('one');
    expect((await store.conformance.find('ValueSet', { url }))?.['text']).toBeUndefined();
    expect(await add(gzipSync(packedOtherwise()))).toMatchObject({ outcome: 'unchanged' });
    expect(await store.packages.list()).toHaveLength(1);
    expect(await store.packages.remove('a.b', '1.0.0')).toBe(true);
    expect(await store.packages.remove('a.b', '1.0.0')).toBe(false);
    expect(await titleOf({ url })).toBeUndefined();
  });

  test('of the same name and version with other content is refused', async () => {
    await add(madeUpPackage({ name: 'same' }, [valueSet('1', 'one')]));
    await expect(add(madeUpPackage({ name: 'same' }, [valueSet('1', 'two')]))).rejects.toThrow('same@1.0.0');
    expect(await titleOf({ url })).toBe('one');
    await store.packages.remove('same', '1.0.0');
  });

  test('is wholly there or not at all', async () => {
    const broken = gzipSync(
      madeUpTar([
        madeUpManifest({ name: 'broken' }),
        { path: 'package/good.json', content: valueSet('1', 'one') },
        { path: 'package/bad.json', content: '{"resourceType":"ValueSet",}' },
      ]),
    );
    await expect(add(broken)).rejects.toThrow('package/bad.json');
    const none = gzipSync(madeUpTar([{ path: 'package/good.json', content: valueSet('1', 'one') }]));
    await expect(add(none)).rejects.toThrow('package/package.json');
    expect(await store.packages.list()).toEqual([]);
    const rows = await stores.database.query(
      `SELECT 1 FROM ds_${store.id}.package UNION ALL SELECT 1 FROM ds_${store.id}.package_resource`,
    );
    expect(rows).toEqual([]);
  });

  test.each<[string, object, readonly object[], string]>([
    ['another FHIR', { fhirVersions: ['5.0.0'] }, [], '5.0.0'],
    ['no name', { name: '' }, [], 'package/package.json: name'],
    ['no version', { version: 1 }, [], 'package/package.json: version'],
    ['a resource without a url', {}, [{ resourceType: 'ValueSet' }], 'package/resource-0.json'],
    [
      'a url that is too long',
      {},
      [{ resourceType: 'ValueSet', url: `http://${'a'.repeat(2000)}` }],
      'longer',
    ],
  ])('is refused for %s', async (_, manifest, resources, message) => {
    await expect(add(madeUpPackage(manifest, resources))).rejects.toThrow(message);
    expect(await store.packages.list()).toEqual([]);
  });

  test('is added once by many at the same time', async () => {
    const other = await stores.store();
    const archive = madeUpPackage({ name: 'many' }, [valueSet('1', 'one')]);
    const outcomes = await Promise.allSettled([
      add(archive, other),
      add(archive, other),
      add(archive, other),
    ]);
    const told = outcomes.map((each) =>
      each.status === 'fulfilled' ? each.value.outcome : String(each.reason),
    );
    expect(told.filter((each) => each === 'added')).toHaveLength(1);
    expect(told.filter((each) => each.includes('try again'))).toHaveLength(1);
    expect(await other.packages.list()).toHaveLength(1);
  });
});

/** The same files in another order. */
function packedOtherwise(): Buffer {
  return madeUpTar([
    { path: 'package/resource-2.json', content: ['no resource'] },
    madeUpManifest({
      name: 'a.b',
      title: 'A guide',
      dependencies: { 'hl7.fhir.r4.core': '4.0.1', 'c.d': '1.0.x' },
    }),
    { path: 'package/resource-1.json', content: { resourceType: 'ImplementationGuide', id: 'left out' } },
    { path: 'package/resource-0.json', content: valueSet('1.0.0', 'one') },
  ]);
}

describe('of several with one URL', () => {
  test('the version asked for, else the latest; what is left where one is removed', async () => {
    for (const version of ['3.1.1', '10.0.0', '6.1.0', '6.1.0-ballot'])
      await add(madeUpPackage({ name: 'v', version }, [valueSet(undefined, version)]));
    expect(await titleOf({ url })).toBe('10.0.0');
    expect(await titleOf({ url, version: '3.1.1' })).toBe('3.1.1');
    expect(await titleOf({ url, version: '6.1' })).toBe('6.1.0');
    expect(await titleOf({ url, version: '7' })).toBeUndefined();
    await store.packages.remove('v', '10.0.0');
    expect(await titleOf({ url })).toBe('6.1.0');
    const all: string[] = [];
    for await (const { packageVersion } of store.packages.resources('ValueSet')) all.push(packageVersion);
    expect(all).toEqual(['6.1.0', '6.1.0-ballot', '3.1.1']);
  });

  test("the data store's own resource comes first", async () => {
    const { id } = await store.create(resource(valueSet('0.1', 'own')));
    expect(await titleOf({ url })).toBe('own');
    expect(await titleOf({ url, version: '6.1.0' })).toBe('6.1.0');
    await store.delete('ValueSet', id);
    expect(await titleOf({ url })).toBe('6.1.0');
  });

  test('the one of the package that DefaultProfiles names', async () => {
    const set = (names: readonly string[]) =>
      stores.registry.update(store.id, { properties: { ProfileConfiguration: { DefaultProfiles: names } } });
    await set(['v-3.1.1']);
    await stores.registry.open(store.id);
    expect(await titleOf({ url })).toBe('3.1.1');
    expect(await titleOf({ url, version: '6.1.0' })).toBe('6.1.0');
    await set([]);
    await stores.registry.open(store.id);
    expect(await titleOf({ url })).toBe('6.1.0');
  });
});

describe('the specification', () => {
  test('comes last', async () => {
    const base = 'http://hl7.org/fhir/ValueSet/administrative-gender';
    expect((await store.conformance.find('ValueSet', { url: base }))?.['name']).toBe('AdministrativeGender');
    await add(madeUpPackage({ name: 'gender' }, [{ resourceType: 'ValueSet', url: base, title: 'another' }]));
    expect(await titleOf({ url: base })).toBe('another');
  });
});

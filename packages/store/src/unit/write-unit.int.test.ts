import { randomUUID } from 'node:crypto';
import { parseSearch, type SearchQuery } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import {
  indexRows,
  resource,
  shareSecret,
  testStores,
  treeOf,
  type TestStores,
} from '../testing/test-store.js';
import { newResourceId } from '../write/write-version.js';
import type { Change } from './write-unit.js';

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
});
afterAll(() => stores.end());

const patient = (family: string) => resource({ resourceType: 'Patient', name: [{ family }] });
const put = (id: string, family: string): Change => ({ kind: 'update', resource: patient(family), id });
const query = (family: string): SearchQuery => {
  const parsed = parseSearch({ kind: 'type', type: 'Patient' }, [['family:exact', family]], { strict: true });
  if (!parsed.ok) throw new Error('The search is wrong');
  return { ...parsed.query, total: 'accurate' };
};
const found = async (of: DataStore, family: string) =>
  (await of.search(query(family))).matches.map(({ id }) => id);
const versionsOf = async (id: string) =>
  (await store.history('Patient', id, { count: 1000 }))?.versions.map(
    ({ version, method }) => `${version} ${method}`,
  );

describe.each([
  ['few', 2],
  ['many', 12],
])('a unit of %s changes', (size, count) => {
  const ids = Array.from({ length: count }, (_, at) => `${size}-${at}`);

  it('is written as a whole, and seen by itself before', async () => {
    const created = newResourceId();
    const outcomes = await store.transaction(async (unit) => {
      const report = await unit.write([
        ...ids.map((id) => put(id, `Unit${size}`)),
        { kind: 'create', resource: patient(`Unit${size}`), id: created },
      ]);
      expect(await found(unit.store, `Unit${size}`)).toHaveLength(count + 1);
      expect((await unit.store.search(query(`Unit${size}`))).total).toBe(count + 1);
      expect(treeOf(await unit.store.read('Patient', created))).toMatchObject({ id: created });
      expect(await found(store, `Unit${size}`)).toEqual([]);
      return report;
    });
    expect(outcomes).toMatchObject({ written: true });
    expect(new Set(await found(store, `Unit${size}`))).toEqual(new Set([...ids, created]));
    expect(await versionsOf(created)).toEqual(['1 create']);
    expect(await versionsOf(ids[0]!)).toEqual(['1 update']);
  });

  it('leaves nothing behind where it fails', async () => {
    await expect(
      store.transaction(async (unit) => {
        await unit.write([
          ...ids.map((id) => put(id, `Gone${size}`)),
          { kind: 'delete', key: { type: 'Patient', id: `${size}-other` } },
        ]);
        // What is read and counted here is never to be found by others.
        expect(await found(unit.store, `Gone${size}`)).toHaveLength(count);
        expect((await unit.store.search(query(`Gone${size}`))).total).toBe(count);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await store.search(query(`Gone${size}`))).toEqual({ matches: [], total: 0 });
    expect(treeOf(await store.read('Patient', ids[0]!))).toMatchObject({ name: [{ family: `Unit${size}` }] });
  });

  it('replaces, deletes and creates, with exactly the rows of what is current', async () => {
    const [first, second] = ids;
    const report = await store.transaction((unit) =>
      unit.write([
        { kind: 'delete', key: { type: 'Patient', id: first! } },
        { kind: 'delete', key: { type: 'Patient', id: 'never' } },
        ...ids.slice(1).map((id) => put(id, `Next${size}`)),
      ]),
    );
    expect(report).toMatchObject({
      written: true,
      outcomes: [
        { outcome: 'deleted', version: { version: 2, method: 'delete' } },
        { outcome: 'not-found' },
        ...ids.slice(1).map((id) => ({ outcome: 'updated', version: { id, version: 2 } })),
      ],
    });
    expect(await versionsOf(first!)).toEqual(['2 delete', '1 update']);
    expect(await versionsOf(second!)).toEqual(['2 update', '1 update']);
    const again = await store.transaction((unit) => unit.write(ids.map((id) => put(id, `Back${size}`))));
    expect(again.written && again.outcomes.slice(0, 2)).toMatchObject([
      { outcome: 'created', version: { version: 3 } },
      { outcome: 'updated', version: { version: 3 } },
    ]);
  });

  it.each([
    ['another version', { ifMatch: 99 }, { expected: 'if-match', current: 3 }],
    ['nothing', { ifAbsent: true }, { expected: 'if-absent', current: 3 }],
  ])('writes nothing where one change expects %s', async (_, expected, failed) => {
    const changes = ids.map((id) => put(id, 'Wrong'));
    const last = { ...changes.at(-1)!, expected };
    const report = await store.transaction((unit) => unit.write([...changes.slice(0, -1), last]));
    expect(report).toEqual({ written: false, failed: [{ index: count - 1, ...failed }] });
    expect(await found(store, 'Wrong')).toEqual([]);
  });
});

it('has the rows that a store has which never knew anything else', async () => {
  const { id } = await stores.registry.create({});
  await stores.registry.createSchema(id);
  await shareSecret(stores.database, store.id, id);
  await stores.registry.update(id, { status: 'ACTIVE' });
  const twin = (await stores.registry.open(id))!;
  const everyone: SearchQuery = {
    ...query('x'),
    searches: [{ type: 'Patient', conditions: [] }],
    count: 1000,
  };
  const { matches } = await store.search(everyone);
  expect(matches.length).toBeGreaterThan(10);
  for (const match of matches) await twin.update(resource(treeOf(match)), match.id);
  expect(await indexRows(stores.database, store)).toEqual(await indexRows(stores.database, twin));
});

it('refuses two changes of one resource', async () => {
  await expect(store.transaction((unit) => unit.write([put('a', 'A'), put('a', 'B')]))).rejects.toThrow(
    RangeError,
  );
});

it('finishes with others that write the same resources in the opposite order, and loses no update', async () => {
  const ids = Array.from({ length: 20 }, (_, at) => `order-${at}`);
  const runs = 24;
  await Promise.all(
    Array.from({ length: runs }, (_, run) => {
      const order = run % 2 === 0 ? ids : ids.toReversed();
      // Some few, some many.
      const some = run % 3 === 0 ? order.slice(0, 4) : order;
      return store.transaction((unit) => unit.write(some.map((id) => put(id, `Run${run}`))));
    }),
  );
  const versions = await Promise.all(ids.map((id) => store.read('Patient', id)));
  const sum = versions.reduce((total, version) => total + version!.version, 0);
  const small = Array.from({ length: runs }, (_, run) => run).filter((run) => run % 3 === 0).length;
  expect(sum).toBe(small * 4 + (runs - small) * 20);
  // A unit is seen whole or not at all: the last to write all of them wrote the middle ones.
  const middle = versions.slice(4, 16).map((version) => JSON.stringify(treeOf(version)['name']));
  expect(new Set(middle).size).toBe(1);
});

it('is begun anew where what it was decided on has changed', async () => {
  await store.update(patient('Before'), 'stale');
  let runs = 0;
  const report = await store.transaction(async (unit) => {
    runs += 1;
    const current = (await unit.store.read('Patient', 'stale'))!;
    if (runs === 1) await store.update(patient('Between'), 'stale');
    return unit.write([{ ...put('stale', 'After'), expected: { ifCurrent: current.vid } }]);
  });
  expect(runs).toBe(2);
  expect(report).toMatchObject({ outcomes: [{ version: { version: 3 } }] });
});

it.each([1, 12])(
  'of many that want a resource not to be there one creates it, of %s at a time',
  async (size) => {
    for (let round = 0; round < 10; round++) {
      const ids = Array.from({ length: size }, (_, at) => `absent-${size}-${round}-${at}`);
      const reports = await Promise.all(
        Array.from({ length: 6 }, (_, run) =>
          store.transaction((unit) =>
            unit.write(
              (run % 2 === 0 ? ids : ids.toReversed()).map((id) => ({
                ...put(id, 'Absent'),
                expected: { ifAbsent: true },
              })),
            ),
          ),
        ),
      );
      expect(reports.filter(({ written }) => written)).toHaveLength(1);
      for (const id of ids) expect(await versionsOf(id)).toEqual(['1 update']);
    }
  },
  30_000,
);

it('does not write over what another creates between the locks and the write', async () => {
  const reports = await Promise.all([
    store.transaction(async (unit) => {
      const report = await unit.write([{ ...put('between', 'First'), expected: { ifAbsent: true } }]);
      // The other waits for this one's end, and finds that it is there.
      await new Promise((resolve) => setTimeout(resolve, 300));
      return report;
    }),
    new Promise((resolve) => setTimeout(resolve, 100)).then(() =>
      store.transaction((unit) =>
        unit.write([{ ...put('between', 'Second'), expected: { ifAbsent: true } }]),
      ),
    ),
  ]);
  expect(reports.map(({ written }) => written)).toEqual([true, false]);
  expect(await versionsOf('between')).toEqual(['1 update']);
});

it('holds a name until its end', async () => {
  const name = `Patient?${randomUUID()}`;
  const created = await Promise.all(
    Array.from({ length: 20 }, () =>
      store.transaction(async (unit) => {
        await unit.lock(['z', name, 'a']);
        if ((await found(unit.store, 'Once')).length > 0) return 0;
        await unit.write([{ kind: 'create', resource: patient('Once'), id: newResourceId() }]);
        return 1;
      }),
    ),
  );
  expect(created.reduce<number>((sum, one) => sum + one, 0)).toBe(1);
  expect(await found(store, 'Once')).toHaveLength(1);
});

it('notes a key once, until it expires', async () => {
  const key = randomUUID();
  const claim = (id: string, hours: number) =>
    store.transaction((unit) => unit.claimKey(key, { type: 'Patient', id }, hours));
  expect(await claim('first', 0)).toBeUndefined();
  // That one has expired at once.
  expect(await claim('second', 1)).toBeUndefined();
  expect(await claim('third', 1)).toEqual({ type: 'Patient', id: 'second' });
  await expect(
    store.transaction(async (unit) => {
      await unit.claimKey(randomUUID(), { type: 'Patient', id: 'x' }, 1);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
});

it('does not run out of connections where all of them are in units that need another', async () => {
  // Each has texts of codes that nobody has seen before.
  await Promise.all(
    Array.from({ length: 24 }, (_, at) =>
      store.transaction((unit) =>
        unit.write([
          {
            kind: 'create',
            resource: resource({
              resourceType: 'Observation',
              status: 'final',
              code: { coding: [{ system: 'http://a.example', code: `c${at}`, display: `Text ${at}` }] },
            }),
            id: newResourceId(),
          },
        ]),
      ),
    ),
  );
}, 8_000);

it('a snapshot shows nothing that is committed while it is read, and writes nothing', async () => {
  await store.transaction((unit) => unit.write([put('before-1', 'Snap'), put('before-2', 'Snap')]));
  const names = await store.transaction(
    async ({ store: within }) => {
      const first = treeOf(await within.read('Patient', 'before-1'));
      await store.transaction((unit) => unit.write([put('before-1', 'Later'), put('before-2', 'Later')]));
      return [first, treeOf(await within.read('Patient', 'before-2')), await found(within, 'Later')];
    },
    { snapshot: true },
  );
  expect(names).toMatchObject([{ name: [{ family: 'Snap' }] }, { name: [{ family: 'Snap' }] }, []]);
  expect(treeOf(await store.read('Patient', 'before-2'))).toMatchObject({ name: [{ family: 'Later' }] });
  await expect(
    store.transaction((unit) => unit.write([put('before-3', 'Snap')]), { snapshot: true }),
  ).rejects.toMatchObject({ code: '25006' });
});

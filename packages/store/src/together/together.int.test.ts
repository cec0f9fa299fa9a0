import { parseSearch } from '@wellspring/fhir';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { observation, patient } from '../testing/made-up.js';
import {
  indexRows,
  resource,
  shareSecret,
  testStores,
  treeOf,
  type TestStores,
} from '../testing/test-store.js';

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
});
afterAll(() => stores.end());

const named = (family: string) => resource({ resourceType: 'Patient', name: [{ family }] });
const familyOf = async (id: string) =>
  (treeOf(await store.read('Patient', id)) as { readonly name: readonly { readonly family: string }[] })
    .name[0]!.family;

it('writes and reads what many ask for at once, each its own', async () => {
  const created = await Promise.all(
    Array.from({ length: 150 }, (_, at) => store.create(named(`Created${at}`))),
  );
  expect(new Set(created.map(({ id }) => id)).size).toBe(150);
  expect(await Promise.all(created.map(({ id }) => familyOf(id)))).toEqual(
    created.map((_, at) => `Created${at}`),
  );
  const mixed = await Promise.all(
    created.map(({ id }, at) =>
      at % 3 === 0 ? store.delete('Patient', id) : store.update(named(`Updated${at}`), id),
    ),
  );
  expect(mixed.map(({ outcome }) => outcome)).toEqual(
    created.map((_, at) => (at % 3 === 0 ? 'deleted' : 'updated')),
  );
  const read = await Promise.all(created.map(({ id }) => store.read('Patient', id)));
  expect(read.map((version) => [version!.version, version!.method])).toEqual(
    created.map((_, at) => [2, at % 3 === 0 ? 'delete' : 'update']),
  );
  expect(await Promise.all(['a', 'b', 'c'].map((id) => store.read('Patient', id)))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('leaves the same rows as when each is written alone', async () => {
  const together = await stores.store();
  const { id } = await stores.registry.create({});
  await stores.registry.createSchema(id);
  await shareSecret(stores.database, together.id, id);
  await stores.registry.update(id, { status: 'ACTIVE' });
  const alone = (await stores.registry.open(id))!;
  const bodies = Array.from({ length: 40 }, (_, at) => (at % 4 === 0 ? patient(at) : observation(at)));
  const ids = bodies.map((_, at) => `r${at}`);
  // Twice, so that there is something to take back the second time.
  for (const shift of [0, 4]) {
    const body = (at: number) => resource(bodies[(at + shift) % bodies.length]!);
    await Promise.all(ids.map((each, at) => together.update(body(at), each)));
    for (const [at, each] of ids.entries()) await alone.update(body(at), each);
  }
  expect(await indexRows(stores.database, together)).toEqual(await indexRows(stores.database, alone));
});

it('loses no update of one resource, and gives each a version', async () => {
  const count = 60;
  const written = await Promise.all(
    Array.from({ length: count }, (_, at) => store.update(named(`Many${at}`), 'many')),
  );
  const versions = written.map((each) => (each.outcome === 'version-conflict' ? 0 : each.version.version));
  expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at + 1));
  expect((await store.history('Patient', 'many', { count: 100 }))!.versions).toHaveLength(count);
});

it('lets one of many win that expect the same version', async () => {
  await store.update(named('First'), 'expected');
  const outcomes = await Promise.all(
    Array.from({ length: 30 }, (_, at) => store.update(named(`Next${at}`), 'expected', { ifMatch: 1 })),
  );
  expect(outcomes.filter(({ outcome }) => outcome === 'updated')).toHaveLength(1);
  expect(outcomes.filter(({ outcome }) => outcome === 'version-conflict')).toHaveLength(29);
});

it('keeps nobody waiting for a resource that a transaction holds, but its own writers', async () => {
  await Promise.all(['held', 'free1', 'free2'].map((id) => store.update(named('Before'), id)));
  let free: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    free = resolve;
  });
  let locked: () => void = () => undefined;
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const holder = stores.database.transaction(async (client) => {
    await client.query(`SELECT 1 FROM ds_${store.id}.resource WHERE id = 'held' FOR UPDATE`);
    locked();
    await released;
  });
  await isLocked;
  let heldIsDone = false;
  const held = store.update(named('After'), 'held').then(() => {
    heldIsDone = true;
  });
  await Promise.all(['free1', 'free2'].map((id) => store.update(named('After'), id)));
  expect(await familyOf('free1')).toBe('After');
  expect(heldIsDone).toBe(false);
  free();
  await Promise.all([holder, held]);
  expect(await familyOf('held')).toBe('After');
});

it('tells of a value that PostgreSQL refuses only whoever brought it', async () => {
  // No path leads here with such an id; it stands for whatever the database may refuse.
  const [bad, ...good] = await Promise.allSettled([
    store.read('Patient', 'a\0b'),
    ...Array.from({ length: 5 }, () => store.read('Patient', 'many')),
  ]);
  expect(bad.status).toBe('rejected');
  expect(good.map(({ status }) => status)).toEqual(good.map(() => 'fulfilled'));
});

it('answers searches that come at once with what each asked for, in its order, some of them with nothing', async () => {
  const searched = await stores.store();
  const numbers = Array.from({ length: 120 }, (_, at) => at);
  await Promise.all(
    numbers.map((number) =>
      searched.update(resource(observation(number)), `o${String(number).padStart(3, '0')}`),
    ),
  );
  const newestFirst = (await searched.historyOfMany('Observation', { count: 200 })).versions.map(
    ({ id }) => id,
  );
  const asked = numbers.map((number) => [number % 13, number % 8] as const);
  const pages = await Promise.all(
    asked.map(async ([subject, code]) => {
      const parsed = parseSearch(
        { kind: 'type', type: 'Observation' },
        [
          ['patient', `Patient/p${subject}`],
          ['code', `code-${code}`],
          ['_count', '3'],
        ],
        { strict: true },
      );
      if (!parsed.ok) throw new Error('no search');
      return searched.search(parsed.query);
    }),
  );
  const expected = asked.map(([subject, code]) =>
    newestFirst.filter((id) => Number(id.slice(1)) % 11 === subject && Number(id.slice(1)) % 7 === code),
  );
  expect(expected.filter((ids) => ids.length === 0).length).toBeGreaterThan(10);
  expect(pages.map(({ matches }) => matches.map(({ id }) => id))).toEqual(
    expected.map((ids) => ids.slice(0, 3)),
  );
  expect(pages.map(({ next }) => next !== undefined)).toEqual(expected.map((ids) => ids.length > 3));
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { observation, patient, rarer } from '../testing/made-up.js';
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

describe('create, read, update, delete', () => {
  it('stores a resource under an id of the server, with its version and time in meta', async () => {
    const before = Date.now();
    const created = await store.create(resource(patient(1, 'not-this')));
    expect(created.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(created).toMatchObject({ type: 'Patient', version: 1, method: 'create' });
    expect(Date.parse(created.lastUpdated)).toBeGreaterThanOrEqual(before - 60);
    const read = await store.read('Patient', created.id);
    expect(read).toEqual(created);
    expect(treeOf(read)).toEqual({
      ...patient(1, created.id),
      meta: { versionId: '1', lastUpdated: created.lastUpdated },
    });
  });

  it('keeps every version through update, delete and update', async () => {
    expect(await store.update(resource(patient(1)), 'life')).toMatchObject({ outcome: 'created' });
    expect(await store.update(resource(patient(2)), 'life')).toMatchObject({ outcome: 'updated' });
    const deleted = await store.delete('Patient', 'life');
    expect(deleted).toMatchObject({ outcome: 'deleted', version: { version: 3, method: 'delete' } });
    expect(await store.delete('Patient', 'life')).toEqual({ ...deleted, outcome: 'already-deleted' });
    const gone = await store.read('Patient', 'life');
    expect(gone).toMatchObject({ version: 3, method: 'delete' });
    expect(gone).not.toHaveProperty('body');
    expect(await store.update(resource(patient(4)), 'life')).toMatchObject({
      outcome: 'created',
      version: { version: 4, method: 'update' },
    });

    for (const [version, number] of [
      [1, 1],
      [2, 2],
      [4, 4],
    ] as const)
      expect(treeOf(await store.vread('Patient', 'life', version))).toMatchObject({
        id: 'life',
        meta: { versionId: String(version) },
        identifier: [{ value: `m${number}` }],
      });
    expect(await store.vread('Patient', 'life', 3)).toMatchObject({ method: 'delete' });
    const history = await store.history('Patient', 'life', { count: 10 });
    expect(history?.versions.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    const vids = history!.versions.map(({ vid }) => vid);
    expect(vids).toEqual([...vids].sort((a, b) => (a < b ? 1 : -1)));
  });

  it('writes only over the version that If-Match names', async () => {
    const conflict = { outcome: 'version-conflict' };
    const other = resource(patient(9));
    expect(await store.update(other, 'match', { ifMatch: 1 })).toEqual({ ...conflict, current: undefined });
    expect(await store.read('Patient', 'match')).toBeUndefined();
    await store.update(other, 'match');
    expect(await store.update(other, 'match', { ifMatch: 2 })).toEqual({ ...conflict, current: 1 });
    expect(await store.update(other, 'match', { ifMatch: 1 })).toMatchObject({ outcome: 'updated' });
    expect(await store.delete('Patient', 'match', { ifMatch: 1 })).toEqual({ ...conflict, current: 2 });
    expect(await store.delete('Patient', 'match', { ifMatch: 2 })).toMatchObject({ outcome: 'deleted' });
    expect(await store.update(other, 'match', { ifMatch: 3 })).toEqual({ ...conflict, current: undefined });
  });

  it('knows nothing of what is not there', async () => {
    expect(await store.read('Patient', 'nobody')).toBeUndefined();
    expect(await store.read('Nothing', 'nobody')).toBeUndefined();
    expect(await store.vread('Patient', 'life', 5)).toBeUndefined();
    expect(await store.vread('Patient', 'life', 2 ** 40)).toBeUndefined();
    expect(await store.vread('Patient', 'life', 0)).toBeUndefined();
    expect(await store.delete('Patient', 'nobody')).toEqual({ outcome: 'not-found' });
    expect(await store.history('Patient', 'nobody', { count: 5 })).toBeUndefined();
    // An id is unique within its type only.
    expect(await store.read('Observation', 'life')).toBeUndefined();
  });
});

describe('writers at the same time', () => {
  it('gives 50 parallel updates 50 versions, none lost', async () => {
    await store.update(resource(observation(0)), 'busy');
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, number) => store.update(resource(observation(number)), 'busy')),
    );
    const versions = outcomes.map((outcome) => ('version' in outcome ? outcome.version.version : 0));
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 2));
    const history = await store.history('Observation', 'busy', { count: 100 });
    expect(history?.total).toBe(51);
    expect(history?.versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 51 }, (_, i) => 51 - i),
    );
    const { database } = stores;
    const [left] = await database.query<{ vids: number }>(
      `SELECT count(DISTINCT t.vid)::integer AS vids FROM ds_${store.id}.token t
       JOIN ds_${store.id}.version v ON v.vid = t.vid WHERE v.id = 'busy'`,
    );
    expect(left?.vids).toBe(1);
  });

  it('creates a resource once, however many put it first', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => store.update(resource(observation(1)), 'first')),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect((await store.history('Observation', 'first', { count: 1 }))?.total).toBe(12);
  });

  it('lets one of many If-Match writers through', async () => {
    await store.update(resource(observation(1)), 'guarded');
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => store.update(resource(observation(2)), 'guarded', { ifMatch: 1 })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'updated')).toHaveLength(1);
  });
});

describe('index rows', () => {
  it('are those of the current versions and no others, whatever was written before', async () => {
    const { database, registry } = stores;
    const worn = await stores.store();
    const fresh = await registry.create({});
    await shareSecret(database, worn.id, fresh.id);
    await registry.createSchema(fresh.id);
    await registry.update(fresh.id, { status: 'ACTIVE' });
    const clean = (await registry.open(fresh.id))!;

    const first = [observation(1), observation(3), patient(2), ...rarer(5)];
    for (const tree of first) await worn.update(resource(tree), tree['id'] as string);
    // Other values, another patient, nothing at all, and what was deleted comes back.
    await worn.update(resource(observation(12)), 'o1');
    await worn.update(resource(patient(40)), 'p2');
    await worn.update(resource({ resourceType: 'RiskAssessment', status: 'final', subject: {} }), 'r5');
    await worn.delete('Encounter', 'e5');
    await worn.delete('Observation', 'o3');
    await worn.update(resource(observation(6)), 'o3');

    await clean.update(resource(observation(12)), 'o1');
    await clean.update(resource(observation(6)), 'o3');
    await clean.update(resource(patient(40)), 'p2');
    await clean.update(resource({ resourceType: 'RiskAssessment', status: 'final', subject: {} }), 'r5');
    await clean.update(resource(rarer(5)[2]!), 'v5');
    const expected = await indexRows(database, clean);
    expect(expected.length).toBeGreaterThan(40);
    expect(await indexRows(database, worn)).toEqual(expected);
  });

  it('carry the part of their patient, which is the hash of a reference to it', async () => {
    const fresh = await stores.store();
    await fresh.update(resource(patient(7)), 'p7');
    await fresh.update(resource(observation(7)), 'o7');
    await fresh.update(resource({ resourceType: 'ValueSet', status: 'draft' }), 'alone');
    const rows = await stores.database.query<{ id: string; part: number; self: bigint }>(
      `SELECT id, part, self FROM ds_${fresh.id}.version ORDER BY id`,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    expect(byId.get('o7')?.part).toBe(byId.get('p7')?.part);
    expect(byId.get('alone')?.part).not.toBe(byId.get('p7')?.part);
    for (const id of ['p7', 'alone'])
      expect(byId.get(id)?.part).toBe(Number(BigInt.asIntN(32, byId.get(id)!.self)));
    const [other] = await stores.database.query<{ found: number }>(
      `SELECT count(*)::integer AS found FROM ds_${fresh.id}.token t JOIN ds_${fresh.id}.version v USING (vid)
       WHERE t.part <> v.part`,
    );
    expect(other?.found).toBe(0);
  });
});

describe('history', () => {
  it('is paged, counted and bounded by time', async () => {
    for (let number = 1; number <= 7; number++) await store.update(resource(patient(number)), 'paged');
    const all = (await store.history('Patient', 'paged', { count: 100 }))!;
    expect(all.total).toBe(7);
    expect(all).not.toHaveProperty('next');

    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = (await store.history('Patient', 'paged', { count: 3, ...(cursor && { cursor }) }))!;
      expect(page.total).toBe(7);
      seen.push(...page.versions.map(({ version }) => version));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(await store.history('Patient', 'paged', { count: 0 })).toMatchObject({ versions: [], total: 7 });

    const late = new Date(Date.now() + 60_000);
    expect(await store.history('Patient', 'paged', { count: 9, since: late })).toMatchObject({
      versions: [],
      total: 0,
    });
    const early = new Date(Date.now() - 3_600_000);
    expect((await store.history('Patient', 'paged', { count: 9, since: early }))?.total).toBe(7);
    // At any moment from now on it is the newest version that is current.
    const now = { low: new Date(Date.now() + 1000), high: late };
    const at = await store.history('Patient', 'paged', { count: 9, at: now });
    expect(at?.versions.map(({ version }) => version)).toEqual([7]);
    expect(
      (await store.history('Patient', 'paged', { count: 9, at: { low: new Date(0), high: early } }))?.total,
    ).toBe(0);
  });

  it('refuses the page link of another resource', async () => {
    for (let i = 0; i < 3; i++) await store.update(resource(patient(i)), 'linked');
    const { next } = (await store.history('Patient', 'linked', { count: 1 }))!;
    expect(next).toBeDefined();
    await expect(store.history('Patient', 'paged', { count: 1, cursor: next! })).rejects.toMatchObject({
      code: 'invalid-cursor',
    });
  });
});

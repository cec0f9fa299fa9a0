import { parseSearch, type SearchQuery } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { indexTables } from '../rows/index-table.js';
import { observation, patient } from '../testing/made-up.js';
import { indexRows, resource, testStores, treeOf, type TestStores } from '../testing/test-store.js';
import type { Decision } from './change-many.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.end());

const nothingMore = (): Promise<void> => Promise.resolve();
const always = (decision: Decision) => ({ decide: () => decision });
const key = (type: string, id: string) => ({ type, id });

/** A search with its parameters as they stand in an address; several types by `_type`. */
function queryOf(type: string | undefined, text: string): SearchQuery {
  const scope = type === undefined ? ({ kind: 'system' } as const) : ({ kind: 'type', type } as const);
  const outcome = parseSearch(scope, [...new URLSearchParams(text)], { strict: true });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return outcome.query;
}

async function idsOf(store: DataStore, type: string, text = ''): Promise<readonly string[]> {
  return (await store.search(queryOf(type, text))).matches.map(({ id }) => id);
}

/** How many rows there are in all tables that have ids or version ids of resources. */
async function rowsOf(store: DataStore): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ['resource', 'version', 'superseded', ...indexTables]) {
    const [row] = await stores.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ds_${store.id}.${table}`,
    );
    counts[table] = row!.count;
  }
  return counts;
}

describe('erasing resources', () => {
  it('leaves what is left as if they had never been', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'stays');
    await store.update(resource(observation(1)), 'stays');
    const before = { rows: await rowsOf(store), index: await indexRows(stores.database, store) };

    for (const version of [1, 2, 3]) await store.update(resource(observation(version)), 'goes');
    await store.update(resource(patient(7)), 'deleted');
    await store.delete('Patient', 'deleted');
    const keys = [key('Observation', 'goes'), key('Patient', 'deleted'), key('Patient', 'never')];
    const outcomes = await store.changeMany(keys, always({ kind: 'erase' }), nothingMore);

    expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(['erase', 'erase', 'not-found']);
    expect(await rowsOf(store)).toEqual(before.rows);
    expect(await indexRows(stores.database, store)).toEqual(before.index);
    expect(await store.read('Observation', 'goes')).toBeUndefined();
    expect(await store.vread('Observation', 'goes', 2)).toBeUndefined();
    expect(await store.history('Observation', 'goes', { count: 10 })).toBeUndefined();
    expect(await idsOf(store, 'Observation')).toEqual(['stays']);
  });

  it('begins a new life under an erased id with version 1', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'p');
    await store.update(resource(patient(2)), 'p');
    await store.changeMany([key('Patient', 'p')], always({ kind: 'erase' }), nothingMore);
    const again = await store.update(resource(patient(3)), 'p');
    expect(again).toMatchObject({ outcome: 'created', version: { version: 1 } });
    expect(await idsOf(store, 'Patient', 'identifier=m3')).toEqual(['p']);
    expect(await idsOf(store, 'Patient', 'identifier=m2')).toEqual([]);
  });

  it('is seen by every reader, whatever this or another node has in its cache', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'p');
    await idsOf(store, 'Patient');
    // Cached, and found a moment ago.
    await idsOf(store, 'Patient');
    const node = createRegistry({ database: stores.database, url: stores.url, slot: { node: 9 } });
    const other = (await node.open(store.id))!;
    expect(await idsOf(other, 'Patient')).toEqual(['p']);
    await store.changeMany([key('Patient', 'p')], always({ kind: 'erase' }), nothingMore);
    for (const each of [store, other]) {
      expect(await idsOf(each, 'Patient')).toEqual([]);
      expect((await each.search(queryOf('Patient', '_count=0'))).total).toBe(0);
      expect(await each.read('Patient', 'p')).toBeUndefined();
      expect((await each.readSome([key('Patient', 'p')])).versions).toEqual([]);
    }
  });

  it('is in a snapshot that began before', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'p');
    const snapshot = await store.exportSnapshot();
    await store.changeMany([key('Patient', 'p')], always({ kind: 'erase' }), nothingMore);
    const found: string[] = [];
    for await (const { id } of snapshot.resources) found.push(id);
    await snapshot.close();
    expect(found).toEqual(['p']);
  });

  it('neither skips nor repeats what stays, on pages in any order', async () => {
    for (const order of ['-_lastUpdated', '_lastUpdated', 'identifier', '-gender,_lastUpdated']) {
      const store = await stores.store();
      const writer = await stores.writer(store);
      const all = Array.from({ length: 60 }, (_, number) => number);
      await writer.write(writer.prepare(all.map((number) => resource(patient(number)))));
      const goes = (number: number): boolean => number % 3 === 1;
      const query = queryOf('Patient', `_count=7&_sort=${order}`);
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let round = 0; ; round++) {
        const page = await store.search({ ...query, ...(cursor !== undefined && { cursor }) });
        seen.push(...page.matches.map(({ id }) => id));
        if (page.next === undefined) break;
        cursor = page.next;
        if (round > 0) continue;
        // What the next page begins after stays: a cursor in the order of values is worked out from it.
        const last = page.matches.at(-1)!.id;
        const keys = all.filter((number) => goes(number) && `p${number}` !== last);
        await store.changeMany(
          keys.map((number) => key('Patient', `p${number}`)),
          always({ kind: 'erase' }),
          nothingMore,
        );
      }
      expect(new Set(seen).size, order).toBe(seen.length);
      const staying = all.filter((number) => !goes(number)).map((number) => `p${number}`);
      expect(
        staying.filter((id) => !seen.includes(id)),
        order,
      ).toEqual([]);
    }
  });

  it('refuses to go on from an erased resource where its values gave the place', async () => {
    const store = await stores.store();
    for (const number of [1, 2, 3]) await store.update(resource(patient(number)), `p${number}`);
    const query = queryOf('Patient', '_count=1&_sort=birthdate');
    const { matches, next } = await store.search(query);
    await store.changeMany([key('Patient', matches[0]!.id)], always({ kind: 'erase' }), nothingMore);
    await expect(store.search({ ...query, cursor: next! })).rejects.toMatchObject({ code: 'invalid-cursor' });
  });

  it('keeps pages of several types whole while others are erased', async () => {
    const store = await stores.store();
    const writer = await stores.writer(store);
    const all = Array.from({ length: 150 }, (_, number) => number);
    await writer.write(
      writer.prepare(all.flatMap((number) => [resource(patient(number)), resource(observation(number))])),
    );
    const query = queryOf(undefined, '_type=Patient,Observation&_count=20&_sort=_lastUpdated');
    const odd = all.filter((each) => each % 2 === 1);
    const erasing = (async () => {
      for (const number of odd)
        await store.changeMany(
          [key('Patient', `p${number}`), key('Observation', `o${number}`)],
          always({ kind: 'erase' }),
          nothingMore,
        );
    })();
    const staying = all.filter((number) => number % 2 === 0).flatMap((each) => [`p${each}`, `o${each}`]);
    let rounds = 0;
    let found: number;
    do {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.search({ ...query, ...(cursor !== undefined && { cursor }) });
        seen.push(...page.matches.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(staying.filter((id) => !seen.includes(id))).toEqual([]);
      found = seen.length;
      rounds++;
    } while (found > staying.length);
    await erasing;
    expect(rounds).toBeGreaterThan(1);
  });
});

describe('erasing one version', () => {
  it('takes this one out of the history, and no other', async () => {
    const store = await stores.store();
    for (const number of [1, 2, 3]) await store.update(resource(patient(number)), 'p');
    expect(await store.eraseVersion('Patient', 'p', 2, nothingMore)).toBe('erased');
    expect(await store.eraseVersion('Patient', 'p', 2, nothingMore)).toBe('not-found');
    expect(await store.eraseVersion('Patient', 'p', 3, nothingMore)).toBe('current');
    expect(await store.eraseVersion('Patient', 'q', 1, nothingMore)).toBe('not-found');
    const history = await store.history('Patient', 'p', { count: 10 });
    expect(history?.versions.map(({ version }) => version)).toEqual([3, 1]);
    expect(history?.total).toBe(2);
    expect(await store.vread('Patient', 'p', 2)).toBeUndefined();
    expect(treeOf(await store.read('Patient', 'p'))).toMatchObject({ meta: { versionId: '3' } });
    expect((await rowsOf(store))['version']).toBe(2);
  });

  it('has createdAt go by the oldest that is left', async () => {
    const store = await stores.store();
    for (const number of [1, 2, 3]) await store.update(resource(patient(number)), 'p');
    for (const version of [1, 2]) {
      expect(await idsOf(store, 'Patient', 'createdAt=ge2020')).toEqual(['p']);
      await store.eraseVersion('Patient', 'p', version, nothingMore);
    }
    expect(await idsOf(store, 'Patient', 'createdAt=ge2020')).toEqual(['p']);
    expect(await idsOf(store, 'Patient', 'createdAt=lt2020-02')).toEqual([]);
  });
});

describe('changing several resources', () => {
  it('deletes with a version, and replaces what is there', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'p1');
    await store.update(resource(patient(2)), 'p2');
    await store.update(resource(patient(3)), 'p3');
    await store.delete('Patient', 'p3');
    const outcomes = await store.changeMany(
      ['p1', 'p2', 'p3'].map((id) => key('Patient', id)),
      {
        decide: ({ id, deleted, body }) => {
          if (id !== 'p2') return { kind: 'delete' };
          expect(deleted).toBe(false);
          expect(treeOf({ body: body! })).toMatchObject({ id: 'p2', meta: { versionId: '1' } });
          return { kind: 'replace', resource: resource({ ...patient(20), id: 'p2' }) };
        },
      },
      nothingMore,
    );
    expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(['delete', 'replace', 'delete']);
    expect(await store.read('Patient', 'p1')).toMatchObject({ version: 2, method: 'delete' });
    expect(await store.read('Patient', 'p3')).toMatchObject({ version: 2, method: 'delete' });
    expect(await store.read('Patient', 'p2')).toMatchObject({ version: 2, method: 'update' });
    expect(await idsOf(store, 'Patient')).toEqual(['p2']);
    expect(await idsOf(store, 'Patient', 'identifier=m20')).toEqual(['p2']);
    expect(await idsOf(store, 'Patient', 'identifier=m2')).toEqual([]);
    expect(treeOf(await store.vread('Patient', 'p2', 1))).toMatchObject({ identifier: [{ value: 'm2' }] });
  });

  it('gives of a deleted resource what it held last', async () => {
    const store = await stores.store();
    for (const number of [1, 2]) await store.update(resource(patient(number)), 'p');
    await store.delete('Patient', 'p');
    const seen: unknown[] = [];
    await store.changeMany(
      [key('Patient', 'p')],
      {
        decide: ({ deleted, body }) => {
          seen.push(deleted, treeOf({ body: body! })['identifier']);
          return { kind: 'leave', because: 'test' };
        },
      },
      nothingMore,
    );
    expect(seen).toEqual([true, [expect.objectContaining({ value: 'm2' })]]);
  });

  it('leaves what was written since, unread', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'old');
    const between = new Date(Date.parse((await store.read('Patient', 'old'))!.lastUpdated) + 1);
    while (Date.now() <= between.getTime()) await new Promise((resolve) => setTimeout(resolve, 1));
    await store.update(resource(patient(2)), 'new');
    const decided: string[] = [];
    const outcomes = await store.changeMany(
      [key('Patient', 'new'), key('Patient', 'old')],
      {
        unchangedSince: between,
        decide: ({ id }) => {
          decided.push(id);
          return { kind: 'erase' };
        },
      },
      nothingMore,
    );
    expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(['changed-since', 'erase']);
    expect(decided).toEqual(['old']);
    expect(await idsOf(store, 'Patient')).toEqual(['new']);
  });

  it('writes after that moment, even where it is ahead of this clock', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'p1');
    await store.update(resource(patient(2)), 'p2');
    // A node of its own, whose clock may be moved on.
    const node = createRegistry({ database: stores.database, url: stores.url, slot: { node: 8 } });
    const ahead = (await node.open(store.id))!;
    const unchangedSince = new Date(Date.now() + 60_000);
    const keys = [key('Patient', 'p1'), key('Patient', 'p2')];
    const change = {
      unchangedSince,
      decide: ({ id }: { readonly id: string }): Decision =>
        id === 'p1' ? { kind: 'delete' } : { kind: 'replace', resource: resource(patient(20, 'p2')) },
    };
    const first = await ahead.changeMany(keys, change, nothingMore);
    expect(first.map(({ outcome }) => outcome.kind)).toEqual(['delete', 'replace']);
    for (const { id } of keys) {
      const { lastUpdated } = (await store.read('Patient', id))!;
      expect(Date.parse(lastUpdated)).toBeGreaterThanOrEqual(unchangedSince.getTime());
    }
    const again = await ahead.changeMany(keys, change, nothingMore);
    expect(again.map(({ outcome }) => outcome.kind)).toEqual(['changed-since', 'changed-since']);
  });

  it('does nothing at all where the rest of the transaction fails', async () => {
    const store = await stores.store();
    await store.update(resource(patient(1)), 'p1');
    await store.update(resource(patient(2)), 'p2');
    const before = [await rowsOf(store), await indexRows(stores.database, store)];
    const fails = store.changeMany(
      [key('Patient', 'p1'), key('Patient', 'p2')],
      { decide: ({ id }) => (id === 'p1' ? { kind: 'erase' } : { kind: 'delete' }) },
      () => Promise.reject(new Error('no')),
    );
    await expect(fails).rejects.toThrow('no');
    expect([await rowsOf(store), await indexRows(stores.database, store)]).toEqual(before);
  });

  it('takes no more bodies into one transaction than fit', async () => {
    const store = await stores.store();
    const large = (number: number) => ({ ...patient(number), photo: [{ data: 'A'.repeat(7_000_000) }] });
    for (const number of [1, 2, 3]) await store.update(resource(large(number)), `p${number}`);
    const keys = ['p1', 'p2', 'p3'].map((id) => key('Patient', id));
    const outcomes = await store.changeMany(keys, always({ kind: 'erase' }), nothingMore);
    expect(outcomes.map(({ id }) => id)).toEqual(['p1', 'p2']);
    expect(await idsOf(store, 'Patient')).toEqual(['p3']);
  });

  it('and writers of the same resources never lose an update, whoever comes first', async () => {
    const store = await stores.store();
    const ids = Array.from({ length: 12 }, (_, index) => `p${index}`);
    for (const id of ids) await store.update(resource(patient(1)), id);
    const writers = ids.map(async (id) => {
      for (let round = 2; round < 12; round++) await store.update(resource(patient(round)), id);
    });
    const erasing = (async () => {
      for (let round = 0; round < 10; round++)
        await store.changeMany(
          ids.map((id) => key('Patient', id)),
          always({ kind: 'erase' }),
          nothingMore,
        );
    })();
    await Promise.all([...writers, erasing]);
    for (const id of ids) {
      const history = await store.history('Patient', id, { count: 100 });
      // Of one life, from its beginning, without a gap.
      const versions = history?.versions.map(({ version }) => version) ?? [];
      expect(versions).toEqual(versions.map((_, index) => versions.length - index));
      const current = await store.read('Patient', id);
      if (current !== undefined) expect(treeOf(current)).toMatchObject({ identifier: [{ value: 'm11' }] });
    }
    const present = (await store.search(queryOf('Patient', '_count=100'))).matches.map(({ id }) => id);
    const { resource: rows, version, superseded } = await rowsOf(store);
    expect(present.length).toBe(rows);
    expect(version).toBe(rows! + superseded!);
  });
});

describe('deleted resources', () => {
  it('are listed by type, and by the patient whose they were, in the order of their deletion', async () => {
    const store = await stores.store();
    for (const number of [1, 2, 3, 4]) await store.update(resource(patient(number)), `p${number}`);
    const of = (id: string) => ({ ...observation(1), subject: { reference: `Patient/${id}` } });
    await store.update(resource(of('p1')), 'o1');
    await store.update(resource(of('p2')), 'o2');
    for (const id of ['p3', 'p2', 'p1']) await store.delete('Patient', id);
    await store.delete('Observation', 'o1');
    await store.delete('Observation', 'o2');
    const before = new Date(Date.now() + 1000);
    const list = await store.deletedResources({ of: { type: 'Patient' }, before, limit: 2 });
    expect(list.map(({ id }) => id)).toEqual(['p3', 'p2']);
    const after = list[1]!.vid;
    const rest = await store.deletedResources({ of: { type: 'Patient' }, before, after, limit: 2 });
    expect(rest.map(({ id }) => id)).toEqual(['p1']);
    const ofPatient = await store.deletedResources({ of: { patient: 'p1' }, before, limit: 10 });
    expect(ofPatient.map(({ type, id }) => `${type}/${id}`)).toEqual(['Patient/p1', 'Observation/o1']);
    const none = { of: { type: 'Patient' }, limit: 9 } as const;
    expect(await store.deletedResources({ ...none, before: new Date(0) })).toEqual([]);
    expect(await store.deletedResources({ ...none, before, since: before })).toEqual([]);
  });
});

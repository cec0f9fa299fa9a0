import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { firstVidAt } from '../clock/version-clock.js';
import { toBigInt } from '../hash/sip-hash.js';
import { createTermHash } from '../hash/term-hash.js';
import { readSecret } from '../registry/secret.js';
import { typeNumber } from '../rows/type-number.js';
import { explainGeneric, nodesOf, pagesTouched, tablesRead } from '../testing/explain.js';
import { observation, patient } from '../testing/made-up.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import type { HistoryOptions } from './history-version.js';
import { historyOfManyStatement, type HistoryRange } from './history-of-many-sql.js';
import type { StoredVersion } from './stored-version.js';

let stores: TestStores;
let store: DataStore;
/** Every version that was answered, oldest first: what a history has to show. */
const written: StoredVersion[] = [];

beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  const put = async (tree: Parameters<typeof resource>[0], id: string) => {
    const outcome = await store.update(resource(tree), id);
    if (outcome.outcome !== 'version-conflict') written.push(outcome.version);
  };
  for (let number = 0; number < 12; number++) {
    await put(patient(number), `p${number}`);
    await put(observation(number), `o${number}`);
  }
  written.push(await store.create(resource(patient(50))));
  for (const number of [3, 4, 5]) await put(patient(number + 100), `p${number}`);
  for (const id of ['p4', 'p7']) {
    const outcome = await store.delete('Patient', id);
    if (outcome.outcome === 'deleted') written.push(outcome.version);
  }
  await put(patient(4), 'p4');
  await put(patient(5), 'p5');
}, 120_000);
afterAll(() => stores.end());

const name = ({ type, id, version }: StoredVersion) => `${type}/${id}/${version}`;

async function allOf(type: string | undefined, options: Omit<HistoryOptions, 'count'>, count: number) {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.historyOfMany(type, { ...options, count, ...(cursor && { cursor }) });
    expect(page.versions.length).toBeLessThanOrEqual(count);
    expect(page).not.toHaveProperty('total');
    names.push(...page.versions.map(name));
    cursor = page.next;
  } while (cursor !== undefined);
  return names;
}

/** By the definition: newest first, made in time, and current at some moment of the interval. */
function expected(type: string | undefined, { since, at }: Omit<HistoryOptions, 'count'>): readonly string[] {
  const vidAt = (date: Date) => firstVidAt(date.getTime() * 1000);
  return written
    .filter((version) => {
      const next = written.find(
        (other) =>
          other.type === version.type && other.id === version.id && other.version === version.version + 1,
      );
      if (type !== undefined && version.type !== type) return false;
      if (since !== undefined && version.vid < vidAt(since)) return false;
      if (at === undefined) return true;
      return version.vid < vidAt(at.high) && (next === undefined || next.vid > vidAt(at.low));
    })
    .map(name)
    .reverse();
}

describe('the history of many', () => {
  it.each(['Patient', 'Observation', 'Encounter', 'Ghost', undefined])('of %s', async (type) => {
    for (const count of [1, 4, 1000]) expect(await allOf(type, {}, count)).toEqual(expected(type, {}));
  });

  it('is bounded by time', async () => {
    for (const { lastUpdated } of written) {
      const moment = new Date(lastUpdated);
      const later = new Date(moment.getTime() + 1);
      for (const type of ['Patient', undefined])
        for (const options of [
          { since: moment },
          { at: { low: moment, high: later } },
          { at: { low: new Date(0), high: later } },
          { since: new Date(moment.getTime() - 20), at: { low: moment, high: later } },
        ])
          expect(await allOf(type, options, 7)).toEqual(expected(type, options));
    }
  }, 120_000);

  it('says which versions made a resource', async () => {
    const { versions } = await store.historyOfMany('Patient', { count: 1000 });
    const created = versions.filter((version) => version.created).map(name);
    // The first ones, and the one after the delete of p4.
    expect(created).toEqual(
      written
        .filter((each) => each.type === 'Patient' && (each.version === 1 || name(each) === 'Patient/p4/4'))
        .map(name)
        .reverse(),
    );
    const one = await store.history('Patient', 'p4', { count: 10 });
    expect(one?.versions.map((version) => [version.version, version.created])).toEqual([
      [4, true],
      [3, false],
      [2, false],
      [1, true],
    ]);
  });

  it('refuses the page links of other histories', async () => {
    const { next } = await store.historyOfMany('Patient', { count: 1 });
    const other = await stores.store();
    await other.update(resource(patient(1)), 'p1');
    for (const foreign of [
      store.historyOfMany('Observation', { count: 1, cursor: next! }),
      store.historyOfMany(undefined, { count: 1, cursor: next! }),
      store.historyOfMany('Patient', { count: 1, cursor: next!, since: new Date(0) }),
      store.history('Patient', 'p1', { count: 1, cursor: next! }),
      other.historyOfMany('Patient', { count: 1, cursor: next! }),
      store.historyOfMany('Patient', { count: 1, cursor: altered(next!) }),
    ])
      await expect(foreign).rejects.toMatchObject({ code: 'invalid-cursor' });
  });
});

/** With another letter in its midst: of the last one, some bits stand for nothing. */
function altered(cursor: string): string {
  const at = cursor.length >> 1;
  return `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
}

describe('the plan of a history of many', () => {
  let large: DataStore;
  beforeAll(async () => {
    large = await stores.store();
    const writer = await stores.writer(large, 3);
    for (let start = 0; start < 12_000; start += 1_500)
      await writer.write(
        writer.prepare(Array.from({ length: 1_500 }, (_, number) => resource(observation(start + number)))),
      );
    // A rare type, whose few versions are the oldest and the newest of all.
    for (let number = 0; number < 30; number++)
      await large.update(resource(patient(number)), `p${number % 10}`);
    await large.delete('Patient', 'p1');
  }, 120_000);

  const everything: HistoryRange = { from: 0n, before: 2n ** 63n - 1n, currentAt: undefined, limit: 21 };
  it.each([
    ['Observation', everything],
    ['Patient', everything],
    [undefined, everything],
    ['Patient', { ...everything, currentAt: firstVidAt(Date.now() * 1000) }],
    [undefined, { ...everything, currentAt: 2n ** 62n }],
  ] as const)(
    'of %s reads no more than its page',
    async (type, range) => {
      const term = createTermHash((await readSecret(stores.database, large.id))!);
      const of = type && { number: typeNumber(type)!, hash: toBigInt(term.parameter(type, '_type')) };
      const statement = historyOfManyStatement(`ds_${large.id}`, of, range);
      for (const analyzed of [false, true]) {
        if (analyzed) await large.analyze();
        const plan = await explainGeneric(stores.database, statement);
        expect(tablesRead(plan)).toEqual([]);
        expect(
          nodesOf(plan).filter(
            (node) => node['Node Type'] === 'Bitmap Heap Scan' && node['Relation Name'] === 'version',
          ),
        ).toEqual([]);
        // 21 versions, each of them looked up in version, superseded and resource.
        expect(pagesTouched(plan)).toBeLessThan(700);
      }
    },
    60_000,
  );
});

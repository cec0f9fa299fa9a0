import { parseSearch, type SearchQuery } from '@wellspring/fhir';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { composites, observation, patient, rarer } from '../testing/made-up.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';

/** More than the probe's cap for every common value, so that both ways of searching are taken. */
const OBSERVATIONS = 4000;
const OTHERS = 130;

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  const writer = await stores.writer(store);
  const trees = [
    ...Array.from({ length: OBSERVATIONS }, (_, number) => observation(number)),
    ...Array.from({ length: OTHERS }, (_, number) => [patient(number), ...rarer(number)]).flat(),
  ];
  // In an order that bulk writing keeps within a type: one batch for each resource number's block.
  for (let start = 0; start < trees.length; start += 500)
    await writer.write(writer.prepare(trees.slice(start, start + 500).map(resource)));
  await store.analyze();
});
afterAll(() => stores.end());

function queryOf(type: string, text: string, more: Partial<SearchQuery> = {}): SearchQuery {
  const outcome = parseSearch({ kind: 'type', type }, [...new URLSearchParams(text)], { strict: true });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return { ...outcome.query, ...more };
}

/** All ids, page by page, and the sizes of the pages. */
async function pagesOf(query: SearchQuery, sizes: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; ; page++) {
    const count = sizes[page % sizes.length]!;
    const { matches, next } = await store.search({
      ...query,
      count,
      ...(cursor !== undefined && { cursor }),
    });
    expect(matches.length).toBeLessThanOrEqual(count);
    ids.push(...matches.map(({ id }) => id));
    if (next === undefined) return ids;
    expect(matches.length).toBe(count);
    cursor = next;
  }
}

const hour = (number: number): number => Date.UTC(2020, 0, 1) + number * 3_600_000;
const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`);
const within = (number: number, from: string, to: string): boolean =>
  hour(number) >= day(from) && hour(number) < day(to);

/** Parameters and which of the made-up resources fulfil them, said without the index. */
const cases: readonly (readonly [type: string, params: string, matches: (number: number) => boolean])[] = [
  ['Observation', '', () => true],
  ['Observation', 'code=code-3', (n) => n % 7 === 3],
  ['Observation', 'code=http://loinc.org|code-3', (n) => n % 7 === 3],
  ['Observation', 'code=http://example.org/codes|code-3', (n) => n % 7 === 3 && n % 3 === 0],
  ['Observation', 'code=|code-3', () => false],
  ['Observation', 'code=http://loinc.org|', () => true],
  ['Observation', 'code=http://example.org/codes|', (n) => n % 3 === 0],
  ['Observation', 'code=code-1,code-2', (n) => n % 7 === 1 || n % 7 === 2],
  ['Observation', 'code=code-1,http://loinc.org|code-1', (n) => n % 7 === 1],
  ['Observation', 'code=code-1&code=code-2', () => false],
  ['Observation', 'code=nothing', () => false],
  ['Observation', 'patient=p3', (n) => n % 11 === 3],
  ['Observation', 'subject=Patient/p3', (n) => n % 11 === 3],
  ['Observation', 'patient=p3&code=code-3', (n) => n % 11 === 3 && n % 7 === 3],
  ['Observation', 'patient=p1,p2&status=preliminary,final', (n) => n % 11 === 1 || n % 11 === 2],
  ['Observation', 'status=final&category=vital-signs', (n) => n % 5 !== 0 && n % 2 === 0],
  ['Observation', 'status=final&code=http://loinc.org|,http://example.org/codes|', (n) => n % 5 !== 0],
  ['Observation', 'date=2020-01-05', (n) => within(n, '2020-01-05', '2020-01-06')],
  ['Observation', 'date=ne2020-01-05', (n) => !within(n, '2020-01-05', '2020-01-06')],
  ['Observation', 'date=ge2020-05-01', (n) => hour(n) >= day('2020-05-01')],
  ['Observation', 'date=gt2020-05-01', (n) => hour(n) >= day('2020-05-02')],
  ['Observation', 'date=lt2020-01-03', (n) => hour(n) < day('2020-01-03')],
  ['Observation', 'date=le2020-01-03', (n) => hour(n) < day('2020-01-04')],
  ['Observation', 'date=sa2020-06-01', (n) => hour(n) >= day('2020-06-02')],
  ['Observation', 'date=ge2020-02-01&date=lt2020-02-03', (n) => within(n, '2020-02-01', '2020-02-03')],
  ['Observation', 'date=2020-02&code=code-3', (n) => within(n, '2020-02-01', '2020-03-01') && n % 7 === 3],
  ['Observation', 'date=ge2020-01-10&status=final', (n) => hour(n) >= day('2020-01-10') && n % 5 !== 0],
  [
    'Observation',
    'date=2020-01-05,2020-03-05',
    (n) => within(n, '2020-01-05', '2020-01-06') || within(n, '2020-03-05', '2020-03-06'),
  ],
  ['Observation', 'value-quantity=gt390', (n) => n / 10 > 390],
  ['Observation', 'value-quantity=le2.5', (n) => n / 10 <= 2.5],
  // Two significant digits after the point mean 12.25 up to, not with, 12.35.
  [
    'Observation',
    'value-quantity=12.3|http://unitsofmeasure.org|cm',
    (n) => n / 10 >= 12.25 && n / 10 < 12.35,
  ],
  ['Observation', 'value-quantity=12.3||cm', (n) => n / 10 >= 12.25 && n / 10 < 12.35],
  ['Observation', 'value-quantity=12.3||kg', () => false],
  ['Observation', 'value-quantity=gt5&category=laboratory', (n) => n / 10 > 5 && n % 2 === 1],
  ['Observation', 'value-quantity=lt0&category=laboratory', () => false],
  ['Observation', 'code-value-quantity=http://loinc.org|code-3$gt350', (n) => n % 7 === 3 && n / 10 > 350],
  ['Observation', 'code-value-quantity=http://example.org/codes|$gt350', (n) => n % 3 === 0 && n / 10 > 350],
  [
    'Observation',
    'code-value-quantity=http://example.org/codes|$gt3.5|http://unitsofmeasure.org|m',
    (n) => n % 3 === 0 && n / 10 > 350,
  ],
  ['Observation', 'code-value-quantity=code-3$gt350', (n) => n % 7 === 3 && n / 10 > 350],
  [
    'Observation',
    'code-value-quantity=http://example.org/codes|code-3$gt350',
    (n) => n % 21 === 3 && n / 10 > 350,
  ],
  ['Observation', 'code-value-quantity=|code-3$gt350', () => false],
  ['Observation', '_id=o5,o9,o99999', (n) => n === 5 || n === 9],
  ['Observation', '_id=o5,o9&code=code-5', (n) => n === 5],
  ['Observation', '_id=o5&_id=o9', () => false],
  ['Observation', '_id=p5', () => false],
  ['Observation', '_lastUpdated=ge2020-01-01', () => true],
  ['Observation', '_lastUpdated=lt2020-01-01&code=code-3', () => false],
  ['Observation', '_lastUpdated=ne2020-01-01&patient=p3&status=final', (n) => n % 11 === 3 && n % 5 !== 0],
  ['Patient', 'name=muller', () => true],
  ['Patient', 'name=MÜLLER-12', (n) => String(n).startsWith('12')],
  ['Patient', 'family=Müller-7', (n) => String(n).startsWith('7')],
  ['Patient', 'given=ana&gender=female', (n) => n % 2 === 0],
  ['Patient', 'birthdate=1960', (n) => n % 60 === 10],
  ['Patient', 'birthdate=lt1952', (n) => n % 60 < 2],
  ['Patient', 'identifier=urn:mrn|m5', (n) => n === 5],
  ['Patient', 'identifier=m5', (n) => n === 5],
  ['Patient', 'identifier=|m5', () => false],
  ['Patient', 'identifier=urn:mrn|', () => true],
  // Periods without an end began in 2010 to 2019.
  ['Encounter', 'date=ge2050', () => true],
  ['Encounter', 'date=gt2018', () => true],
  ['Encounter', 'date=sa2017', (n) => n % 10 >= 8],
  ['Encounter', 'date=lt2012', (n) => n % 10 < 2],
  ['Encounter', 'date=eb2012', () => false],
  ['Encounter', 'date=2013', () => false],
  ['RiskAssessment', 'probability=lt0.05', (n) => n / 100 < 0.05],
  ['RiskAssessment', 'probability=0.07', (n) => n === 7],
  ['ValueSet', 'url=http://example.org/vs/5', (n) => n === 5],
];

const prefixes: Readonly<Record<string, string>> = {
  Observation: 'o',
  Patient: 'p',
  Encounter: 'e',
  RiskAssessment: 'r',
  ValueSet: 'v',
};

describe('search', () => {
  it.each(cases)('%s?%s', async (type, params, matches) => {
    const numbers = Array.from(
      { length: type === 'Observation' ? OBSERVATIONS : OTHERS },
      (_, number) => number,
    );
    const expected = numbers.filter(matches).map((number) => `${prefixes[type]!}${number}`);
    const query = queryOf(type, params, { count: 1000, total: 'accurate' });
    expect((await store.search(query)).total).toBe(expected.length);
    const found = await pagesOf({ ...query, total: 'none' }, [1000, 300]);
    expect([...found].sort()).toEqual([...expected].sort());
  });

  it('returns the newest first, or last, as asked', async () => {
    const vidsOf = async (direction: 'ascending' | 'descending'): Promise<bigint[]> => {
      const query = queryOf('Observation', 'code=code-1,code-2', {
        sort: [{ param: '_lastUpdated', direction }],
      });
      return (await store.search({ ...query, count: 1000 })).matches.map(({ vid }) => vid);
    };
    const newest = await vidsOf('descending');
    const oldest = await vidsOf('ascending');
    const order = (a: bigint, b: bigint): number => (a < b ? -1 : 1);
    expect(oldest).toEqual([...oldest].sort(order));
    expect(newest).toEqual([...newest].sort(order).reverse());
  });

  it('gives every resource once, whatever the page sizes', async () => {
    const texts = [
      'code=code-3',
      'code=code-3,code-4',
      'status=final&patient=p2',
      'date=lt2020-01-20',
      '_id=o1,o2,o3',
    ];
    const expected = new Map<string, string[]>();
    for (const text of texts) expected.set(text, await pagesOf(queryOf('Observation', text), [1000]));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(fc.integer({ min: 20, max: 400 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (text, sizes, ascending) => {
          const direction = ascending ? 'ascending' : 'descending';
          const found = await pagesOf(
            queryOf('Observation', text, { sort: [{ param: '_lastUpdated', direction }] }),
            sizes,
          );
          const all = expected.get(text)!;
          expect(found).toEqual(ascending ? [...all].reverse() : all);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each(['_sort=-_lastUpdated', '_sort=-date', '_sort=value-quantity', '_sort=status,-date', '_sort=-_id'])(
    'neither skips nor repeats what did not change while pages are turned (%s)',
    async (sort) => {
      const busy = await stores.store();
      for (let number = 0; number < 60; number++)
        await busy.update(resource({ ...observation(number), status: 'final' }), `o${number}`);
      const query = queryOf('Observation', `status=final&${sort}`, { count: 7 });
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; ; page++) {
        const { matches, next } = await busy.search({ ...query, ...(cursor !== undefined && { cursor }) });
        seen.push(...matches.map(({ id }) => id));
        if (next === undefined) break;
        cursor = next;
        // Ids divisible by four change, go or come while the pages are turned, and so does, each time, the
        // resource by which the next page is found.
        const changed = `o${(page * 8) % 60}`;
        if (page % 2 === 0) await busy.update(resource({ ...observation(page), status: 'final' }), changed);
        else await busy.delete('Observation', changed);
        await busy.create(resource({ ...observation(page), status: 'final' }));
      }
      const unchanged = Array.from({ length: 60 }, (_, number) => number).filter(
        (number) => number % 4 !== 0,
      );
      for (const number of unchanged) expect(seen.filter((id) => id === `o${number}`)).toHaveLength(1);
    },
  );

  it('goes on after a resource that is gone by then', async () => {
    const busy = await stores.store();
    for (let number = 0; number < 9; number++)
      await busy.update(resource({ ...observation(number), status: 'final' }), `o${number}`);
    for (const sort of ['_sort=date', '_sort=status,date', '']) {
      const query = queryOf('Observation', `status=final&${sort}`, { count: 3 });
      const first = await busy.search(query);
      const last = first.matches.at(-1)!;
      await busy.delete('Observation', last.id);
      const second = await busy.search({ ...query, cursor: first.next! });
      const back = await busy.search({ ...query, cursor: second.previous! });
      expect(back.matches.map(({ id }) => id)).toEqual(first.matches.slice(0, 2).map(({ id }) => id));
      await busy.update(resource({ ...observation(Number(last.id.slice(1))), status: 'final' }), last.id);
    }
  });

  it('finds a write at once, and not what was deleted', async () => {
    const query = queryOf('Observation', 'code=at-once');
    expect((await store.search(query)).matches).toEqual([]);
    const tree = { ...observation(1), code: { coding: [{ code: 'at-once' }] } };
    const { id } = await store.create(resource(tree));
    expect((await store.search(query)).matches).toEqual([await store.read('Observation', id)]);
    await store.delete('Observation', id);
    expect((await store.search(query)).matches).toEqual([]);
  });

  it('takes another way where its guess of the rarest condition was wrong', async () => {
    const fresh = createRegistry({ database: stores.database, url: stores.url, slot: { node: 5 } });
    const own = (await fresh.open(store.id))!;
    const idsOf = async (text: string): Promise<readonly string[]> =>
      (await own.search(queryOf('Observation', text, { count: 2000 }))).matches.map(({ id }) => id).sort();
    const expected = (matches: (number: number) => boolean): readonly string[] =>
      Array.from({ length: OBSERVATIONS }, (_, number) => number)
        .filter((number) => number % 5 !== 0 && matches(number))
        .map((number) => `o${number}`)
        .sort();
    // Counts that status is common; then the other condition is guessed to be rare: two are, one is not.
    await idsOf('status=final&patient=p1');
    expect(await idsOf('status=final&patient=p2')).toEqual(expected((n) => n % 11 === 2));
    expect(await idsOf('status=final&patient=p99')).toEqual([]);
    expect(await idsOf('status=final&category=laboratory')).toEqual(expected((n) => n % 2 === 1));
  });

  it('takes thousands of alternatives of every kind', async () => {
    const many = (value: (number: number) => string): string =>
      Array.from({ length: 5_000 }, (_, number) => value(number)).join(',');
    const totalOf = async (type: string, text: string): Promise<number | undefined> =>
      (await store.search(queryOf(type, text, { count: 10, total: 'accurate' }))).total;
    expect(await totalOf('Patient', `name=${many((n) => `muller ${n + 100}`)}`)).toBe(OTHERS - 100);
    expect(await totalOf('Patient', `gender=female&name=${many((n) => `muller ${n + 100}`)}`)).toBe(15);
    expect(await totalOf('Observation', `code=${many((n) => `code-${n + 3}`)}`)).toBe(
      Array.from({ length: OBSERVATIONS }, (_, n) => n % 7).filter((code) => code >= 3).length,
    );
    expect(await totalOf('Observation', `patient=${many((n) => `p${n + 5}`)}&status=final`)).toBe(
      Array.from({ length: OBSERVATIONS }, (_, n) => n).filter((n) => n % 11 >= 5 && n % 5 !== 0).length,
    );
    expect(await totalOf('Observation', `_id=${many((n) => `o${n + 3_990}`)}`)).toBe(10);
    expect(await totalOf('Observation', `code-value-quantity=${many((n) => `code-${n % 7}$${n}.0`)}`)).toBe(
      58,
    );
  });

  it('sorts a family name by all of its words, and finds it by each', async () => {
    const own = await stores.store();
    const families = ['van Dyke', 'Obrien', "O'Brien", 'Zorn', 'Adams'];
    for (const [at, family] of families.entries())
      await own.update(resource({ resourceType: 'Patient', id: `n${at}`, name: [{ family }] }), `n${at}`);
    await own.update(resource({ resourceType: 'Patient', id: 'n9' }), 'n9');
    const idsOf = async (text: string): Promise<readonly string[]> =>
      (await own.search(queryOf('Patient', text))).matches.map(({ id }) => id);
    // "O'Brien" and "Obrien" are the same once they are normalised, and in the order of their change.
    expect(await idsOf('_sort=family')).toEqual(['n4', 'n1', 'n2', 'n0', 'n3', 'n9']);
    expect(await idsOf('_sort=-family')).toEqual(['n9', 'n3', 'n0', 'n2', 'n1', 'n4']);
    expect(await idsOf('_sort=family,birthdate')).toEqual(['n4', 'n1', 'n2', 'n0', 'n3', 'n9']);
    expect(await idsOf('family=dyke')).toEqual(['n0']);
  });

  it('counts anew as soon as anything was written', async () => {
    const own = await stores.store();
    const query = queryOf('Observation', 'status=final', { count: 0, total: 'accurate' });
    const totalOf = async (): Promise<number | undefined> => (await own.search(query)).total;
    for (let number = 1; number <= 4; number++) {
      await own.update(resource({ ...observation(number), status: 'final' }), `o${number}`);
      expect(await totalOf()).toBe(number);
      expect(await totalOf()).toBe(number);
    }
    await own.delete('Observation', 'o1');
    expect(await totalOf()).toBe(3);
    await stores.database.transaction(async (client) => {
      // Somebody else's transaction, which has begun and not ended.
      await client.query(`DELETE FROM ds_${own.id}.token WHERE vid = 0`);
      expect(await totalOf()).toBe(3);
      await own.update(resource({ ...observation(5), status: 'final' }), 'o5');
      expect(await totalOf()).toBe(4);
    });
    expect(await totalOf()).toBe(4);
  });

  it('only counts where a page of none is asked for', async () => {
    const page = await store.search(queryOf('Patient', '', { count: 0, total: 'accurate' }));
    expect(page).toEqual({ matches: [], total: OTHERS });
  });

  const list = (length: number, text: (number: number) => string): string =>
    Array.from({ length }, (_, number) => text(number)).join(',');
  const hourOf = (number: number): string => `${new Date(hour(number)).toISOString().slice(0, 19)}Z`;

  it.each<[params: string, matches: (number: number) => boolean]>([
    // Every seventh hour.
    [`date=${list(500, (n) => hourOf(n * 7))}`, (n) => n % 7 === 0 && n < 3_500],
    [
      `date=${list(40, (n) => `2020-01-${String(1 + (n % 20)).padStart(2, '0')}`)}`,
      (n) => within(n, '2020-01-01', '2020-01-21'),
    ],
    [
      `date=${list(30, (n) => `gt2020-05-${String(1 + n).padStart(2, '0')}`)}`,
      (n) => hour(n) >= day('2020-05-02'),
    ],
    [
      `date=${list(30, (n) => `lt2020-01-${String(1 + n).padStart(2, '0')}`)}`,
      (n) => hour(n) < day('2020-01-30'),
    ],
    [
      `date=${list(25, (n) => hourOf(n * 2))},${list(25, (n) => `sa2020-06-${String(25 - n).padStart(2, '0')}`)}&status=final`,
      (n) => n % 5 !== 0 && ((n % 2 === 0 && n < 50) || hour(n) >= day('2020-06-02')),
    ],
    // 0, 2, 4 ... each from half below up to half above.
    [`value-quantity=${list(100, (n) => String(n * 2))}`, (n) => n < 1985 && (n + 5) % 20 < 10],
    [
      `value-quantity=${list(100, (n) => `${n * 2}|http://unitsofmeasure.org|cm`)}&patient=p3`,
      (n) => n < 1985 && (n + 5) % 20 < 10 && n % 11 === 3,
    ],
    [`value-quantity=${list(30, (n) => `${n}||cm`)},${list(30, (n) => `${n}||kg`)}`, (n) => n < 295],
    // A code and a tenth each: number n has the code n % 7.
    [
      `code-value-quantity=${list(70, (n) => `code-${n % 7}$${n / 10}`)}&status=final`,
      (n) => n < 70 && n % 5 !== 0,
    ],
    [`code-value-quantity=${list(70, (n) => `nothing-${n}$${n / 10}`)}`, () => false],
    [
      `code-value-quantity=${list(40, (n) => `http://example.org/codes|$${n}`)}`,
      (n) => n % 3 === 0 && n < 395,
    ],
  ])('finds all of many values, %#', async (params, matches) => {
    const { matches: found } = await store.search(queryOf('Observation', params, { count: 4_000 }));
    const expected = Array.from({ length: OBSERVATIONS }, (_, number) => number).filter(matches);
    expect(found.map(({ id }) => id).sort()).toEqual(expected.map((number) => `o${number}`).sort());
    const { total } = await store.search(queryOf('Observation', params, { count: 0, total: 'accurate' }));
    expect(total).toBe(expected.length);
  });

  it.each<[params: string, matches: (number: number) => boolean]>([
    ['', () => true],
    ['status=final', (n) => n % 5 !== 0],
    ['status=final&patient=p3', (n) => n % 5 !== 0 && n % 11 === 3],
    ['status=final&date=lt2020-01-03', (n) => n % 5 !== 0 && n < 48],
    ['value-quantity=gt5&category=laboratory&code=nothing', () => false],
  ])('sorts by id: %s', async (params, matches) => {
    const expected = Array.from({ length: OBSERVATIONS }, (_, number) => number)
      .filter(matches)
      .map((number) => `o${number}`)
      .sort();
    for (const sort of ['_id', '-_id']) {
      const found = await pagesOf(queryOf('Observation', `${params}&_sort=${sort}`), [700, 300]);
      expect(found).toEqual(sort === '_id' ? expected : expected.toReversed());
    }
  });

  it('takes absolute addresses of the data store for relative ones, whatever their host', async () => {
    const address = `https://elsewhere.example/datastore/${store.id}/r4/Patient/p3`;
    const { matches } = await store.search(queryOf('Observation', `subject=${address}`, { count: 1_000 }));
    expect(matches.map(({ id }) => Number(id.slice(1)) % 11)).toEqual(
      Array.from({ length: Math.floor((OBSERVATIONS - 4) / 11) + 1 }, () => 3),
    );
    const other = `https://elsewhere.example/datastore/${'0'.repeat(32)}/r4/Patient/p3`;
    expect((await store.search(queryOf('Observation', `subject=${other}`))).matches).toEqual([]);
  });

  it('says what it cannot answer', async () => {
    await expect(store.search(queryOf('Patient', `name=${'x'.repeat(300)}`))).rejects.toMatchObject({
      code: 'search-not-supported',
    });
  });
});

describe('page links', () => {
  const cursorOf = async (text: string): Promise<string> =>
    (await store.search(queryOf('Observation', text, { count: 20 }))).next!;

  it('are refused where a single character was changed', async () => {
    const cursor = await cursorOf('code=code-3');
    for (let at = 0; at < cursor.length; at++) {
      const forged = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      await expect(
        store.search(queryOf('Observation', 'code=code-3', { cursor: forged })),
      ).rejects.toMatchObject({
        code: 'invalid-cursor',
      });
    }
  });

  it('belong to their search and their data store', async () => {
    const cursor = await cursorOf('code=code-3');
    const refused = { code: 'invalid-cursor' };
    for (const text of ['code=code-4', 'code=code-3&status=final', ''])
      await expect(store.search(queryOf('Observation', text, { cursor }))).rejects.toMatchObject(refused);
    const other = await stores.store();
    await expect(other.search(queryOf('Observation', 'code=code-3', { cursor }))).rejects.toMatchObject(
      refused,
    );
    const ascending = { sort: [{ param: '_lastUpdated', direction: 'ascending' }] } as const;
    await expect(
      store.search(queryOf('Observation', 'code=code-3', { cursor, ...ascending })),
    ).rejects.toMatchObject(refused);
    // The size of a page is no part of the search.
    const same = await store.search(queryOf('Observation', 'code=code-3', { cursor, count: 5 }));
    expect(same.matches).toHaveLength(5);
  });

  it.each(['', 'x', 'A'.repeat(32), '\0'.repeat(32), 'é'.repeat(32), 'A'.repeat(10_000)])(
    'are refused where they are made up (%#)',
    async (cursor) => {
      await expect(store.search(queryOf('Observation', 'code=code-3', { cursor }))).rejects.toMatchObject({
        code: 'invalid-cursor',
      });
    },
  );
});

/** Composite parameters: all components have to be fulfilled by one tuple. */
const compositeCases: readonly (readonly [
  type: string,
  params: string,
  prefix: string,
  matches: (n: number) => boolean,
])[] = [
  ['Observation', 'code-value-concept=c1$v3', 'k', (n) => n % 3 === 1 && n % 5 === 3],
  [
    'Observation',
    'code-value-concept=http://loinc.org|c1$urn:s1|v3',
    'k',
    (n) => n % 3 === 1 && n % 5 === 3 && n % 2 === 1,
  ],
  ['Observation', 'code-value-concept=c1$urn:s0|v3', 'k', (n) => n % 3 === 1 && n % 5 === 3 && n % 2 === 0],
  ['Observation', 'code-value-concept=c1$|v3', 'k', () => false],
  ['Observation', 'code-value-concept=urn:other|c1$v3', 'k', () => false],
  [
    'Observation',
    'code-value-concept=c1$v3,c2$v4',
    'k',
    (n) => (n % 3 === 1 && n % 5 === 3) || (n % 3 === 2 && n % 5 === 4),
  ],
  ['Observation', 'code-value-concept=http://loinc.org|$v3', 'k', (n) => n % 5 === 3],
  ['Observation', 'code-value-concept=http://loinc.org|$urn:s1|v3', 'k', (n) => n % 5 === 3 && n % 2 === 1],
  ['Observation', 'code-value-concept=c1$urn:s1|', 'k', (n) => n % 3 === 1 && n % 2 === 1],
  ['Observation', 'code-value-concept=http://loinc.org|c1$urn:s1|', 'k', (n) => n % 3 === 1 && n % 2 === 1],
  ['Observation', 'code-value-concept=http://loinc.org|$urn:s0|', 'k', (n) => n % 2 === 0],
  ['Observation', 'code-value-concept=http://loinc.org|$|v3', 'k', () => false],
  ['Observation', 'code-value-concept=urn:other|$urn:s0|', 'k', () => false],
  ['Observation', 'code-value-concept=urn:s0|$urn:s0|', 'k', () => false],
  ['Observation', 'code-value-string=http://loinc.org|$note 1', 't', (n) => String(n).startsWith('1')],
  ['Observation', 'code-value-date=http://loinc.org|$2021-01-05', 'd', (n) => n % 28 === 4],
  [
    'DocumentReference',
    'relationship=http://hl7.org/fhir/document-relationship-type|$DocumentReference/x3',
    'f',
    (n) => n % 7 === 3,
  ],
  [
    'MolecularSequence',
    'chromosome-window-coordinate=urn:chromosome|$ge200$le400',
    'm',
    (n) => n * 10 >= 200 && n * 10 + (n % 4) * 50 <= 400,
  ],
  ['Observation', 'code-value-string=c1$note 1', 't', (n) => n % 3 === 1 && String(n).startsWith('1')],
  ['Observation', 'code-value-string=http://loinc.org|c2$NOTE', 't', (n) => n % 3 === 2],
  ['Observation', 'code-value-date=c0$lt2021-01-05', 'd', (n) => n % 3 === 0 && n % 28 < 4],
  ['Observation', 'code-value-date=http://loinc.org|c0$2021-01-05', 'd', (n) => n % 3 === 0 && n % 28 === 4],
  ['DocumentReference', 'relationship=replaces$DocumentReference/x3', 'f', (n) => n % 7 === 3 && n % 2 === 0],
  [
    'MolecularSequence',
    'chromosome-window-coordinate=1$ge200$le400',
    'm',
    (n) => n % 3 === 1 && n * 10 >= 200 && n * 10 + (n % 4) * 50 <= 400,
  ],
  [
    'MolecularSequence',
    'chromosome-window-coordinate=urn:chromosome|1$lt200$gt200',
    'm',
    (n) => n % 3 === 1 && n * 10 < 200 && n * 10 + (n % 4) * 50 > 200,
  ],
];

describe('composite parameters', () => {
  let own: DataStore;
  beforeAll(async () => {
    own = await stores.store();
    const writer = await stores.writer(own);
    const trees = Array.from({ length: 100 }, (_, number) => composites(number)).flat();
    await writer.write(writer.prepare(trees.map(resource)));
  });

  it.each(compositeCases)('%s?%s', async (type, params, prefix, matches) => {
    const { matches: found } = await own.search(queryOf(type, params, { count: 1000 }));
    const expected = Array.from({ length: 100 }, (_, number) => number).filter(matches);
    expect(found.map(({ id }) => id).sort()).toEqual(expected.map((number) => `${prefix}${number}`).sort());
  });

  it('have no rows left when their resources are gone', async () => {
    for (const each of composites(5)) await own.delete(each['resourceType'] as string, each['id'] as string);
    const [left] = await stores.database.query<{ rows: number }>(
      `SELECT count(*)::integer AS rows FROM ds_${own.id}.token t
       LEFT JOIN ds_${own.id}.resource r ON r.vid = t.vid AND NOT r.deleted WHERE r.vid IS NULL`,
    );
    expect(left?.rows).toBe(0);
  });
});

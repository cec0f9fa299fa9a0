import { parseSearch, r4Parameters, type SearchQuery } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryOptions } from '@wellspring/database';
import type { DataStore } from '../data-store.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { createTermHash, type TermHash } from '../hash/term-hash.js';
import { readSecret } from '../registry/secret.js';
import { observation, patient } from '../testing/made-up.js';
import { explainGeneric, nodesOf, pagesTouched, tablesRead } from '../testing/explain.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import type { Statement } from '../write/versions-statement.js';
import type { PlanContext } from './plan/plan-context.js';
import { planSearch } from './plan/plan-search.js';
import type { Ask } from './run/ask.js';
import { chooseStrategy } from './run/choose-strategy.js';
import { createCountMemory } from './run/count-memory.js';
import { versionOrderPage } from './run/version-order.js';
import { idWalkStatement } from './sql/id-sql.js';
import { valueWalkStatement } from './sql/sorted-sql.js';
import { orderOf } from './run/search-order.js';
import { countStatement } from './sql/count-sql.js';
import { pageStatement, type Strategy } from './sql/page-sql.js';

const OBSERVATIONS = 10_900;

let stores: TestStores;
let store: DataStore;
let term: TermHash;
let context: PlanContext;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  term = createTermHash((await readSecret(stores.database, store.id))!);
  context = { id: store.id, term, hierarchies: new Map(), parameters: r4Parameters };
  const writer = await stores.writer(store);
  const trees = [
    ...Array.from({ length: 1500 }, (_, number) => patient(number)),
    ...Array.from({ length: OBSERVATIONS }, (_, number) => observation(number)),
  ];
  for (let start = 0; start < trees.length; start += 1500)
    await writer.write(writer.prepare(trees.slice(start, start + 1500).map(resource)));
});
afterAll(() => stores.end());

function queryOf(type: string, text: string): SearchQuery {
  const outcome = parseSearch({ kind: 'type', type }, [...new URLSearchParams(text)], { strict: true });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return outcome.query;
}

const ask: Ask = ({ text, values }) => stores.database.query(text, values);

const explain = (statement: Statement) => explainGeneric(stores.database, statement);

/** Of the made-up resources: the way that is taken, and the pages of 8 KiB that finding and reading a page may touch. */
const searches: readonly (readonly [type: string, params: string, kind: Strategy['kind'], pages: number])[] =
  [
    ['Observation', '', 'walk', 150],
    ['Observation', 'code=http://loinc.org|code-3', 'walk', 150],
    ['Observation', 'code=code-3', 'walk', 150],
    ['Observation', 'code=code-3,code-4', 'walk', 160],
    ['Observation', 'code=http://loinc.org|', 'walk', 250],
    ['Observation', 'code:text=code', 'walk', 250],
    ['Observation', 'patient=p3&code=code-3', 'collect', 1_000],
    ['Observation', 'status=final&category=vital-signs', 'walk', 350],
    ['Observation', 'status=final&date=ge2020-02-01', 'walk', 400],
    ['Observation', 'date=2020-02-01', 'collect', 150],
    ['Observation', 'date=ge2020-02-01&date=lt2020-02-03', 'collect', 200],
    ['Observation', 'code=code-3&date=ge2020-02-01&date=lt2020-02-03', 'collect', 300],
    ['Observation', 'value-quantity=lt20&status=final', 'collect', 700],
    [
      'Observation',
      'value-quantity=gt20|http://unitsofmeasure.org|cm&value-quantity=lt21|http://unitsofmeasure.org|cm',
      'collect',
      150,
    ],
    ['Observation', 'value-quantity=gt1&status=final', 'walk', 400],
    ['Observation', 'code-value-quantity=code-3$gt800', 'collect', 200],
    ['Observation', 'patient.name=muller-3', 'fan', 1200],
    ['Observation', 'patient.gender=female', 'fan', 6000],
    ['Observation', 'status:not=final', 'walk', 1000],
    ['Observation', 'patient:missing=true', 'walk', 50],
    ['Patient', '_has:Observation:patient:code=code-3', 'walk', 60_000],
    ['Patient', 'name=muller&gender=female', 'collect', 3000],
    ['Patient', 'name=muller-12', 'collect', 150],
    ['Patient', 'gender:not=male', 'walk', 400],
    ['Observation', '_id=o5,o6', 'ids', 60],
  ];

it('begins again where a range was taken for rare and is not, and knows it the next time', async () => {
  // One in five is preliminary; the first of February is the 744th hour.
  const expected = Array.from({ length: OBSERVATIONS }, (_, number) => number).filter(
    (number) => number % 5 !== 0 && number >= 744,
  ).length;
  const asked: string[] = [];
  const { database } = stores;
  const watched = {
    ...database,
    prepared: <T>(text: string, values?: readonly unknown[], options?: QueryOptions) => {
      asked.push(text);
      return database.prepared<T>(text, values ?? [], options);
    },
  };
  const registry = createRegistry({ database: watched, url: stores.url, slot: { node: 6 } });
  const own = (await registry.open(store.id))!;
  const search = async (text: string) => {
    asked.length = 0;
    const page = await own.search({ ...queryOf('Observation', text), count: 10_900 });
    return { found: page.matches.length, statements: asked.length, guessed: asked[0]?.includes(' led ') };
  };
  // Counts that the status is common.
  await search('status=final&patient=p1');
  const text = 'status=final&date=ge2020-02-01';
  expect(await search(text)).toMatchObject({ found: expected, guessed: true });
  expect(await search(text)).toMatchObject({ found: expected, guessed: false });
});

it('begins again where a chain was taken for rare and is not', async () => {
  // One patient is taken to have some hundred Observations; this one has 991.
  const plan = planSearch(queryOf('Observation', 'patient.identifier=m3&status=final').searches[0]!, context);
  const expected = Array.from({ length: OBSERVATIONS }, (_, number) => number)
    .filter((number) => number % 11 === 3 && number % 5 !== 0)
    .map((number) => `o${number}`);
  for (const [listed, guesses] of [
    [500, 1],
    [20_000, 1],
    [50, 0],
  ] as const) {
    const asked: string[] = [];
    const watched: Ask = (statement) => {
      asked.push(statement.text);
      return ask(statement);
    };
    const store = { schema: `ds_${context.id}`, counts: createCountMemory(), listed };
    const rows = await versionOrderPage(watched, store, [plan], { ascending: true }, 2_000);
    expect(rows.map(({ id }) => id).sort()).toEqual(expected.sort());
    const pages = asked.filter((text) => text.includes('page AS MATERIALIZED'));
    expect(pages.filter((text) => text.includes(' led ')).length).toBe(guesses);
    // The guess counts for nothing where it took as many rows as it was let.
    if (listed === 500) expect(pages.length).toBeGreaterThan(1);
    if (listed === 20_000) expect(pages.length).toBe(1);
  }
});

it('finds what begins with one of many texts, in every way', async () => {
  const names = Array.from({ length: 30 }, (_, number) => `muller ${number + 1_480}`).join(',');
  const plan = planSearch(queryOf('Patient', `name=${names}&gender=female`).searches[0]!, context);
  const expected = [1480, 1482, 1484, 1486, 1488, 1490, 1492, 1494, 1496, 1498].map((number) => `p${number}`);
  const ways: readonly Strategy[] = [
    { kind: 'type' },
    { kind: 'walk', condition: undefined },
    { kind: 'walk', condition: 1 },
    { kind: 'collect', conditions: [0], few: true },
    { kind: 'collect', conditions: [1], few: true },
    { kind: 'collect', conditions: [0, 1], few: false },
  ];
  for (const way of ways) {
    const rows = await ask<{ id: string }>(
      pageStatement(`ds_${store.id}`, plan, way, { ascending: true }, 100),
    );
    expect(rows.map(({ id }) => id).sort(), JSON.stringify(way)).toEqual(expected);
  }
});

const many = (text: (number: number) => string): string =>
  Array.from({ length: 5_000 }, (_, number) => text(number)).join(',');
const hourOf = (number: number): string =>
  new Date(Date.UTC(2020, 0, 1, number)).toISOString().slice(0, 19) + 'Z';

/** 5,000 alternatives each, which are asked by lists: a plan does not grow with them. */
const lists: readonly (readonly [params: string, pages: number])[] = [
  [`date=${many((n) => hourOf(n))}`, 40_000],
  [`date=${many((n) => `ge${hourOf(n)}`)}&patient=p3`, 6_000],
  [`value-quantity=${many((n) => String(n / 4))}`, 40_000],
  [`value-quantity=${many((n) => `${n / 4}|http://unitsofmeasure.org|cm`)}&patient=p3`, 12_000],
  [`code-value-quantity=${many((n) => `code-${n % 7}$${n}`)}`, 50_000],
  [`code-value-quantity=${many((n) => `code-${n}$ap${n}`)}&patient=p3`, 50_000],
  [`code-value-quantity=http://loinc.org|$gt10&patient=p3`, 10_000],
];

// Once as a data store is right after its first import, before anything was counted, and once after.
describe.each(['before ANALYZE', 'after ANALYZE'])('plans %s', (when) => {
  beforeAll(async () => {
    if (when === 'after ANALYZE') {
      await store.analyze();
      // Ranges of an index are read without the table where all of its pages are known to be visible.
      await stores.database.query(
        `VACUUM ds_${store.id}.token, ds_${store.id}.date, ds_${store.id}.quantity`,
      );
    }
  });

  it.each(searches)('%s?%s: %s', async (type, params, kind, pages) => {
    const { searches: asked } = queryOf(type, params);
    const plan = planSearch(asked[0]!, context);
    const counted = { schema: `ds_${store.id}`, counts: createCountMemory() };
    const place = { ascending: false };
    const strategy = await chooseStrategy(ask, counted, plan, place);
    expect(strategy.kind).toBe(kind);
    const page = await explain(pageStatement(counted.schema, plan, strategy, place, 21));
    expect(tablesRead(page)).toEqual([]);
    expect(pagesTouched(page)).toBeLessThanOrEqual(pages);
    if (plan.conditions.length === 0) return;
    const caps = new Map([...plan.conditions.keys()].map((index) => [index, 1_000] as const));
    const count = await explain(countStatement(counted.schema, plan, caps, place));
    expect(tablesRead(count)).toEqual([]);
  });

  it.each([
    ['Observation', 'value-quantity=gt20'],
    ['Observation', 'value-quantity=gt20|http://unitsofmeasure.org|cm'],
    ['Observation', 'date=ge2020-02-01'],
  ])('counts %s?%s in an index alone', async (type, params) => {
    const plan = planSearch(queryOf(type, params).searches[0]!, context);
    const caps = new Map([[0, 3_000]]);
    const count = await explain(countStatement(`ds_${store.id}`, plan, caps, { ascending: false }));
    const scans = nodesOf(count).filter((node) => node['Relation Name'] !== undefined);
    expect(new Set(scans.map((node) => node['Node Type']))).toEqual(new Set(['Index Only Scan']));
  });

  it.each(lists)(
    'asks thousands of alternatives by lists, %#',
    async (params, pages) => {
      const plan = planSearch(queryOf('Observation', params).searches[0]!, context);
      const place = { ascending: false };
      const counted = { schema: `ds_${store.id}`, counts: createCountMemory() };
      const chosen = await chooseStrategy(ask, counted, plan, place);
      const all = [...plan.conditions.keys()];
      const ways: readonly Strategy[] = [
        chosen,
        { kind: 'walk', condition: undefined, visits: 100 },
        { kind: 'collect', conditions: [0], few: true },
        { kind: 'collect', conditions: all, few: false },
      ];
      for (const way of ways) {
        const page = await explain(pageStatement(counted.schema, plan, way, place, 21));
        expect(tablesRead(page), JSON.stringify(way)).toEqual([]);
        expect(nodesOf(page).length).toBeLessThan(60);
        expect(pagesTouched(page), JSON.stringify(way)).toBeLessThanOrEqual(pages);
      }
      const caps = new Map(all.map((index) => [index, 3_000] as const));
      const count = await explain(countStatement(counted.schema, plan, caps, place));
      expect(tablesRead(count)).toEqual([]);
      expect(nodesOf(count).length).toBeLessThan(60);
    },
    120_000,
  );

  it('walks in page order without sorting', async () => {
    for (const params of [
      '',
      'code=http://loinc.org|code-3',
      'code=code-3',
      'status=final&category=vital-signs',
    ]) {
      const plan = planSearch(queryOf('Observation', params).searches[0]!, context);
      const strategy: Strategy = { kind: 'walk', condition: plan.conditions.length > 0 ? 0 : undefined };
      const nodes = nodesOf(
        await explain(pageStatement(`ds_${store.id}`, plan, strategy, { ascending: false }, 21)),
      ).map((node) => node['Node Type']);
      expect(nodes).toContain('Index Only Scan');
      // The one sort there is puts the page's twenty bodies in order.
      expect(nodes.filter((node) => node === 'Sort').length).toBeLessThanOrEqual(1);
      expect(nodes.filter((node) => node.includes('Bitmap'))).toEqual([]);
    }
  });

  it.each([
    ['_sort=_id', true, 150],
    ['_sort=-_id', false, 150],
    // One in seven has the code: some 150 ids are looked at, and a few pages for each.
    ['code=code-3&_sort=_id', true, 1_000],
  ])('walks ids in their order: %s', async (params, ascending, pages) => {
    const plan = planSearch(queryOf('Observation', params).searches[0]!, context);
    const statement = idWalkStatement(`ds_${store.id}`, plan, { ascending, after: 'o2' }, 21, 8_000);
    const page = await explain(statement);
    expect(tablesRead(page)).toEqual([]);
    expect(pagesTouched(page)).toBeLessThanOrEqual(pages);
    const rows = await ask<{ id: string }>(statement);
    const expected = Array.from({ length: OBSERVATIONS }, (_, number) => number)
      .filter((number) => plan.conditions.length === 0 || number % 7 === 3)
      .map((number) => `o${number}`)
      .filter((id) => (ascending ? id > 'o2' : id < 'o2'))
      .sort();
    expect(rows.map(({ id }) => id)).toEqual((ascending ? expected : expected.reverse()).slice(0, 21));
  });

  it('walks dates in their order', async () => {
    const query = queryOf('Observation', 'code=code-3&_sort=-date');
    const order = orderOf(query, term, r4Parameters);
    if (order.kind !== 'value') throw new Error('The date has an index');
    const plan = planSearch(query.searches[0]!, context);
    const page = await explain(
      valueWalkStatement(`ds_${store.id}`, plan, order.order, { backwards: false }, 21, 8_000),
    );
    expect(tablesRead(page)).toEqual([]);
    // One in seven has the code: some 150 dates are looked at, two or three pages for each.
    expect(pagesTouched(page)).toBeLessThanOrEqual(1_000);
  });
});

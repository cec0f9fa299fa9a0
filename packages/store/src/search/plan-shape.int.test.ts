import { parseSearch } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createTermHash, type TermHash } from '../hash/term-hash.js';
import { readSecret } from '../registry/secret.js';
import { observation, patient } from '../testing/made-up.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import type { Statement } from '../write/version-statement.js';
import { planSearch, type SearchPlan } from './search-plan.js';
import { pageStatement, probeStatement, type Strategy } from './search-statement.js';
import { chooseStrategy, type Ask } from './choose-strategy.js';

let stores: TestStores;
let store: DataStore;
let term: TermHash;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  term = createTermHash((await readSecret(stores.database, store.id))!);
  const writer = await stores.writer(store);
  const trees = [
    ...Array.from({ length: 6000 }, (_, number) => observation(number)),
    ...Array.from({ length: 1500 }, (_, number) => patient(number)),
  ];
  for (let start = 0; start < trees.length; start += 1500)
    await writer.write(writer.prepare(trees.slice(start, start + 1500).map(resource)));
});
afterAll(() => stores.end());

function planOf(type: string, text: string): SearchPlan {
  const outcome = parseSearch(type, [...new URLSearchParams(text)], { strict: true });
  if (!outcome.ok) throw new Error('not understood');
  return planSearch(outcome.query, term);
}

async function explain({ text, values }: Statement): Promise<string> {
  const rows = await stores.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const searches: readonly (readonly [type: string, params: string, kind: Strategy['kind']])[] = [
  ['Observation', '', 'walk'],
  ['Observation', 'code=http://loinc.org|code-3', 'walk'],
  ['Observation', 'code=code-3', 'walk'],
  ['Observation', 'code=code-3,code-4', 'walk'],
  ['Observation', 'patient=p3&code=code-3', 'collect'],
  ['Observation', 'status=final&category=vital-signs', 'walk'],
  ['Observation', 'status=final&date=ge2020-02-01', 'walk'],
  ['Observation', 'date=ge2020-02-01', 'walk'],
  ['Observation', 'date=2020-02-01', 'collect'],
  ['Observation', 'value-quantity=lt20&status=final', 'collect'],
  ['Observation', 'value-quantity=gt20&status=final', 'walk'],
  ['Observation', 'code-value-quantity=code-3$gt100', 'collect'],
  ['Patient', 'name=muller&gender=female', 'collect'],
  ['Patient', 'name=muller', 'walk'],
  ['Observation', '_id=o5,o6', 'ids'],
];

// Once as a data store is right after its first import, before anything was counted, and once after.
describe.each(['before ANALYZE', 'after ANALYZE'])('plans %s', (when) => {
  beforeAll(async () => {
    if (when === 'after ANALYZE') await store.analyze();
  });

  it.each(searches)('%s?%s: %s', async (type, params, kind) => {
    const plan = planOf(type, params);
    const schema = `ds_${store.id}`;
    const ask: Ask = ({ text, values }) => stores.database.query(text, values);
    const strategy = await chooseStrategy(ask, schema, plan, undefined);
    expect(strategy.kind).toBe(kind);
    const page = await explain(pageStatement(schema, plan, strategy, 2n ** 60n, 21));
    expect(page).not.toMatch(/Seq Scan/);
    expect(page).toMatch(/Index Scan using version_pkey/);
    if (plan.conditions.length > 0)
      expect(await explain(probeStatement(schema, plan, undefined, 1000))).not.toMatch(/Seq Scan/);
  });

  it('walks in page order without sorting', async () => {
    for (const params of [
      '',
      'code=http://loinc.org|code-3',
      'code=code-3',
      'status=final&category=vital-signs',
    ]) {
      const plan = planOf('Observation', params);
      const strategy: Strategy = { kind: 'walk', condition: plan.conditions.length > 0 ? 0 : undefined };
      const page = await explain(pageStatement(`ds_${store.id}`, plan, strategy, undefined, 21));
      // The one sort there is puts the page's twenty bodies in order.
      expect(page).toMatch(/Index (Only )?Scan Backward using token_pkey/);
      expect(page.match(/Sort/g)?.length ?? 0).toBeLessThanOrEqual(2);
      expect(page).not.toMatch(/Bitmap/);
    }
  });
});

import {
  compareSortValues,
  extractIndexValues,
  matchesSearch,
  parseSearch,
  r4Parameters,
  sortValueOf,
  type Condition,
  type MatchedResource,
  type ResourceGraph,
  type SearchQuery,
  type TypeCondition,
} from '@wellspring/fhir';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createTermHash, type TermHash } from '../hash/term-hash.js';
import { readSecret } from '../registry/secret.js';
import { worldQuestions, worldSorts, worldTypes } from '../testing/made-up-world.js';
import { fulfils, isKnown } from '../testing/spec-search.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import { planSearch } from './plan/plan-search.js';
import type { SearchPlan } from './plan/search-plan.js';
import type { Ask } from './run/ask.js';
import { expandHierarchies } from './run/expand-hierarchies.js';
import { findInsides } from './run/find-insides.js';
import type { Gathering } from './sql/candidates.js';
import { isWalkable, pageStatement, totalStatement, type Strategy } from './sql/page-sql.js';

const ids = Array.from({ length: 14 }, (_, number) => number);
const types = Object.keys(worldTypes);

let stores: TestStores;
let store: DataStore;
let term: TermHash;

const ask: Ask = ({ text, values }) => stores.database.query(text, values);

type Conditions = readonly (readonly [param: string, values: readonly string[]])[];

function conditionsOf(type: string): fc.Arbitrary<Conditions> {
  const condition = fc.constantFrom(...Object.entries(worldQuestions[type]!)).chain(([param, value]) =>
    fc.tuple(
      fc.constant(param),
      param.endsWith(':missing')
        ? fc.array(value, { minLength: 1, maxLength: 1 })
        : fc.oneof(
            { arbitrary: fc.array(value, { minLength: 1, maxLength: 3 }), weight: 7 },
            // As many are asked for by lists.
            { arbitrary: fc.array(value, { minLength: 20, maxLength: 60 }), weight: 1 },
          ),
    ),
  );
  return fc.array(condition, { maxLength: 3 });
}

const asking = fc.constantFrom(...types).chain((type) =>
  fc.record({
    type: fc.constant(type),
    conditions: conditionsOf(type),
    sort: fc.constantFrom(...worldSorts[type]!),
    count: fc.integer({ min: 1, max: 9 }),
  }),
);

function queryOf(type: string, conditions: Conditions, sort: string): SearchQuery {
  const params = [...conditions.map(([param, values]) => [param, values.join(',')] as const)];
  const outcome = parseSearch({ kind: 'type', type }, [...params, ['_sort', sort]], { strict: true });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return outcome.query;
}

type Seen = (type: string) => Condition | undefined;

/** What may be seen of each type, made of what others ask for: all of some conditions, or all of some others. */
function seenBy(
  asked: readonly { readonly type: string; readonly conditions: Conditions }[],
  at: number,
): Seen {
  return (type) => {
    const others = [1, 2, 3, 4, 5, 6].map((step) => asked[(at * 7 + step) % asked.length]!);
    const rights = others.filter((other) => other.type === type).slice(0, 2);
    if (rights.length === 0) return undefined;
    return {
      kind: 'any',
      conditions: rights.map(({ conditions }) => ({
        kind: 'all',
        conditions: queryOf(type, conditions, '_lastUpdated').searches[0]!.conditions,
      })),
    };
  };
}

/** The same search where others are not seen, at any step of it. */
function narrowed(query: SearchQuery, seen: Seen): SearchQuery {
  const narrow = (condition: Condition): Condition => {
    const target = ({ type, condition: inner }: TypeCondition): TypeCondition => {
      const visible = seen(type);
      return { type, condition: narrow(inner), ...(visible && { visible }) };
    };
    if (condition.kind === 'chain') return { ...condition, targets: condition.targets.map(target) };
    if (condition.kind === 'reverse-chain') return { ...condition, source: target(condition.source) };
    return condition;
  };
  const searches = query.searches.map(({ type, conditions }) => {
    const visible = seen(type);
    return { type, conditions: [...(visible ? [visible] : []), ...conditions.map(narrow)] };
  });
  return { ...query, searches };
}

/** Every way that could be taken, whichever the counts would lead to. */
function strategiesOf(plan: SearchPlan): readonly Strategy[] {
  return [
    { kind: 'walk', condition: undefined },
    { kind: 'walk', condition: undefined, visits: ids.length },
    ...gatheringsOf(plan),
    ...plan.conditions.flatMap((condition, index): Strategy[] => [
      ...(isWalkable(condition) ? [{ kind: 'walk', condition: index } as const] : []),
      ...(condition.kind === 'chain' ? [{ kind: 'fan', condition: index } as const] : []),
    ]),
  ];
}

function gatheringsOf(plan: SearchPlan): readonly Gathering[] {
  const all = [...plan.conditions.keys()];
  return [
    { kind: 'type' },
    ...all.flatMap((index): Gathering[] => [
      { kind: 'collect', conditions: [index], few: true },
      { kind: 'collect', conditions: [index], few: false },
    ]),
    ...(all.length > 1 ? [{ kind: 'collect', conditions: all, few: false } as const] : []),
  ];
}

/** All ids page by page, forwards, and all pages but the last again backwards. */
async function pagesOf(query: SearchQuery, count: number): Promise<readonly string[]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  let back: string | undefined;
  do {
    const page = await store.search({ ...query, count, ...(cursor !== undefined && { cursor }) });
    pages.push(page.matches.map(({ id }) => id));
    cursor = page.next;
    back = page.previous;
  } while (cursor !== undefined);
  for (let at = pages.length - 2; at >= 0; at--) {
    const page: Awaited<ReturnType<DataStore['search']>> = await store.search({
      ...query,
      count,
      cursor: back!,
    });
    expect(page.matches.map(({ id }) => id)).toEqual(pages[at]);
    expect(page.next).toBeDefined();
    back = page.previous;
  }
  expect(back).toBeUndefined();
  return pages.flat();
}

/** The resources as they were written, told by nothing but themselves. */
function graphOf(resources: readonly MatchedResource[]): ResourceGraph {
  return {
    resolve: (target) => resources.find(({ type, id }) => `${type}/${id}` === target),
    referring: (type, param, target) =>
      resources.filter(
        (each) =>
          each.type === type &&
          extractIndexValues(type, each.tree).some(
            (value) => value.kind === 'reference' && value.param === param && value.target === target,
          ),
      ),
  };
}

function inOrder(query: SearchQuery, found: readonly MatchedResource[]): readonly string[] {
  const facts = found.map((each) => ({ ...each, values: extractIndexValues(each.type, each.tree) }));
  const newestFirst = query.sort.at(-1)!.direction === 'descending';
  facts.sort((left, right) => {
    for (const key of query.sort) {
      const order = compareSortValues(key, sortValueOf(key, left), sortValueOf(key, right));
      if (order !== 0) return order;
    }
    return (left.lastUpdated - right.lastUpdated) * (newestFirst ? -1 : 1);
  });
  return facts.map(({ id }) => id);
}

async function writeAll(made: Readonly<Record<string, readonly object[]>>): Promise<MatchedResource[]> {
  const resources: MatchedResource[] = [];
  for (const type of types)
    for (const number of ids) {
      // Whatever the run before left is replaced or deleted: the index has to forget it.
      const id = `${type.charAt(0)}${number}`;
      const tree = made[type]![number];
      if (tree === undefined) {
        await store.delete(type, id);
        continue;
      }
      const parsed = resource({ resourceType: type, ...tree, id });
      await store.update(parsed, id);
      resources.push({ type, id, tree: parsed.tree, lastUpdated: resources.length, storeId: store.id });
    }
  return resources;
}

const made = fc.record(
  Object.fromEntries(
    types.map((type) => [type, fc.array(worldTypes[type]!, { minLength: 4, maxLength: ids.length })]),
  ),
);

describe.each([
  { tables: 'in plain tables', citus: false, runs: 4 },
  // Each shard is searched by the same ways: that they are put together rightly takes fewer runs.
  { tables: 'in shards', citus: true, runs: 1 },
])('a search $tables', ({ citus, runs }) => {
  beforeAll(async () => {
    stores = await testStores({ citus });
    store = await stores.store();
    term = createTermHash((await readSecret(stores.database, store.id))!);
  });
  afterAll(() => stores.end());

  it('finds what the matcher finds, in order, forwards and backwards, whichever way is taken', async () => {
    await fc.assert(
      fc.asyncProperty(made, fc.array(asking, { minLength: 60, maxLength: 60 }), async (trees, asked) => {
        const resources = await writeAll(trees);
        const graph = graphOf(resources);
        for (const [at, { type, conditions, sort, count }] of asked.entries()) {
          const whole = queryOf(type, conditions, sort);
          const query = at % 3 === 0 ? whole : narrowed(whole, seenBy(asked, at));
          const [search] = query.searches;
          const found = resources.filter((each) => matchesSearch(search!, each, graph));
          const said = JSON.stringify({ type, conditions, sort, search });
          // What the specification says of the plain parameters, by a reading that shares no code.
          for (const [param, values] of conditions.filter((each) => isKnown(...each)))
            for (const each of resources.filter((one) => one.type === type))
              expect(
                matchesSearch(queryOf(type, [[param, values]], sort).searches[0]!, each, graph),
                `${said} ${JSON.stringify(each.tree)}`,
              ).toBe(
                fulfils(
                  each.tree,
                  param,
                  values,
                  resources.map(({ tree }) => tree),
                ),
              );

          expect(await pagesOf(query, count), said).toEqual(inOrder(query, found));
          const { total } = await store.search({ ...query, count: 0, total: 'accurate' });
          expect(total, said).toBe(found.length);
          if (citus) continue;
          const hierarchies = await expandHierarchies(ask, { id: store.id, schema: `ds_${store.id}`, term }, [
            search!,
          ]);
          const insides = await findInsides(ask, { schema: `ds_${store.id}`, term }, [search!]);
          await expectEveryWay(
            planSearch(search!, { id: store.id, term, hierarchies, insides, parameters: r4Parameters }),
            found,
            said,
          );
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
  }, 240_000);
});

async function expectEveryWay(
  plan: SearchPlan,
  found: readonly MatchedResource[],
  said: string,
): Promise<void> {
  if (plan.ids !== undefined) return;
  const schema = `ds_${store.id}`;
  const expected = found.map(({ id }) => id).reverse();
  for (const strategy of strategiesOf(plan)) {
    const page = pageStatement(schema, plan, strategy, { ascending: false }, 100);
    const rows = await stores.database.query<{ id: string }>(page.text, page.values);
    expect(
      rows.map(({ id }) => id),
      `${said} ${JSON.stringify(strategy)}`,
    ).toEqual(expected);
  }
  for (const gathering of gatheringsOf(plan)) {
    const counted = totalStatement(schema, plan, gathering);
    expect(
      await stores.database.query(counted.text, counted.values),
      `${said} ${JSON.stringify(gathering)}`,
    ).toMatchObject([{ total: BigInt(found.length) }]);
  }
}

import { parseSearch, type JsonObject, type SearchQuery } from '@wellspring/fhir';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createTermHash, type TermHash } from '../hash/term-hash.js';
import { readSecret } from '../registry/secret.js';
import { fulfils } from '../testing/spec-search.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import { planSearch, type SearchPlan } from './search-plan.js';
import { pageStatement, totalStatement, type Strategy } from './search-statement.js';

/** The same few values in resources and in questions, so that they meet. */
const systems = [undefined, 'urn:s0', 'urn:s1'] as const;
const dates = [
  '2019',
  '2020',
  '2020-02',
  '2020-02-03',
  '2020-02-03T10:00:00Z',
  '2020-03-01',
  '2021',
] as const;
const numbers = [-1, 0, 0.5, 4.49, 4.5, 5, 5.05, 5.49, 5.5, 12] as const;
const texts = ['Ärger', 'arg', 'Argus', 'argument', 'ARG', 'b', 'ß', 'Ö'] as const;
const ids = Array.from({ length: 30 }, (_, number) => `r${number}`);

const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const coding = fc.record({ system: one(...systems), code: one('a', 'b', 'A') });
const concept = fc.record({ coding: fc.array(coding, { minLength: 1, maxLength: 3 }) });
const quantity = fc
  .tuple(
    one(...numbers),
    one<JsonObject>(
      {},
      { unit: 'cm' },
      { unit: 'centimetres', system: 'urn:ucum', code: 'cm' },
      { code: 'kg', system: 'urn:ucum' },
    ),
  )
  .map(([value, unit]) => ({ value, ...unit }));
const subject = one('Patient/p0', 'Patient/p1', 'Group/p0').map((reference) => ({ reference }));
const identifier = fc.array(fc.record({ system: one(...systems), value: one('a', 'b') }), {
  minLength: 1,
  maxLength: 2,
});
const period = one<JsonObject>(
  { start: '2019-12-31', end: '2020-02-03' },
  { start: '2020-02-03T10:00:00Z', end: '2020-02-03T10:00:00Z' },
  { start: '2020-02' },
  { end: '2020-02' },
  { start: '2020', end: '2020' },
);

const observation = fc
  .record({
    meta: maybe(
      fc.record({
        tag: maybe(fc.array(coding, { minLength: 1, maxLength: 2 })),
        profile: maybe(fc.array(one('http://p/1', 'http://p/2'), { minLength: 1, maxLength: 2 })),
      }),
    ),
    identifier: maybe(identifier),
    status: one('final', 'amended'),
    category: maybe(fc.array(concept, { minLength: 1, maxLength: 2 })),
    code: concept,
    subject: maybe(subject),
    when: maybe(
      fc.oneof(
        one(...dates).map((effectiveDateTime) => ({ effectiveDateTime })),
        period.map((effectivePeriod) => ({ effectivePeriod })),
      ),
    ),
    value: maybe(
      fc.oneof(
        quantity.map((valueQuantity) => ({ valueQuantity })),
        one(...texts).map((valueString) => ({ valueString })),
        concept.map((valueCodeableConcept) => ({ valueCodeableConcept })),
      ),
    ),
  })
  .map(({ when, value, ...rest }) => ({ resourceType: 'Observation', ...rest, ...when, ...value }));

const risk = fc
  .record({
    identifier: maybe(identifier),
    method: maybe(concept),
    subject,
    occurrenceDateTime: maybe(one(...dates)),
    prediction: maybe(
      fc.array(fc.record({ probabilityDecimal: one(...numbers) }), { minLength: 1, maxLength: 2 }),
    ),
  })
  .map((rest) => ({ resourceType: 'RiskAssessment', status: 'final', ...rest }));

const token = fc
  .tuple(one('', '|', 'urn:s0|', 'urn:s1|', 'urn:other|'), one('a', 'b', 'A', 'c'))
  .map(([system, code]) => `${system}${code}`);
const systemOnly = one('urn:s0|', 'urn:s1|', 'urn:other|');
const prefix = one('', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb');
const number = fc
  .tuple(prefix, one('5', '5.0', '4.5', '5.5', '0', '-1', '12', '12.00'))
  .map((parts) => parts.join(''));
const amount = fc
  .tuple(number, one('', '|urn:ucum|cm', '||cm', '||kg', '||centimetres', '|urn:x|cm'))
  .map((parts) => parts.join(''));
const date = fc.tuple(prefix, one(...dates)).map((parts) => parts.join(''));
const anyToken = fc.oneof(token, systemOnly);
const reference = one('Patient/p0', 'Patient/p1', 'p0', 'p1', 'Group/p0');

const questions: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<string>>>>> = {
  Observation: {
    _id: one(...ids),
    _tag: anyToken,
    _profile: one('http://p/1', 'http://p/2', 'http://p'),
    identifier: anyToken,
    status: one('final', 'amended', 'http://hl7.org/fhir/observation-status|final', '|final'),
    category: anyToken,
    code: anyToken,
    subject: reference,
    patient: one('Patient/p0', 'p0', 'p1', 'p2'),
    date,
    'value-quantity': amount,
    'value-string': one('ARG', 'är', 'argu', 'ö', 'x'),
    'value-concept': anyToken,
    'code-value-quantity': fc.tuple(token, amount).map((parts) => parts.join('$')),
    'code-value-concept': fc.tuple(token, token).map((parts) => parts.join('$')),
  },
  RiskAssessment: {
    _id: one(...ids),
    identifier: anyToken,
    method: anyToken,
    subject: reference,
    patient: one('Patient/p0', 'p0', 'p1', 'p2'),
    date,
    probability: number,
  },
};

type Conditions = readonly (readonly [param: string, values: readonly string[]])[];

function conditionsOf(type: string): fc.Arbitrary<Conditions> {
  const condition = fc
    .constantFrom(...Object.entries(questions[type]!))
    .chain(([param, value]) => fc.tuple(fc.constant(param), fc.array(value, { minLength: 1, maxLength: 3 })));
  return fc.array(condition, { maxLength: 3 });
}

let stores: TestStores;
let store: DataStore;
let term: TermHash;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  term = createTermHash((await readSecret(stores.database, store.id))!);
});
afterAll(() => stores.end());

function queryOf(type: string, conditions: Conditions, direction: 'ascending' | 'descending'): SearchQuery {
  const params = conditions.map(([param, values]) => [param, values.join(',')] as const);
  const outcome = parseSearch(type, params, { strict: true });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return { ...outcome.query, sort: { by: '_lastUpdated', direction } };
}

/** Every way that could be taken, whichever the counts would lead to. */
function strategiesOf(plan: SearchPlan): readonly Strategy[] {
  if (plan.ids !== undefined) return [{ kind: 'ids' }];
  return [
    { kind: 'walk', condition: undefined },
    { kind: 'walk', condition: undefined, visits: ids.length },
    ...(plan.conditions.length > 1
      ? [{ kind: 'collect', conditions: [...plan.conditions.keys()] } as const]
      : []),
    ...plan.conditions.flatMap((arms, condition): Strategy[] => [
      { kind: 'collect', conditions: [condition] },
      ...(arms.every(({ kind }) => kind === 'token') ? [{ kind: 'walk', condition } as const] : []),
    ]),
  ];
}

async function pagesOf(query: SearchQuery, count: number): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const { matches, next } = await store.search({
      ...query,
      count,
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...matches.map(({ id }) => id));
    cursor = next;
  } while (cursor !== undefined);
  return found;
}

describe.each([
  ['Observation', observation],
  ['RiskAssessment', risk],
] as const)('%s', (type, arbitrary: fc.Arbitrary<object>) => {
  const asking = fc.record({
    conditions: conditionsOf(type),
    direction: fc.constantFrom<'ascending' | 'descending'>('ascending', 'descending'),
    count: fc.integer({ min: 1, max: 12 }),
  });

  it('is found as the specification says, whichever way is taken', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitrary, { minLength: 10, maxLength: ids.length }),
        fc.array(asking, { minLength: 25, maxLength: 25 }),
        async (made, asked) => {
          // Whatever the run before left is replaced or deleted: the index has to forget it.
          const trees = new Map<string, JsonObject>();
          for (const [at, id] of ids.entries()) {
            const tree = made[at];
            if (tree === undefined) await store.delete(type, id);
            else {
              const parsed = resource({ ...tree, id });
              trees.set(id, parsed.tree);
              await store.update(parsed, id);
            }
          }
          for (const { conditions, direction, count } of asked) {
            const expected = [...trees]
              .filter(([, tree]) => conditions.every(([param, values]) => fulfils(tree, param, values)))
              .map(([id]) => id);
            if (direction === 'descending') expected.reverse();
            const query = queryOf(type, conditions, direction);
            expect(await pagesOf(query, count)).toEqual(expected);

            const plan = planSearch(query, term);
            for (const strategy of strategiesOf(plan)) {
              const page = pageStatement(`ds_${store.id}`, plan, strategy, undefined, 100);
              const rows = await stores.database.query<{ id: string }>(page.text, page.values);
              expect(
                rows.map(({ id }) => id),
                JSON.stringify(strategy),
              ).toEqual(expected);
              const counted = totalStatement(`ds_${store.id}`, plan, strategy);
              expect(
                await stores.database.query(counted.text, counted.values),
                JSON.stringify(strategy),
              ).toEqual([{ total: BigInt(expected.length) }]);
            }
          }
        },
      ),
      { numRuns: 4 },
    );
  });
});

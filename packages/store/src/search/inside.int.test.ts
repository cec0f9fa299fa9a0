import {
  extractIndexValues,
  matchesSearch,
  parseSearch,
  r4Parameters,
  type JsonObject,
  type MatchedResource,
  type SearchQuery,
} from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../data-store.js';
import { createTermHash } from '../hash/term-hash.js';
import { readSecret } from '../registry/secret.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import { planSearch } from './plan/plan-search.js';
import type { Ask } from './run/ask.js';
import { findInsides } from './run/find-insides.js';

const drug = (code: string): JsonObject => ({
  resourceType: 'Medication',
  id: 'med',
  ingredient: [{ itemCodeableConcept: { coding: [{ system: 'urn:drugs', code }] } }],
});
const request = (id: string, more: JsonObject): JsonObject => ({
  resourceType: 'MedicationRequest',
  id,
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  ...more,
});
const coverage: JsonObject = {
  resourceType: 'Coverage',
  id: 'coverage',
  status: 'active',
  beneficiary: { reference: 'Patient/p1' },
  payor: [{ reference: 'Organization/payer' }],
};
const claim = (id: string, reference: string, more: JsonObject = {}): JsonObject => ({
  resourceType: 'ExplanationOfBenefit',
  id,
  status: 'active',
  type: { text: 'x' },
  use: 'claim',
  patient: { reference: 'Patient/p1' },
  created: '2020-01-01',
  insurer: { display: 'x' },
  provider: { display: 'x' },
  outcome: 'complete',
  insurance: [{ focal: true, coverage: { reference } }],
  ...more,
});
const performer = (id: string, gender?: string): JsonObject => ({
  resourceType: 'Patient',
  id,
  ...(gender !== undefined && { gender }),
});
const observation = (id: string, more: JsonObject): JsonObject => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'x' },
  ...more,
});
const composition = (code: string): JsonObject => ({
  resourceType: 'Composition',
  id: 'cmp1',
  status: 'final',
  type: { coding: [{ code }] },
  subject: { reference: 'Patient/p1' },
  date: '2020-01-01',
  author: [{ display: 'x' }],
  title: `Letter ${code}`,
});
const bundle = (id: string, type: string, first: JsonObject): JsonObject => ({
  resourceType: 'Bundle',
  id,
  type,
  entry: [{ fullUrl: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0', resource: first }],
});

const world: readonly JsonObject[] = [
  { resourceType: 'Patient', id: 'p1', gender: 'male' },
  { resourceType: 'Organization', id: 'payer', name: 'Humana' },
  { ...drug('abc'), id: 'stored' },
  request('inside', { contained: [drug('abc')], medicationReference: { reference: '#med' } }),
  request('other', { contained: [drug('def')], medicationReference: { reference: '#med' } }),
  request('outside', { medicationReference: { reference: 'Medication/stored' } }),
  // Contained, and referred to by nothing that is a search parameter's.
  request('loose', { contained: [drug('abc')], medicationReference: { reference: '#nobody' } }),
  claim('e1', '#coverage', { contained: [coverage] }),
  claim('e2', '#coverage', {
    contained: [
      { ...coverage, payor: [{ reference: '#org' }] },
      { resourceType: 'Organization', id: 'org', name: 'Aetna' },
    ],
  }),
  claim('e3', '#coverage', {
    contained: [
      { ...coverage, status: 'draft', payor: [{ display: 'nobody' }], period: { start: '2020-05-01' } },
    ],
  }),
  claim('e4', 'Coverage/c4'),
  { ...coverage, id: 'c4' },
  observation('both', {
    contained: [performer('a', 'male'), performer('b', 'female')],
    performer: [{ reference: '#a' }, { reference: '#b' }],
  }),
  observation('men', {
    contained: [performer('a', 'male'), performer('b', 'male')],
    performer: [{ reference: '#a' }, { reference: '#b' }],
  }),
  observation('unsaid', { contained: [performer('a')], performer: [{ reference: '#a' }] }),
  observation('subject', { contained: [performer('pp', 'other')], subject: { reference: '#pp' } }),
  // What the nested ones are called, and are not.
  composition('stored'),
  bundle('document', 'document', composition('ct')),
  bundle('collection', 'collection', composition('ct')),
  bundle('message', 'message', {
    resourceType: 'MessageHeader',
    id: 'msg1',
    eventCoding: { code: 'admit' },
    source: { endpoint: 'http://a.example/' },
    destination: [{ endpoint: 'http://b.example/' }],
  }),
];

let stores: TestStores;
let store: DataStore;
beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  for (const tree of world) await store.update(resource(tree), tree['id'] as string);
});
afterAll(() => stores.end());

function queryOf(url: string): SearchQuery {
  const [type = '', text = ''] = url.split('?');
  const outcome = parseSearch({ kind: 'type', type }, [...new URLSearchParams(text)], { strict: true });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return outcome.query;
}

function found(url: string): readonly string[] {
  const resources = world.map((tree): MatchedResource => ({
    type: tree['resourceType'] as string,
    id: tree['id'] as string,
    tree,
    lastUpdated: 0,
  }));
  const graph = {
    resolve: (target: string) => resources.find(({ type, id }) => `${type}/${id}` === target),
    referring: (type: string, param: string, target: string) =>
      resources.filter(
        (each) =>
          each.type === type &&
          extractIndexValues(type, each.tree).some(
            (value) => value.kind === 'reference' && value.param === param && value.target === target,
          ),
      ),
  };
  const [search] = queryOf(url).searches;
  return resources.filter((each) => matchesSearch(search!, each, graph)).map(({ id }) => id);
}

// "A chained condition will be evaluated inside contained resources ... GET
// MedicationRequest?medication.ingredient-code=abc" (https://hl7.org/fhir/R4/search.html#contained)
const cases: readonly (readonly [url: string, ids: readonly string[]])[] = [
  ['MedicationRequest?medication.ingredient-code=abc', ['inside', 'outside']],
  ['MedicationRequest?medication:Medication.ingredient-code=urn:drugs|', ['inside', 'other', 'outside']],
  ['MedicationRequest?medication.ingredient-code=urn:drugs|def', ['other']],
  ['MedicationRequest?medication.ingredient-code=|abc', []],
  ['MedicationRequest?medication.ingredient-code:not=abc', ['other']],
  ['MedicationRequest?medication.ingredient-code:not=abc,def', []],
  ['MedicationRequest?medication.status:missing=true', ['inside', 'other', 'outside']],
  ['MedicationRequest?medication.ingredient-code=abc&status=active', ['inside', 'outside']],
  ['MedicationRequest?medication.ingredient-code=abc&status=stopped', []],
  ['MedicationRequest?medication.ingredient-code=abc&medication.ingredient-code=def', []],
  ['MedicationRequest?medication:missing=false', ['inside', 'other', 'outside', 'loose']],
  // A contained resource's own references lead on: to stored ones, and to others within.
  ['ExplanationOfBenefit?coverage.payor.name=humana', ['e1', 'e4']],
  ['ExplanationOfBenefit?coverage:Coverage.payor:Organization.name=aetna', ['e2']],
  ['ExplanationOfBenefit?coverage.payor.name:contains=N', ['e1', 'e2', 'e4']],
  ['ExplanationOfBenefit?coverage.payor.name:exact=humana', []],
  ['ExplanationOfBenefit?coverage.payor=Organization/payer', ['e1', 'e4']],
  ['ExplanationOfBenefit?coverage.status=draft', ['e3']],
  ['ExplanationOfBenefit?coverage.status:not=draft', ['e1', 'e2', 'e4']],
  ['ExplanationOfBenefit?coverage.beneficiary.gender=male&coverage.status=active', ['e1', 'e2', 'e4']],
  ['ExplanationOfBenefit?coverage.payor:missing=false', ['e1', 'e2', 'e3', 'e4']],
  // Of several that are contained one has to fulfil the condition, by itself.
  ['Observation?performer:Patient.gender=male', ['both', 'men']],
  ['Observation?performer:Patient.gender:not=male', ['both', 'unsaid']],
  ['Observation?performer:Patient.gender:missing=true', ['unsaid']],
  ['Observation?patient.gender=other', ['subject']],
  ['Observation?subject.gender=other', ['subject']],
  ['Observation?patient:missing=false', ['subject']],
  // They have no identity of their own.
  ['Observation?patient._id=pp', []],
  ['Observation?subject=Patient/pp', []],
  ['Observation?patient._lastUpdated=gt2000', []],
  ['Patient?gender=other', []],
  ['Patient?_has:Observation:performer:status=final', []],
  // "this parameter provides access to search its contents" (https://hl7.org/fhir/R4/bundle.html#search)
  ['Bundle?composition.type=ct', ['document']],
  ['Bundle?composition.type=stored', []],
  ['Bundle?composition:Composition.patient.gender=male', ['document']],
  ['Bundle?composition.type:not=ct', []],
  ['Bundle?composition.title=letter', ['document']],
  ['Bundle?message.destination-uri=http://b.example/', ['message']],
  ['Bundle?message.destination-uri=http://a.example/', []],
  ['Bundle?composition=Composition/cmp1', ['document']],
  ['Bundle?composition=cmp1', ['document']],
  ['Bundle?message=msg1', ['message']],
  ['Composition?_has:Bundle:composition:type=document', []],
];

describe('chains go on inside resources', () => {
  it.each(cases)('%s', async (url, ids) => {
    expect(found(url)).toEqual(ids);
    const query = queryOf(url);
    const { matches } = await store.search(query);
    expect(matches.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const { total } = await store.search({ ...query, count: 0, total: 'accurate' });
    expect(total).toBe(ids.length);
    const sorted = await store.search({ ...query, sort: [{ param: '_id', direction: 'ascending' }] });
    expect(sorted.matches.map(({ id }) => id)).toEqual([...ids].sort());
  });

  it('and are planned as ever where nothing is inside', async () => {
    const own = await stores.store();
    const term = createTermHash((await readSecret(stores.database, own.id))!);
    const ask: Ask = ({ text, values }) => stores.database.query(text, values);
    const kindOf = async ({ id }: DataStore): Promise<unknown> => {
      const [search] = queryOf('ExplanationOfBenefit?coverage.payor.name=humana').searches;
      const insides = await findInsides(ask, { schema: `ds_${id}`, term }, [search!]);
      return planSearch(search!, { id, term, hierarchies: new Map(), insides, parameters: r4Parameters })
        .conditions[0]?.kind;
    };
    await own.update(resource(claim('e', 'Coverage/c4')), 'e');
    expect(await kindOf(own)).toBe('chain');
    await own.update(resource(claim('e', '#coverage', { contained: [coverage] })), 'e');
    expect(await kindOf(own)).toBe('any');
  });

  it('and end with them', async () => {
    const own = await stores.store();
    const tree = claim('e', '#coverage', { contained: [coverage] });
    const query = queryOf('ExplanationOfBenefit?coverage.status=active');
    await own.update(resource(tree), 'e');
    expect((await own.search(query)).matches).toHaveLength(1);
    await own.update(
      resource(claim('e', '#coverage', { contained: [{ ...coverage, status: 'draft' }] })),
      'e',
    );
    expect((await own.search(query)).matches).toEqual([]);
    await own.delete('ExplanationOfBenefit', 'e');
    for (const table of ['token', 'reference', 'date', 'string'])
      expect(
        await stores.database.query(`SELECT count(*)::integer AS rows FROM ds_${own.id}.${table}`),
        table,
      ).toEqual([{ rows: 0 }]);
  });

  it('as far as there are no more than 100 inside', async () => {
    const own = await stores.store();
    const contained = Array.from({ length: 120 }, (_, number) =>
      performer(`p${number}`, number === 119 ? 'female' : 'male'),
    );
    const tree = observation('many', {
      contained,
      performer: contained.map(({ id }) => ({ reference: `#${id as string}` })),
    });
    await own.update(resource(tree), 'many');
    expect((await own.search(queryOf('Observation?performer:Patient.gender=male'))).matches).toHaveLength(1);
    expect((await own.search(queryOf('Observation?performer:Patient.gender=female'))).matches).toEqual([]);
  });
});

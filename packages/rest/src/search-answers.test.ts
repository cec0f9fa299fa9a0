import { r4Parameters, validateResource, type JsonObject, type SearchQuery } from '@wellspring/fhir';
import type { DataStore, ResourceKey, SearchPage, StoredVersion } from '@wellspring/store';
import { describe, expect, test } from 'vitest';
import { createRestHandler } from './rest-handler.js';
import type { SearchCounts } from './search-counts.js';
import { caller, type Answer } from './testing/call.js';

const storeId = '0123456789abcdef0123456789abcdef';
const root = `https://fhir.example/datastore/${storeId}/r4`;
const form = { 'content-type': 'application/x-www-form-urlencoded' };

interface Bundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl?: string;
    readonly resource: { readonly resourceType: string; readonly id?: string; readonly issue?: unknown };
    readonly search: { readonly mode: string };
  }[];
}

function version(type: string, id: string, members: object = {}): StoredVersion {
  const body = Buffer.from(JSON.stringify({ resourceType: type, id, ...members }));
  return { type, id, version: 1, vid: 1n, lastUpdated: '2024-01-01T00:00:00.000Z', method: 'create', body };
}

/** A data store that answers every search with the same page, and keeps what it was asked. */
function over(page: SearchPage, stored: readonly StoredVersion[] = [], searchCounts?: Partial<SearchCounts>) {
  const queries: SearchQuery[] = [];
  const read: (readonly ResourceKey[])[] = [];
  const treeOf = ({ body }: StoredVersion) => JSON.parse(body!.toString()) as JsonObject;
  const conformance = {
    find: (type: string, by: { readonly id: string } | { readonly url: string }) => {
      const found = stored.find((one) => one.type === type && 'id' in by && one.id === by.id);
      return Promise.resolve(found && treeOf(found));
    },
  } as DataStore['conformance'];
  const asked: Partial<DataStore> = {
    id: storeId,
    conformance,
    searchParameters: () => r4Parameters,
    search: (query) => {
      queries.push(query);
      return Promise.resolve(page);
    },
    read: (type, id) => Promise.resolve(stored.find((one) => one.type === type && one.id === id)),
    readSome: (keys) => {
      read.push(keys);
      const versions = stored.filter((one) =>
        keys.some(({ type, id }) => one.type === type && one.id === id),
      );
      return Promise.resolve({ versions, rest: [] });
    },
  };
  const handle = createRestHandler({
    registry: { open: () => Promise.resolve(asked as DataStore), get: () => Promise.resolve(undefined) },
    publicUrl: 'https://fhir.example',
    version: '1',
    maxBodyBytes: 1_000_000,
    searchCounts,
  });
  return { send: caller(handle, storeId), queries, read };
}

function bundleOf(answer: Answer): Bundle {
  expect(answer.status).toBe(200);
  expect(validateResource(answer.json() as JsonObject)).toEqual([]);
  return answer.json() as Bundle;
}
const linksOf = ({ link }: Bundle) =>
  Object.fromEntries(link.map(({ relation, url }) => [relation, url.slice(root.length)]));
const typesOf = ({ searches }: SearchQuery) => searches.map(({ type }) => type);
const none: SearchPage = { matches: [] };

// https://hl7.org/fhir/R4/http.html#search
describe('where a search looks', () => {
  test.each<[string, string, readonly string[]]>([
    ['/Patient?name=a', '/Patient?name=a', ['Patient']],
    ['/?_type=Patient,Observation&_id=a', '?_type=Patient,Observation&_id=a', ['Patient', 'Observation']],
    ['?_type=Patient', '?_type=Patient', ['Patient']],
    ['/Patient/p/Observation?code=1', '/Patient/p/Observation?code=1', ['Observation']],
    ['/Patient/p/*?_type=Observation', '/Patient/p/*?_type=Observation', ['Observation']],
    ['/Encounter/e/Condition', '/Encounter/e/Condition', ['Condition']],
  ])('GET %s', async (target, self, types) => {
    const { send, queries } = over(none);
    const found = bundleOf(await send('GET', target));
    expect([linksOf(found), queries.map(typesOf)]).toEqual([{ self }, [types]]);
    expect((await send('HEAD', target)).status).toBe(200);
  });

  test('everything, without any parameter', async () => {
    const { send, queries } = over(none);
    expect(linksOf(bundleOf(await send('GET', '/')))).toEqual({ self: '' });
    const types = typesOf(queries[0]!);
    expect(types).toEqual(expect.arrayContaining(['Patient', 'Binary', 'Bundle']));
    expect(types).not.toContain('OperationOutcome');
  });

  test.each([
    ['/Patient/_search', '/Patient'],
    ['/_search', ''],
    ['/Patient/p/Observation/_search', '/Patient/p/Observation'],
    ['/Patient/p/_search', '/Patient/p/*'],
    ['/Patient/p/*/_search', '/Patient/p/*'],
  ])('POST %s: the parameters of address and form, and links for GET', async (target, self) => {
    const { send, queries } = over({ matches: [], next: 'n' });
    const found = bundleOf(
      await send('POST', `${target}?_id=a,b`, { headers: form, body: '_tag=x%7Cy+z&_count=5' }),
    );
    const query = '?_id=a,b&_tag=x%7Cy%20z&_count=5';
    expect(linksOf(found)).toEqual({ self: `${self}${query}`, next: `${self}${query}&_cursor=n` });
    expect(queries[0]!.count).toBe(5);
  });

  test('POST without a body or a content type', async () => {
    const { send } = over(none);
    expect(linksOf(bundleOf(await send('POST', '/Patient/_search')))).toEqual({ self: '/Patient' });
  });

  test('5,000 values, in an address or a form', async () => {
    const { send, queries } = over(none);
    const code = (index: number) => `http://loinc.org%7C${index}-1`;
    const text = `code=${Array.from({ length: 5_000 }, (_, index) => code(index)).join(',')}`;
    const asked = bundleOf(await send('GET', `/Observation?${text}`));
    expect(linksOf(asked)['self']).toBe(`/Observation?${text}`);
    bundleOf(await send('POST', '/Observation/_search', { headers: form, body: text }));
    const sizes = queries.map(({ searches }) =>
      searches.flatMap(({ conditions }) =>
        conditions.map((condition) => (condition.kind === 'parameter' ? condition.anyOf.length : 0)),
      ),
    );
    expect(sizes).toEqual([[5_000], [5_000]]);
  });
});

describe('pages', () => {
  test('lead to the next and the one before', async () => {
    const { send } = over({ matches: [version('Patient', 'p')], next: 'n', previous: 'b', total: 7 });
    const found = bundleOf(await send('GET', '/Patient?_total=estimate&_sort=birthdate&_cursor=c'));
    expect(found.total).toBe(7);
    expect(linksOf(found)).toEqual({
      self: '/Patient?_total=estimate&_sort=birthdate&_cursor=c',
      next: '/Patient?_total=estimate&_sort=birthdate&_cursor=n',
      previous: '/Patient?_total=estimate&_sort=birthdate&_cursor=b',
    });
    expect(found.entry).toMatchObject([{ fullUrl: `${root}/Patient/p`, search: { mode: 'match' } }]);
  });

  test.each([
    [undefined, '', 20],
    [undefined, '_count=5000', 1_000],
    [{ defaultCount: 7 }, '', 7],
    [{ maxCount: 50 }, '_count=5000', 50],
    [{ maxCount: 50 }, '_count=50', 50],
  ])('with the settings %j, %s', async (counts, query, expected) => {
    const { send, queries } = over(none, [], counts);
    const found = bundleOf(await send('GET', `/Patient?${query}`));
    expect(queries[0]!.count).toBe(expected);
    expect(linksOf(found)['self']).toBe(query === '' ? '/Patient' : `/Patient?_count=${expected}`);
  });

  test.each(['_summary=count', '_count=0'])('%s is the total alone', async (parameter) => {
    const { send, queries } = over({ matches: [], total: 3 });
    const found = bundleOf(await send('GET', `/Patient?gender=male&${parameter}`));
    expect([found.total, found.entry, linksOf(found)]).toEqual([
      3,
      undefined,
      { self: `/Patient?gender=male&${parameter}` },
    ]);
    expect(queries[0]).toMatchObject({ count: 0, total: 'accurate' });
  });
});

// https://hl7.org/fhir/R4/search.html#errors
describe('Prefer', () => {
  test.each([
    [undefined, 200],
    ['handling=lenient', 200],
    ['handling=strict', 400],
  ])('%s, an unknown parameter: %s', async (prefer, status) => {
    const { send } = over(none);
    const answer = await send(
      'GET',
      '/Patient?nonsense=1',
      prefer === undefined ? {} : { headers: { prefer } },
    );
    expect([answer.status, answer.text.includes('nonsense')]).toEqual([status, true]);
    if (status !== 200) return;
    const found = bundleOf(answer);
    expect(linksOf(found)).toEqual({ self: '/Patient' });
    expect(found.entry).toMatchObject([
      { search: { mode: 'outcome' }, resource: { resourceType: 'OperationOutcome' } },
    ]);
  });

  test.each([
    ['/Patient?birthdate=never', 'birthdate'],
    ['/Observation?value-quantity=xx5', 'value-quantity'],
    ['/Observation?code.text=x', 'code.text'],
    ['/Patient?gender:exact=male', 'gender'],
    ['/Patient?_filter=name eq a', '_filter'],
    ['/Patient?_has:Observation:nope:code=1', '_has:Observation:nope:code'],
    ['/?name=a', 'name'],
  ])('%s names the parameter', async (target, name) => {
    const { send } = over(none);
    const answer = await send('GET', target, { headers: { prefer: 'handling=strict' } });
    expect(answer.status).toBe(400);
    const { issue } = answer.json() as { readonly issue: readonly { readonly diagnostics: string }[] };
    expect(issue[0]!.diagnostics).toContain(name);
  });
});

describe('sets of codes', () => {
  const valueSet = version('ValueSet', 'v', {
    status: 'active',
    url: 'http://a.example/v',
    compose: { include: [{ system: 'http://a.example/c', concept: [{ code: 'x' }, { code: 'y' }] }] },
  });

  test(':in is searched by the codes of the value set', async () => {
    const { send, queries } = over(none, [valueSet]);
    const found = bundleOf(await send('GET', '/Condition?code:in=ValueSet/v'));
    expect(linksOf(found)).toEqual({ self: '/Condition?code:in=ValueSet/v' });
    const system = 'http://a.example/c';
    expect(queries.at(-1)!.searches).toMatchObject([
      {
        type: 'Condition',
        conditions: [
          {
            param: 'code',
            anyOf: [
              { kind: 'token', form: 'system-code', system, code: 'x' },
              { kind: 'token', form: 'system-code', system, code: 'y' },
            ],
          },
        ],
      },
    ]);
  });

  test('a value set that is not there is said', async () => {
    const { send } = over(none);
    const answer = await send('GET', '/Condition?code:in=http://a.example/none');
    expect([answer.status, answer.json()]).toMatchObject([
      400,
      {
        issue: [
          { code: 'not-found', diagnostics: expect.stringContaining('http://a.example/none') as string },
        ],
      },
    ]);
  });
});

// https://hl7.org/fhir/R4/search.html#revinclude
describe('includes', () => {
  test('stand behind the matches, and before what is said of them', async () => {
    const match = version('Patient', 'p', { managingOrganization: { reference: 'Organization/o' } });
    const { send, read } = over({ matches: [match] }, [version('Organization', 'o')]);
    const found = bundleOf(await send('GET', '/Patient?_include=Patient:organization&nonsense=1'));
    expect(found.entry!.map(({ search, resource }) => [search.mode, resource.resourceType])).toEqual([
      ['match', 'Patient'],
      ['include', 'Organization'],
      ['outcome', 'OperationOutcome'],
    ]);
    expect(read).toEqual([[{ type: 'Organization', id: 'o' }]]);
  });
});

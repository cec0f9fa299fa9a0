import { createJobBench, createMemoryObjects, type JobBench } from '@wellspring/jobs/testing';
import { testDatabase } from '@wellspring/database/testing';
import type { JsonObject } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveBulkStore, type BulkStore } from './testing/bulk-store.js';
import { active, parameterResource, stateOf } from './testing/own-parameters.js';
import { foundBundle, namesOf, type TestResource } from './testing/served-store.js';

let test: Awaited<ReturnType<typeof testDatabase>>;
let bench: JobBench;
let store: BulkStore;

const colours = ['brown', 'blue', 'green'] as const;
const count = 60;

const extension = (name: string, value: JsonObject): JsonObject => ({
  url: `http://example.org/${name}`,
  ...value,
});

/** Each of their values follows from the number, so what is to be found is reckoned here and asked there. */
function patient(number: number): TestResource {
  const extensions = [
    extension('eyes', {
      valueCoding: { system: 'http://example.org/colours', code: colours[number % 3]!, display: 'Shade' },
    }),
    ...(number % 4 === 0 ? [] : [extension('height', { valueDecimal: 150 + number })]),
    extension('weight', {
      valueQuantity: {
        value: 50 + number,
        unit: 'kg',
        system: 'http://unitsofmeasure.org',
        code: 'kg',
      },
    }),
    extension('seen', { valueDateTime: `2024-01-${String((number % 28) + 1).padStart(2, '0')}` }),
    extension('nick', { valueString: `Nick${number % 7} Ágnes` }),
    extension('site', { valueUri: `http://example.org/sites/${number % 5}` }),
    ...(number % 6 === 0
      ? []
      : [extension('clinic', { valueReference: { reference: `Organization/o${number % 4}` } })]),
  ];
  return { resourceType: 'Patient', id: `p${number}`, active: number % 2 === 0, extension: extensions };
}

const numbers = Array.from({ length: count }, (_, number) => number);
const patients = (holds: (number: number) => boolean): string[] =>
  numbers
    .filter(holds)
    .map((number) => `Patient/p${number}`)
    .sort();

const path = (name: string): string => `Patient.extension.where(url = 'http://example.org/${name}')`;

const definitions = [
  parameterResource('eyes', 'token', ['Patient'], `${path('eyes')}.value`),
  parameterResource('height', 'number', ['Patient'], `${path('height')}.valueDecimal`),
  parameterResource('weight', 'quantity', ['Patient'], `(${path('weight')}.value as Quantity)`),
  parameterResource('seen', 'date', ['Patient'], `${path('seen')}.value.ofType(dateTime)`),
  parameterResource('nick', 'string', ['Patient'], `${path('nick')}.value`),
  parameterResource('site', 'uri', ['Patient'], `${path('site')}.value`),
  parameterResource('clinic', 'reference', ['Patient'], `${path('clinic')}.value`, {
    target: ['Organization'],
  }),
  parameterResource('eyes-weight', 'composite', ['Patient'], 'Patient', {
    component: [
      {
        definition: 'http://example.org/SearchParameter/eyes',
        expression: "extension.where(url = 'http://example.org/eyes').value",
      },
      {
        definition: 'http://example.org/SearchParameter/weight',
        expression: "extension.where(url = 'http://example.org/weight').value",
      },
    ],
  }),
];

beforeAll(async () => {
  test = await testDatabase();
  bench = await createJobBench(test.url);
  store = await serveBulkStore(bench, createMemoryObjects(), { changeBatch: 16 });
  await store.put(
    [0, 1, 2, 3].map((id) => ({ resourceType: 'Organization', id: `o${id}`, name: `Clinic ${id}` })),
  );
  await store.put(numbers.slice(0, 40).map(patient));
  await store.put(definitions);
  // The last third is written while the others are being indexed, or after.
  await store.put(numbers.slice(40).map(patient));
  await active(store, ...definitions.map(({ id }) => id));
});
afterAll(async () => {
  await bench.close();
  await test.drop();
});

async function found(target: string): Promise<string[]> {
  return [...namesOf(foundBundle(await store.send('GET', `${target}&_count=200`)), 'match')].sort();
}

describe('search parameters of a data store find what their expressions give', () => {
  it.each([
    ['token by code', 'eyes=blue', (n: number) => n % 3 === 1],
    ['token with its system', 'eyes=http://example.org/colours|green', (n: number) => n % 3 === 2],
    ['token of a system', 'eyes=http://example.org/colours|', () => true],
    ['token without a system', 'eyes=|blue', () => false],
    ['token of another system', 'eyes=http://example.org/other|blue', () => false],
    ['token :not', 'eyes:not=blue', (n: number) => n % 3 !== 1],
    ['token :text', 'eyes:text=sha', () => true],
    ['number', 'height=171', (n: number) => n === 21],
    ['number from', 'height=ge190', (n: number) => n >= 40 && n % 4 !== 0],
    ['numbers between', 'height=gt160&height=lt170', (n: number) => n > 10 && n < 20 && n % 4 !== 0],
    ['number :missing=true', 'height:missing=true', (n: number) => n % 4 === 0],
    ['number :missing=false', 'height:missing=false', (n: number) => n % 4 !== 0],
    ['quantity', 'weight=60|http://unitsofmeasure.org|kg', (n: number) => n === 10],
    ['quantity in another unit', 'weight=60000|http://unitsofmeasure.org|g', (n: number) => n === 10],
    ['quantity below', 'weight=lt55', (n: number) => n < 5],
    ['date', 'seen=2024-01-05', (n: number) => n % 28 === 4],
    ['dates before', 'seen=lt2024-01-03', (n: number) => n % 28 < 2],
    ['string begins', 'nick=nick3', (n: number) => n % 7 === 3],
    ['string :contains', 'nick:contains=agnes', () => true],
    ['string :exact', `nick:exact=${encodeURIComponent('Nick2 Ágnes')}`, (n: number) => n % 7 === 2],
    ['uri', 'site=http://example.org/sites/2', (n: number) => n % 5 === 2],
    ['uri :below', 'site:below=http://example.org/sites', () => true],
    ['reference', 'clinic=Organization/o1', (n: number) => n % 4 === 1 && n % 6 !== 0],
    ['reference by id', 'clinic=o2', (n: number) => n % 4 === 2 && n % 6 !== 0],
    ['reference :missing', 'clinic:missing=true', (n: number) => n % 6 === 0],
    ['chain', 'clinic.name=clinic%203', (n: number) => n % 4 === 3 && n % 6 !== 0],
    ['composite', 'eyes-weight=blue$gt80', (n: number) => n % 3 === 1 && n > 30],
    [
      'two of them, and one of R4',
      'eyes=brown&site=http://example.org/sites/0&active=true',
      (n: number) => n % 30 === 0,
    ],
  ])('%s: %s', async (_, query, holds) => {
    expect(await found(`/Patient?${query}`)).toEqual(patients(holds));
  });

  it('_has, and chains through it', async () => {
    expect(await found('/Organization?_has:Patient:clinic:eyes=blue')).toEqual(
      [
        ...new Set(numbers.filter((n) => n % 3 === 1 && n % 6 !== 0).map((n) => `Organization/o${n % 4}`)),
      ].sort(),
    );
    expect(await found('/Organization?_has:Patient:clinic:height=171')).toEqual(['Organization/o1']);
  });

  it.each([
    ['height', (n: number) => (n % 4 === 0 ? Infinity : n)],
    ['weight', (n: number) => n],
  ])('_sort by %s', async (name, place) => {
    const bundle = foundBundle(await store.send('GET', `/Patient?_sort=${name}&_count=200`));
    const order = namesOf(bundle, 'match').map((each) => place(Number(each.slice('Patient/p'.length))));
    expect(order).toHaveLength(count);
    expect(order).toEqual([...order].sort((left, right) => (left === right ? 0 : left - right)));
  });

  it('_include, _revinclude and their wildcards', async () => {
    const one = foundBundle(await store.send('GET', '/Patient?_id=p1&_include=Patient:clinic'));
    expect(namesOf(one, 'include')).toEqual(['Organization/o1']);
    const all = foundBundle(await store.send('GET', '/Patient?_id=p1&_include=*'));
    expect(namesOf(all, 'include')).toEqual(['Organization/o1']);
    const reverse = foundBundle(await store.send('GET', '/Organization?_id=o1&_revinclude=Patient:clinic'));
    expect([...namesOf(reverse, 'include')].sort()).toEqual(patients((n) => n % 4 === 1 && n % 6 !== 0));
  });

  it('conditional interactions', async () => {
    const body = { resourceType: 'Patient', active: true };
    const create = await store.send('POST', '/Patient', {
      body,
      headers: { 'if-none-exist': 'height=171' },
    });
    expect([create.status, (create.json() as JsonObject)['id']]).toEqual([200, 'p21']);
    const none = await store.send('PUT', '/Patient?height=999999', { body: { ...body, id: 'fresh' } });
    expect(none.status).toBe(201);
    expect((await store.send('DELETE', '/Patient/fresh')).status).toBe(204);
  });

  it('a transaction whose entries meet its own conditions', async () => {
    const entry = (fullUrl: string, number: number) => ({
      fullUrl,
      resource: { ...patient(number), id: undefined },
      request: { method: 'POST', url: 'Patient', ifNoneExist: 'height=1234' },
    });
    const high = {
      resourceType: 'Patient',
      extension: [extension('height', { valueDecimal: 1234 })],
    };
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0',
        'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1',
      ].map((url) => ({ ...entry(url, 1), resource: high })),
    };
    const answer = await store.send('POST', '/', { body: bundle });
    expect(answer.status).toBe(200);
    const [made, ...others] = await found('/Patient?height=1234');
    expect(others).toEqual([]);
    expect((await store.send('DELETE', `/${made}`)).status).toBe(204);
    expect(await found('/Patient?height=1234')).toEqual([]);
  });

  it('filters of exports', async () => {
    expect(await store.names('/Patient/$export?_type=Patient&_typeFilter=Patient%3Feyes%3Dblue')).toEqual(
      patients((n) => n % 3 === 1),
    );
  });

  it('the CapabilityStatement', async () => {
    const statement = (await store.send('GET', '/metadata')).json() as {
      rest: {
        resource: {
          type: string;
          searchParam: { name: string; definition?: string }[];
          searchInclude?: string[];
        }[];
      }[];
    };
    const { searchParam, searchInclude } = statement.rest[0]!.resource.find(
      ({ type }) => type === 'Patient',
    )!;
    expect(searchParam.find(({ name }) => name === 'eyes')?.definition).toBe(
      'http://example.org/SearchParameter/eyes',
    );
    expect(searchInclude).toContain('Patient:clinic');
  });

  it('index rows are gone with the resources', async () => {
    await store.put([{ ...patient(1), id: 'passing' }]);
    expect(await found('/Patient?eyes=blue')).toContain('Patient/passing');
    const changed = { ...patient(2), id: 'passing' };
    expect((await store.send('PUT', '/Patient/passing', { body: changed })).status).toBe(200);
    expect(await found('/Patient?eyes=blue')).not.toContain('Patient/passing');
    expect((await store.send('DELETE', '/Patient/passing')).status).toBe(204);
    expect(await found('/Patient?eyes=green')).not.toContain('Patient/passing');
  });
});

describe('what cannot be indexed is stored, and told', () => {
  const refused: readonly (readonly [string, TestResource, RegExp])[] = [
    [
      'a name of R4',
      parameterResource('birthdate', 'date', ['Patient'], 'Patient.birthDate'),
      /R4 has a search parameter of this name/,
    ],
    [
      'an unknown function',
      parameterResource('x-fun', 'string', ['Patient'], 'Patient.name.family.replaceMatches("a","b")'),
      /cannot read|not supported/,
    ],
    [
      'an unknown element',
      parameterResource('x-el', 'string', ['Patient'], 'Patient.shoeSize'),
      /no element shoeSize/,
    ],
    [
      'a type that does not fit',
      parameterResource('x-type', 'date', ['Patient'], 'Patient.name.family'),
      /takes no values/,
    ],
    ['special', parameterResource('x-special', 'special', ['Patient'], 'Patient.name'), /type "special"/],
    [
      'a name that begins with _',
      parameterResource('x-under', 'string', ['Patient'], 'Patient.name.family', { code: '_count' }),
      /code cannot be/,
    ],
    [
      'another one of the name',
      parameterResource('x-eyes', 'token', ['Patient'], 'Patient.gender', { code: 'eyes' }),
      /has this name already/,
    ],
    [
      'a huge expression',
      parameterResource(
        'x-huge',
        'string',
        ['Patient'],
        Array.from({ length: 3000 }, () => 'Patient.name').join('|'),
      ),
      /more than 10000 characters/,
    ],
    [
      'deep nesting',
      parameterResource('x-deep', 'string', ['Patient'], `${'('.repeat(900)}Patient.name${')'.repeat(900)}`),
      /nested too deeply/,
    ],
    [
      'an explosion of choices',
      parameterResource(
        'x-wide',
        'string',
        ['Patient'],
        `Patient.extension${'.value.extension'.repeat(8)}.value`,
      ),
      /too many kinds/,
    ],
    [
      'conditions in conditions',
      parameterResource(
        'x-cond',
        'token',
        ['Questionnaire'],
        'Questionnaire.item.where(item.where(item.where(item.where(linkId.exists()).exists()).exists()).exists()).linkId',
      ),
      /conditions within one another/,
    ],
    [
      '%resource in a condition',
      parameterResource(
        'x-res',
        'token',
        ['Questionnaire'],
        'Questionnaire.item.where(%resource.item.exists()).linkId',
      ),
      /within a condition/,
    ],
  ];
  it.each(refused)('%s', async (_, resource, why) => {
    const answer = await store.send('PUT', `/SearchParameter/${resource.id}`, {
      body: resource,
      headers: { prefer: 'return=OperationOutcome' },
    });
    expect(answer.status).toBe(201);
    expect(answer.text).toMatch(/Searches cannot use it/);
    const { state, refusals } = await stateOf(store, resource.id);
    expect(state).toBe('refused');
    expect(refusals.join(' ')).toMatch(why);
    await store.send('DELETE', `/SearchParameter/${resource.id}`);
  });

  it('a parameter of several types is indexed for those where its name is free', async () => {
    const resource = parameterResource(
      'gender',
      'token',
      ['Patient', 'Group'],
      'Patient.gender | Group.code',
    );
    await store.put([resource]);
    await active(store, 'gender');
    const { types, refusals } = await stateOf(store, 'gender');
    expect(types).toEqual(['Group']);
    expect(refusals.join(' ')).toMatch(/For Patient: FHIR R4 has/);
  });
});

describe('a search parameter that changes', () => {
  const first = parameterResource('note', 'string', ['Group'], 'Group.name');
  const search = async (query: string) =>
    namesOf(foundBundle(await store.send('GET', `/Group?${query}`)), 'match');

  it('is told apart from the one before, is unknown once it is retired, and comes back', async () => {
    await store.put([
      { resourceType: 'Group', id: 'g1', type: 'person', actual: true, name: 'Ada' },
      { resourceType: 'Group', id: 'g2', type: 'person', actual: true, name: 'Bea', code: { text: 'Ada' } },
    ]);
    await store.put([first]);
    await active(store, 'note');
    expect(await search('note=ada')).toEqual(['Group/g1']);

    await store.put([{ ...first, expression: 'Group.code.text' }]);
    await active(store, 'note');
    expect(await search('note=ada')).toEqual(['Group/g2']);

    await store.put([{ ...first, status: 'retired' }]);
    const strict = { headers: { prefer: 'handling=strict' } };
    const refused = await store.send('GET', '/Group?note=ada', strict);
    expect([refused.status, refused.text]).toEqual([400, expect.stringMatching(/not known for Group/)]);
    const ignored = foundBundle(
      await store.send('GET', '/Group?note=ada', { headers: { prefer: 'handling=lenient' } }),
    );
    expect(namesOf(ignored, 'match')).toHaveLength(2);
    expect(namesOf(ignored, 'outcome')).toHaveLength(1);

    await store.put([first]);
    await active(store, 'note');
    expect(await search('note=ada')).toEqual(['Group/g1']);
  });
});

describe('$reindex', () => {
  it('makes all rows anew, whatever there was, beside searches, and tells how far it is', async () => {
    await bench.database.query(`DELETE FROM ds_${store.id}.date`);
    // Of the patients: which parameters there are is looked up by such rows, too.
    await bench.database.query(
      `DELETE FROM ds_${store.id}.token t USING ds_${store.id}.version v
       WHERE t.vid % 2 = 0 AND v.vid = t.vid AND v.id ~ '^p[0-9]+$'`,
    );
    expect(await found('/Patient?seen=2024-01-05')).toEqual([]);
    const started = await store.send('POST', '/$reindex');
    expect(started.status).toBe(202);
    const status = started.headers['content-location']!.replace(store.root, '');
    const job = async () => (await store.send('GET', status)).json() as Record<string, unknown>;
    await expect.poll(async () => (await job())['status'], { timeout: 30_000 }).toBe('COMPLETED');
    const { resourcesProcessed, resourcesEstimated, scope } = await job();
    expect(scope).toBe('all');
    expect(resourcesProcessed).toBeGreaterThan(count);
    expect(resourcesEstimated).toBe(resourcesProcessed);
    expect(await found('/Patient?seen=2024-01-05')).toEqual(patients((n) => n % 28 === 4));
    expect(await found('/Patient?eyes=blue&active=true')).toEqual(patients((n) => n % 6 === 4));
  });

  it('is refused with what it cannot have, and knows its own jobs only', async () => {
    expect((await store.send('POST', '/$reindex?type=Patient')).status).toBe(400);
    expect((await store.send('GET', `/$reindex/${'0'.repeat(32)}`)).status).toBe(404);
    expect((await store.send('GET', '/$reindex')).status).toBe(405);
  });
});

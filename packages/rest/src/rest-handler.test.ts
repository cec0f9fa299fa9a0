import {
  createCompiledProfiles,
  createResourceValidator,
  parseSearch,
  r4Parameters,
  validateResource,
  type JsonObject,
  type SearchParameters,
} from '@wellspring/fhir';
import type { DataStore, DataStoreRecord } from '@wellspring/store';
import { describe, expect, test } from 'vitest';
import { createRestHandler } from './rest-handler.js';
import { caller } from './testing/call.js';

const storeId = '0123456789abcdef0123456789abcdef';
const noProfiles = { forType: [], named: [], unknown: [] };
const conformance = {
  find: () => Promise.resolve(undefined),
  generation: () => Promise.resolve('1'),
  defaultProfiles: () => Promise.resolve(noProfiles),
  state: () => Promise.resolve({ generation: '1', level: undefined }),
};
const validator = createResourceValidator({
  conformance,
  judge: () => Promise.resolve([]),
  compiled: createCompiledProfiles(),
});
// What is tested here is decided before a data store is asked for anything but what it validates by.
const searchParameters = (): SearchParameters => r4Parameters;
const read = (): never => {
  throw new Error('the data store was asked: read');
};
const untouched = new Proxy({ conformance, validator, searchParameters, read } as unknown as DataStore, {
  get: (known, name) => {
    if (Object.hasOwn(known, name)) return Reflect.get(known, name) as unknown;
    // A promise looks whether what it resolves to is one itself.
    if (name === 'then') return undefined;
    throw new Error(`the data store was asked: ${String(name)}`);
  },
});
const record = (status: DataStoreRecord['status']): DataStoreRecord => ({
  id: storeId,
  status,
  createdAt: new Date(0),
  properties: {},
});
const handlerOver = (status: DataStoreRecord['status'] | undefined) =>
  createRestHandler({
    registry: {
      open: () => Promise.resolve(status === 'ACTIVE' ? untouched : undefined),
      get: () => Promise.resolve(status && record(status)),
    },
    version: '1.2.3',
    maxBodyBytes: 10_000,
  });
const send = caller(handlerOver('ACTIVE'), storeId);
interface Outcome {
  readonly issue: readonly { readonly code: string; readonly expression?: readonly string[] }[];
}

describe('data stores', () => {
  test.each([
    [undefined, storeId, 404],
    ['DELETED', storeId, 404],
    ['DELETING', storeId, 409],
    ['CREATING', storeId, 409],
    ['ACTIVE', 'not-an-id', 404],
    ['ACTIVE', storeId.toUpperCase(), 404],
  ] as const)('%s, id %s', async (status, id, expected) => {
    const answer = await caller(handlerOver(status), id)('GET', '/metadata');
    expect(answer.status).toBe(expected);
    expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  });
});

describe('refused before the data store is asked', () => {
  const patient = { resourceType: 'Patient', id: 'p' };
  const json = { 'content-type': 'application/json' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  test.each([
    ['unknown type', 'GET', '/Ghost', {}, 404, 'not-supported'],
    ['a bundle that is none', 'POST', '/', { body: {} }, 400, 'required'],
    ['a method there is not', 'POST', '/Patient/p', { body: patient }, 405, 'not-supported'],
    ['broken path', 'GET', '/Patient/%', {}, 400, 'invalid'],
    ['broken query', 'GET', '/Patient?name=%', {}, 400, 'invalid'],
    [
      'XML wanted',
      'GET',
      '/Patient/p',
      { headers: { accept: 'application/fhir+xml' } },
      406,
      'not-supported',
    ],
    ['no content type', 'POST', '/Patient', { body: '{"resourceType":"Patient"}' }, 415, 'not-supported'],
    [
      'XML sent',
      'POST',
      '/Patient',
      { headers: { 'content-type': 'application/fhir+xml' }, body: '<Patient/>' },
      415,
      'not-supported',
    ],
    ['no body', 'POST', '/Patient', { headers: json }, 400, 'structure'],
    ['no JSON', 'POST', '/Patient', { headers: json, body: '{"resourceType":"Pat' }, 400, 'structure'],
    [
      'bad UTF-8',
      'POST',
      '/Patient',
      { headers: json, body: Buffer.from([0x7b, 0xff, 0x7d]) },
      400,
      'structure',
    ],
    ['another type', 'POST', '/Observation', { body: patient }, 400, 'invalid'],
    ['no id', 'PUT', '/Patient/p', { body: { resourceType: 'Patient' } }, 400, 'invalid'],
    ['another id', 'PUT', '/Patient/q', { body: patient }, 400, 'invalid'],
    ['a bad id', 'PUT', '/Patient/p', { body: { ...patient, id: 'a_b' } }, 400, 'value'],
    ['nested 10,000 deep', 'POST', '/Patient', { headers: json, body: '['.repeat(9_999) }, 400, 'structure'],
    [
      'a key twice',
      'POST',
      '/Patient',
      { headers: json, body: '{"resourceType":"Patient","active":true,"active":false}' },
      400,
      'structure',
    ],
    [
      'half a character',
      'POST',
      '/Patient',
      { headers: json, body: '{"resourceType":"Patient","language":"\\ud800"}' },
      400,
      'structure',
    ],
    [
      'an id of 65 characters',
      'PUT',
      `/Patient/p`,
      { body: { ...patient, id: 'p'.repeat(65) } },
      400,
      'value',
    ],
    ['an array', 'POST', '/Patient', { headers: json, body: '[]' }, 400, 'structure'],
    [
      '__proto__',
      'POST',
      '/Patient',
      { headers: json, body: '{"resourceType":"Patient","__proto__":{"a":1}}' },
      400,
      'structure',
    ],
    [
      'constructor',
      'POST',
      '/Patient',
      { headers: json, body: '{"resourceType":"Patient","constructor":"x"}' },
      400,
      'structure',
    ],
    ['too large', 'POST', '/Patient', { headers: json, body: ' '.repeat(10_001) }, 413, 'too-long'],
    [
      'a create that hangs on a version',
      'POST',
      '/Patient',
      { headers: { 'if-match': 'W/"1"' }, body: patient },
      501,
      'not-supported',
    ],
    ['a bad If-Match', 'PUT', '/Patient/p', { headers: { 'if-match': '1' }, body: patient }, 400, 'value'],
    [
      'a condition that is not known',
      'POST',
      '/Patient',
      { headers: { 'if-none-exist': 'a=1' }, body: patient },
      400,
      'not-supported',
    ],
    [
      'a bad validation level',
      'POST',
      '/Patient',
      { headers: { 'x-amzn-healthlake-fhir-validation-level': 'loose' }, body: patient },
      400,
      'value',
    ],
    ['a form that is none', 'POST', '/Patient/_search', { headers: json, body: '{}' }, 415, 'not-supported'],
    [
      'a form that is not UTF-8',
      'POST',
      '/Patient/_search',
      { headers: form, body: Buffer.from('name=\xff', 'latin1') },
      400,
      'invalid',
    ],
    [
      'XML, wanted in a form',
      'POST',
      '/Patient/_search',
      { headers: form, body: '_format=xml' },
      406,
      'not-supported',
    ],
    ['no compartment', 'GET', '/Organization/o/Observation', {}, 404, 'not-found'],
    ['never in the compartment', 'GET', '/Patient/p/Organization', {}, 400, 'value'],
    ['a type there is not', 'GET', '/?_type=Ghost', {}, 400, 'value'],
    ['a bad value in a form', 'POST', '/_search', { headers: form, body: '_count=-1' }, 400, 'value'],
    ['a bad history', 'GET', '/Patient/p/_history?_since=x', {}, 400, 'invalid'],
  ])('%s', async (_, method, target, options, status, code) => {
    const answer = await send(method, target, options);
    expect([answer.status, (answer.json() as Outcome).issue[0]!.code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  });

  test('an invalid resource names its elements', async () => {
    const answer = await send('POST', '/Patient', {
      body: { resourceType: 'Patient', gender: 'robot', birthDate: 'soon', unheardOf: 1 },
    });
    expect(answer.status).toBe(400);
    const { issue } = answer.json() as Outcome;
    const named = issue.flatMap(({ expression }) => expression ?? []);
    expect(named).toEqual(expect.arrayContaining(['Patient.gender', 'Patient.birthDate']));
    expect(issue.length).toBeGreaterThanOrEqual(3);
  });

  test('405 names the methods', async () => {
    expect((await send('POST', '/Patient/p')).headers['allow']).toBe('GET, HEAD, PUT, PATCH, DELETE');
  });

  test('what is the fault of the server is thrown, for the log', async () => {
    await expect(send('GET', '/Patient/p')).rejects.toThrow('the data store was asked: read');
  });
});

describe('CapabilityStatement', () => {
  interface Parameter {
    readonly name: string;
    readonly type: string;
    readonly definition?: string;
  }
  interface Statement {
    readonly implementation: { readonly url: string };
    readonly software: { readonly version: string };
    readonly rest: readonly {
      readonly interaction: readonly { readonly code: string }[];
      readonly searchParam: readonly Parameter[];
      readonly compartment: readonly string[];
      readonly resource: readonly {
        readonly type: string;
        readonly searchInclude?: readonly string[];
        readonly searchRevInclude?: readonly string[];
        readonly searchParam: readonly Parameter[];
      }[];
    }[];
  }
  test('lists what is served', async () => {
    const answer = await send('GET', '/metadata');
    expect(answer.status).toBe(200);
    const statement = answer.json() as Statement;
    expect(statement.software.version).toBe('1.2.3');
    expect(statement.implementation.url).toBe(`http://health.example:8080/datastore/${storeId}/r4`);
    const resources = statement.rest[0]!.resource;
    expect(resources.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['Patient', 'Observation', 'Binary']),
    );
    expect(resources.map(({ type }) => type)).not.toContain('Parameters');
    const parameters = resources.find(({ type }) => type === 'Patient')!.searchParam;
    expect(parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'birthdate', type: 'date' }),
        expect.objectContaining({ name: '_id', type: 'token' }),
      ]),
    );
  });

  test('lists what can be done with each type', async () => {
    interface Interactions {
      readonly patchFormat: readonly string[];
      readonly rest: readonly {
        readonly resource: readonly {
          readonly type: string;
          readonly updateCreate: boolean;
          readonly conditionalUpdate: boolean;
          readonly conditionalDelete: string;
          readonly interaction: readonly { readonly code: string }[];
        }[];
      }[];
    }
    const statement = (await send('GET', '/metadata')).json() as Interactions;
    expect(statement.patchFormat).toEqual(['application/fhir+json', 'application/json-patch+json']);
    const of = (type: string) => statement.rest[0]!.resource.find((each) => each.type === type)!;
    const codes = (type: string) => of(type).interaction.map(({ code }) => code);
    const changing = ['update', 'patch', 'delete'];
    const others = ['read', 'vread', 'history-instance', 'history-type', 'create', 'search-type'];
    expect(codes('Patient').sort()).toEqual([...changing, ...others].sort());
    expect(codes('AuditEvent').sort()).toEqual(others.sort());
    const changes = ({ updateCreate, conditionalUpdate, conditionalDelete }: ReturnType<typeof of>) => [
      updateCreate,
      conditionalUpdate,
      conditionalDelete,
    ];
    expect(changes(of('Patient'))).toEqual([true, true, 'multiple']);
    expect(changes(of('AuditEvent'))).toEqual([false, false, 'not-supported']);
  });

  test('lists what every type has, also for a search over all types', async () => {
    const { rest } = (await send('GET', '/metadata')).json() as Statement;
    const { resource: resources, interaction, searchParam, compartment } = rest[0]!;
    expect(interaction).toEqual(
      ['transaction', 'batch', 'history-system', 'search-system'].map((code) => ({ code })),
    );
    // https://hl7.org/fhir/R4/search.html#all, and createdAt of HealthLake's.
    const common = ['_id', '_lastUpdated', '_tag', '_profile', '_security', '_source', '_text', '_content'];
    const more = ['_list', '_has', 'createdAt'];
    expect(searchParam.map(({ name }) => name).sort()).toEqual([...common, ...more, '_type'].sort());
    for (const { searchParam: own } of resources)
      expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining([...common, ...more]));
    for (const { name, definition } of searchParam)
      expect([name, definition !== undefined]).toEqual([name, common.includes(name)]);
    // https://hl7.org/fhir/R4/compartmentdefinition.html
    expect(compartment).toEqual(
      ['device', 'encounter', 'patient', 'practitioner', 'relatedPerson'].map(
        (name) => `http://hl7.org/fhir/CompartmentDefinition/${name}`,
      ),
    );
    const near = resources.find(({ type }) => type === 'Location')!.searchParam;
    expect(near).toContainEqual(expect.objectContaining({ name: 'near', type: 'special' }));
  });

  test('lists search parameters that a search takes', async () => {
    const { resource: resources, searchParam } = ((await send('GET', '/metadata')).json() as Statement)
      .rest[0]!;
    const special: Readonly<Record<string, readonly [string, string]>> = {
      near: ['near', '42.256500|-83.694810|11.20|km'],
      _has: ['_has:Provenance:target:_id', '1'],
      _list: ['_list', '42'],
      _type: ['_type', 'Patient,Observation'],
    };
    const values: Readonly<Record<string, string>> = {
      number: '1',
      date: '2024',
      string: 'abc',
      token: 'abc',
      reference: '123',
      quantity: '5.4',
      uri: 'http://a.example/b',
    };
    const scopes = [
      { scope: { kind: 'system' } as const, parameters: searchParam },
      ...resources.map(({ type, searchParam: parameters }) => ({
        scope: { kind: 'type', type } as const,
        parameters,
      })),
    ];
    const refused = scopes.flatMap(({ scope, parameters }) =>
      parameters
        .filter(({ type }) => type !== 'composite')
        .map(({ name, type }) => special[name] ?? ([name, values[type] ?? ''] as const))
        .filter((pair) => !parseSearch(scope, [pair], { strict: true }).ok)
        .map((pair) => [scope, pair]),
    );
    expect(refused).toEqual([]);
  });

  test('lists what can be included, which is what a search takes', async () => {
    const { resource: resources } = ((await send('GET', '/metadata')).json() as Statement).rest[0]!;
    const device = resources.find(({ type }) => type === 'Device')!;
    // https://hl7.org/fhir/R4/device.html#search
    expect(device.searchInclude).toEqual([
      '*',
      'Device:*',
      'Device:location',
      'Device:organization',
      'Device:patient',
    ]);
    // https://hl7.org/fhir/R4/person.html#search: of the types that refer to a Person, and any.
    const person = resources.find(({ type }) => type === 'Person')!.searchRevInclude;
    expect(person).toEqual(expect.arrayContaining(['*', 'Person:*', 'Person:link', 'Provenance:target']));
    expect(person).not.toContain('Observation:subject');
    for (const { type, searchInclude = [], searchRevInclude = [] } of resources) {
      const pairs = [
        ...searchInclude.map((value) => ['_include', value] as const),
        ...searchRevInclude.map((value) => ['_revinclude', value] as const),
      ];
      const refused = pairs.filter(
        (pair) => !parseSearch({ kind: 'type', type }, [pair], { strict: true }).ok,
      );
      expect(refused).toEqual([]);
    }
  });

  test('is valid, as far as this server itself validates', async () => {
    expect(validateResource((await send('GET', '/metadata')).json() as JsonObject)).toEqual([]);
  });

  test('links begin with the public address where there is one', async () => {
    const handle = createRestHandler({
      registry: { open: () => Promise.resolve(untouched), get: () => Promise.resolve(undefined) },
      publicUrl: 'https://fhir.example/',
      version: '1',
      maxBodyBytes: 1,
    });
    const statement = (await caller(handle, storeId)('GET', '/metadata')).json() as Statement;
    expect(statement.implementation.url).toBe(`https://fhir.example/datastore/${storeId}/r4`);
  });
});

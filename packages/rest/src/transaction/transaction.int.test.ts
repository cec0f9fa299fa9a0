import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { validateResource, type JsonObject } from '@wellspring/fhir';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/call.js';
import { serveStore, type ServedStore } from '../testing/served-store.js';

let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let store: ServedStore;
beforeAll(async () => {
  server = await testDatabase();
  await migrateCatalog(server.url);
  database = connect({ url: server.url, max: 6 });
  store = await serveStore(createRegistry({ database, url: server.url, slot: { node: 1 } }));
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

interface Entry {
  readonly fullUrl?: string;
  readonly resource?: object;
  readonly request?: object;
}
interface AnsweredEntry {
  readonly fullUrl?: string;
  readonly resource?: Record<string, unknown> & { readonly id: string };
  readonly response: {
    readonly status: string;
    readonly location?: string;
    readonly etag?: string;
    readonly lastModified?: string;
    readonly outcome?: object;
  };
}
const post = (resource: { readonly resourceType: string }, more: object = {}, fullUrl?: string): Entry => ({
  ...(fullUrl !== undefined && { fullUrl }),
  resource,
  request: { method: 'POST', url: resource.resourceType, ...more },
});
const put = (resource: { readonly resourceType: string; readonly id: string }, more: object = {}): Entry => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}`, ...more },
});
const putIf = (value: string, resource: object): Entry => ({
  resource,
  request: { method: 'PUT', url: `Patient?identifier=${mrn}|${value}` },
});
const request = (method: string, url: string, more: object = {}): Entry => ({
  request: { method, url, ...more },
});
const active = [{ op: 'add', path: '/active', value: true }];
/** A JSON Patch travels as a Binary (https://hl7.org/fhir/R4/http.html#patch). */
const jsonPatch = (url: string, operations: readonly object[], more: object = {}): Entry => ({
  resource: {
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(JSON.stringify(operations)).toString('base64'),
  },
  request: { method: 'PATCH', url, ...more },
});
const send = (type: string, entries: readonly unknown[], headers: Record<string, string> = {}) =>
  store.send('POST', '/', { headers, body: { resourceType: 'Bundle', type, entry: entries } });
const transaction = (...entries: readonly unknown[]) => send('transaction', entries);
const entriesOf = (answer: Answer): readonly AnsweredEntry[] => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  expect(validateResource(answer.json() as JsonObject)).toEqual([]);
  return (answer.json() as { readonly entry?: readonly AnsweredEntry[] }).entry ?? [];
};
const statuses = (answer: Answer) => entriesOf(answer).map(({ response }) => response.status);
const issueOf = (answer: Answer) =>
  (answer.json() as { issue: { code: string; expression?: string[]; diagnostics: string }[] }).issue[0]!;
const read = async (name: string) => (await store.send('GET', `/${name}`)).json() as Record<string, unknown>;
/** `Patient/1` of a location. */
const nameAt = ({ response }: AnsweredEntry) =>
  response.location!.slice(store.root.length + 1).split('/_history')[0]!;
const count = async (query: string) => (await store.search(`/${query}&_total=accurate&_count=0`)).total;

const mrn = 'http://a.example/mrn';
const patient = (value: string, more: object = {}) => ({
  resourceType: 'Patient',
  identifier: [{ system: mrn, value }],
  ...more,
});
const observation = (subject: string, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference: subject },
  ...more,
});
const urn = (n: number) => `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

// https://hl7.org/fhir/R4/http.html#trules
describe('a transaction', () => {
  test('deletes, creates, updates and reads in this order, and answers in that of its entries', async () => {
    await store.put([
      { resourceType: 'Patient', id: 'order-old', identifier: [{ system: mrn, value: 'order' }] },
      { resourceType: 'Patient', id: 'order-kept', active: false },
    ]);
    const answer = await transaction(
      request('GET', `Patient?identifier=${mrn}|order`),
      request('GET', 'Patient/order-kept'),
      put({ resourceType: 'Patient', id: 'order-kept', active: true } as never),
      post(patient('order'), { ifNoneExist: `identifier=${mrn}|order` }),
      request('DELETE', 'Patient/order-old'),
      request('DELETE', 'Patient/never-there'),
    );
    expect(statuses(answer)).toEqual(['200', '200', '200', '201', '204', '204']);
    const [search, kept, , created] = entriesOf(answer);
    const found = search!.resource as unknown as { entry: { resource: { id: string } }[] };
    expect(found.entry.map(({ resource }) => `Patient/${resource.id}`)).toEqual([nameAt(created!)]);
    expect(kept!.resource).toMatchObject({ active: true, meta: { versionId: '2' } });
    expect(created!.response).toMatchObject({ etag: 'W/"1"' });
    expect((await store.send('GET', '/Patient/order-old')).status).toBe(410);
  });

  test('replaces every link between its entries', async () => {
    const answer = await transaction(
      post(observation(urn(1), { hasMember: [{ reference: urn(3) }], valueString: urn(1) }), {}, urn(2)),
      post(
        patient('links', {
          text: {
            status: 'generated',
            div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${urn(2)}">o</a></div>`,
          },
          contained: [
            {
              resourceType: 'Provenance',
              id: 'c',
              target: [{ reference: urn(2) }],
              recorded: '2020-01-01T00:00:00Z',
              agent: [{ who: { reference: urn(1) } }],
            },
          ],
          extension: [
            { url: 'http://e', valueUri: urn(2) },
            { url: 'http://e', valueCanonical: `${urn(2)}|1` },
            { url: 'http://e', valueUrl: 'urn:oid:1.2.3' },
          ],
        }),
        {},
        urn(1),
      ),
      // The two refer to each other.
      post(
        observation('http://elsewhere.example/fhir/Patient/7', { hasMember: [{ reference: urn(2) }] }),
        {},
        urn(3),
      ),
      post(patient('oid'), {}, 'urn:oid:1.2.3'),
      // Relative to where its own entry comes from, and one version of it.
      post(
        observation('Patient/7', { focus: [{ reference: 'Patient/7/_history/3' }] }),
        {},
        'http://elsewhere.example/fhir/Observation/8',
      ),
      {
        ...put({ resourceType: 'Patient', id: 'link-7' }),
        fullUrl: 'http://elsewhere.example/fhir/Patient/7',
      },
      // Not relative to anything: it is one of this data store.
      post(observation('Patient/7'), {}, urn(9)),
    );
    const [first, person, third, oid, relative, , unrelated] = entriesOf(answer).map(nameAt);
    expect(await read(first!)).toMatchObject({
      subject: { reference: person },
      hasMember: [{ reference: third }],
      valueString: urn(1),
    });
    expect(await read(person!)).toMatchObject({
      text: { div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${first!}">o</a></div>` },
      contained: [{ target: [{ reference: first }], agent: [{ who: { reference: person } }] }],
      extension: [{ valueUri: first }, { valueCanonical: `${first!}|1` }, { valueUrl: oid }],
    });
    expect(await read(third!)).toMatchObject({
      subject: { reference: 'Patient/link-7' },
      hasMember: [{ reference: first }],
    });
    expect(await read(relative!)).toMatchObject({
      subject: { reference: 'Patient/link-7' },
      focus: [{ reference: 'Patient/link-7' }],
    });
    expect(await read(unrelated!)).toMatchObject({ subject: { reference: 'Patient/7' } });
    // Found by what they have become.
    expect(await count(`Observation?subject=${person!}`)).toBe(1);
  });

  test('leaves the canonical URL of a resource what it is, and leads versioned links to the new version', async () => {
    const url = 'http://elsewhere.example/fhir/ValueSet/v';
    const answer = await transaction(
      post({ resourceType: 'ValueSet', status: 'active', url } as never, {}, url),
      post({
        resourceType: 'ValueSet',
        status: 'active',
        compose: { include: [{ valueSet: [url] }] },
      } as never),
      post({
        resourceType: 'Basic',
        code: { text: 'x' },
        subject: { reference: `${url}/_history/4` },
      } as never),
    );
    const [set, user, basic] = entriesOf(answer).map(nameAt);
    expect(await read(set!)).toMatchObject({ url });
    expect(await read(user!)).toMatchObject({ compose: { include: [{ valueSet: [url] }] } });
    expect(await read(basic!)).toMatchObject({ subject: { reference: `${set!}/_history/1` } });
  });

  test('sends resources or outcomes back where Prefer asks for them', async () => {
    const entries = [
      post(patient('prefer')),
      post(patient('prefer-found'), { ifNoneExist: 'identifier=prefer-x' }),
    ];
    const [whole] = entriesOf(await send('transaction', entries, { prefer: 'return=representation' }));
    expect(whole!.resource).toEqual(await read(nameAt(whole!)));
    const [told] = entriesOf(await send('transaction', entries, { prefer: 'return=OperationOutcome' }));
    expect(told!.response.outcome).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(entriesOf(await transaction(...entries))[0]).not.toHaveProperty('resource');
  });

  test('of nothing does nothing', async () => {
    expect(
      entriesOf(await store.send('POST', '/', { body: { resourceType: 'Bundle', type: 'transaction' } })),
    ).toEqual([]);
  });
});

describe('conditions in a transaction', () => {
  const one = (value: string) => `identifier=${mrn}|${value}`;

  test('a conditional create takes what is stored, or what another entry creates', async () => {
    await store.put([
      { resourceType: 'Patient', id: 'cond-1', identifier: [{ system: mrn, value: 'cond-1' }] },
    ]);
    const answer = await transaction(
      post(patient('cond-1'), { ifNoneExist: one('cond-1') }, urn(1)),
      post(patient('cond-2'), { ifNoneExist: one('cond-2') }, urn(2)),
      post(patient('cond-2'), { ifNoneExist: `?${one('cond-2')}` }, urn(3)),
      post(observation(urn(1), { performer: [{ reference: urn(2) }, { reference: urn(3) }] })),
    );
    expect(statuses(answer)).toEqual(['200', '201', '200', '201']);
    const [, second, third, fourth] = entriesOf(answer).map(nameAt);
    expect(third).toBe(second);
    expect(await read(fourth!)).toMatchObject({
      subject: { reference: 'Patient/cond-1' },
      performer: [{ reference: second }, { reference: second }],
    });
    expect(await count(`Patient?${one('cond-2')}`)).toBe(1);
  });

  test('conditional updates and deletes find what they are about', async () => {
    await store.put([
      { resourceType: 'Patient', id: 'cond-3', identifier: [{ system: mrn, value: 'cond-3' }] },
      { resourceType: 'Patient', id: 'cond-4', identifier: [{ system: mrn, value: 'cond-4' }] },
    ]);
    const answer = await transaction(
      {
        resource: patient('cond-3', { active: true }),
        request: { method: 'PUT', url: `Patient?${one('cond-3')}`, ifMatch: 'W/"1"' },
      },
      { resource: patient('cond-5'), request: { method: 'PUT', url: `Patient?${one('cond-5')}` } },
      request('DELETE', `Patient?${one('cond-4')}`),
      request('DELETE', `Patient?${one('nobody')}`),
    );
    expect(statuses(answer)).toEqual(['200', '201', '204', '204']);
    expect(await read('Patient/cond-3')).toMatchObject({ active: true });
    expect((await store.send('GET', '/Patient/cond-4')).status).toBe(410);
  });

  test('raced by many transactions a conditional create makes one resource', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) => {
        const entries = [
          post(patient('cond-race-a'), { ifNoneExist: one('cond-race-a') }, urn(1)),
          post(patient('cond-race-b'), { ifNoneExist: one('cond-race-b') }, urn(2)),
          post(observation(urn(1), { performer: [{ reference: urn(2) }] })),
        ];
        return transaction(...(at % 2 === 0 ? entries : entries.toReversed()));
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await count(`Patient?${one('cond-race-a')}`)).toBe(1);
    expect(await count(`Patient?${one('cond-race-b')}`)).toBe(1);
    expect(await count(`Observation?patient.${one('cond-race-a')}`)).toBe(30);
  }, 30_000);

  test('many conditional references to as many entries each lead to their own', async () => {
    const npi = (at: number) => ({
      resourceType: 'Practitioner',
      identifier: [{ system: 'http://npi', value: `many-${at}` }],
    });
    const numbers = Array.from({ length: 300 }, (_, at) => at);
    const answer = await send(
      'transaction',
      [
        ...numbers.map((at) =>
          post(
            patient(`many-${at}`, {
              generalPractitioner: [{ reference: `Practitioner?identifier=http://npi|many-${at}` }],
            }),
          ),
        ),
        ...numbers.map((at) => post(npi(at))),
      ],
      { prefer: 'return=representation' },
    );
    const entries = entriesOf(answer);
    expect(entries.slice(0, 300).map(({ resource }) => resource!['generalPractitioner'])).toEqual(
      entries.slice(300).map((entry) => [{ reference: nameAt(entry) }]),
    );
  }, 30_000);

  test('conditional references lead to what is stored, or to another entry', async () => {
    await store.put([
      { resourceType: 'Practitioner', id: 'npi-1', identifier: [{ system: 'http://npi', value: '1' }] },
    ]);
    const answer = await transaction(
      post(
        observation(`Patient?${one('ref-1')}`, {
          performer: [{ reference: 'Practitioner?identifier=http://npi|1' }],
          encounter: { reference: `Encounter?patient=Patient/ref-p&status=finished` },
        }),
      ),
      post(patient('ref-1'), {}, urn(1)),
      // It is found by a reference that is conditional itself.
      post({
        resourceType: 'Encounter',
        status: 'finished',
        class: { code: 'AMB' },
        subject: { reference: `Patient?${one('ref-2')}` },
      } as never),
      put({ resourceType: 'Patient', id: 'ref-p', identifier: [{ system: mrn, value: 'ref-2' }] } as never),
    );
    const [first, person, encounter] = entriesOf(answer).map(nameAt);
    expect(await read(first!)).toMatchObject({
      subject: { reference: person },
      performer: [{ reference: 'Practitioner/npi-1' }],
      encounter: { reference: encounter },
    });
    expect(await read(encounter!)).toMatchObject({ subject: { reference: 'Patient/ref-p' } });
  });

  test('they count what the transaction replaces and deletes as it will be', async () => {
    await store.put([
      { resourceType: 'Patient', id: 'will-1', identifier: [{ system: mrn, value: 'will' }] },
      { resourceType: 'Patient', id: 'will-2', identifier: [{ system: mrn, value: 'will' }] },
      { resourceType: 'Patient', id: 'will-3', identifier: [{ system: mrn, value: 'will' }] },
    ]);
    const answer = await transaction(
      request('DELETE', 'Patient/will-1'),
      put({ resourceType: 'Patient', id: 'will-2' }),
      post(observation(`Patient?${one('will')}`)),
    );
    expect(await read(nameAt(entriesOf(answer)[2]!))).toMatchObject({
      subject: { reference: 'Patient/will-3' },
    });
  });
});

describe('a transaction is refused as a whole', () => {
  const twice = [patient('twice'), patient('twice')];
  const circle = (type: string, of: string) => ({ reference: `${type}?${of}` });
  const cases: readonly (readonly [string, readonly unknown[], number, string, string])[] = [
    ['without a request', [{ resource: patient('bad') }], 400, 'invalid', 'Bundle.entry[1]'],
    [
      'with an unknown method',
      [{ request: { method: 'FETCH', url: 'Patient' } }],
      400,
      'code-invalid',
      'Bundle.entry[1].request.method',
    ],
    ['without a url', [{ request: { method: 'GET' } }], 400, 'required', 'Bundle.entry[1].request.url'],
    ['to an unknown type', [request('GET', 'Ghost/1')], 404, 'not-supported', 'Bundle.entry[1]'],
    [
      'to another server',
      [request('GET', 'http://other.example/Patient/1')],
      400,
      'invalid',
      'Bundle.entry[1]',
    ],
    [
      'with a method that does not fit',
      [request('POST', 'Patient/1')],
      405,
      'not-supported',
      'Bundle.entry[1]',
    ],
    ['with a patch without one', [request('PATCH', 'Patient/1')], 400, 'invalid', 'Bundle.entry[1]'],
    ['with a patch of nothing', [jsonPatch('Patient/ghost', active)], 404, 'not-found', 'Bundle.entry[1]'],
    [
      'with a patch whose test fails',
      [jsonPatch('Patient/kept', [{ op: 'test', path: '/id', value: 'x' }])],
      409,
      'conflict',
      'Bundle.entry[1]',
    ],
    [
      'with a patch of another version',
      [jsonPatch('Patient/kept', [{ op: 'add', path: '/gender', value: 'male' }], { ifMatch: 'W/"9"' })],
      409,
      'conflict',
      'Bundle.entry[1]',
    ],
    [
      'with a patch whose result is invalid',
      [jsonPatch('Patient/kept', [{ op: 'add', path: '/gender', value: 'x' }])],
      422,
      'code-invalid',
      'Bundle.entry[1]',
    ],
    [
      'with a patch and an update of one resource',
      [
        jsonPatch('Patient/kept', [{ op: 'add', path: '/gender', value: 'male' }]),
        put({ resourceType: 'Patient', id: 'kept' }),
      ],
      400,
      'duplicate',
      'Bundle.entry[2]',
    ],
    [
      'with a patch of several',
      [jsonPatch(`Patient?identifier=${mrn}|two`, active)],
      412,
      'multiple-matches',
      'Bundle.entry[1]',
    ],
    ['with an operation', [request('GET', '$ghost')], 501, 'not-supported', 'Bundle.entry[1]'],
    [
      'with a Bundle in it',
      [{ resource: { resourceType: 'Bundle', type: 'batch' }, request: { method: 'POST', url: '/' } }],
      400,
      'invalid',
      'Bundle.entry[1]',
    ],
    ['with no resource to create', [request('POST', 'Patient')], 400, 'invalid', 'Bundle.entry[1]'],
    [
      'with a resource of another type',
      [{ resource: patient('bad'), request: { method: 'POST', url: 'Observation' } }],
      400,
      'invalid',
      'Bundle.entry[1]',
    ],
    [
      'with a resource under another id',
      [{ resource: patient('bad', { id: 'a' }), request: { method: 'PUT', url: 'Patient/b' } }],
      400,
      'invalid',
      'Bundle.entry[1]',
    ],
    [
      'with an invalid resource',
      [post(patient('bad', { gender: 'x' }))],
      400,
      'code-invalid',
      'Bundle.entry[1].resource.gender',
    ],
    ['with a read of nothing', [request('GET', 'Patient/nobody')], 404, 'not-found', 'Bundle.entry[1]'],
    ['with a search that is wrong', [request('GET', 'Patient?birthdate=x')], 400, 'value', 'Bundle.entry[1]'],
    [
      'with If-Match of another version',
      [put({ resourceType: 'Patient', id: 'kept' }, { ifMatch: 'W/"9"' })],
      412,
      'conflict',
      'Bundle.entry[1]',
    ],
    [
      'with If-None-Match of what is there',
      [put({ resourceType: 'Patient', id: 'kept' }, { ifNoneMatch: '*' })],
      412,
      'duplicate',
      'Bundle.entry[1]',
    ],
    [
      'with a tag that is none',
      [put({ resourceType: 'Patient', id: 'kept' }, { ifMatch: '1' })],
      400,
      'value',
      'Bundle.entry[1]',
    ],
    [
      'that writes one resource twice',
      [put({ resourceType: 'Patient', id: 'kept' }), request('DELETE', 'Patient/kept')],
      400,
      'duplicate',
      'Bundle.entry[2]',
    ],
    [
      'that writes one resource twice, by a condition',
      [
        put({ resourceType: 'Patient', id: 'kept' }),
        { resource: patient('kept'), request: { method: 'PUT', url: `Patient?identifier=${mrn}|kept` } },
      ],
      400,
      'duplicate',
      'Bundle.entry[2]',
    ],
    [
      'that updates by a condition what it creates',
      [
        post(patient('new')),
        { resource: patient('new'), request: { method: 'PUT', url: `Patient?identifier=${mrn}|new` } },
      ],
      400,
      'duplicate',
      'Bundle.entry[2]',
    ],
    [
      'with one fullUrl twice',
      [post(patient('x'), {}, urn(1)), post(patient('y'), {}, urn(1))],
      400,
      'invalid',
      'Bundle.entry[2]',
    ],
    [
      'with a condition that several meet',
      [post(patient('two'), { ifNoneExist: `identifier=${mrn}|two` })],
      412,
      'multiple-matches',
      'Bundle.entry[1]',
    ],
    [
      'with a condition that several entries meet',
      [
        ...twice.map((each) => post(each)),
        request('DELETE', 'Patient/nobody'),
        post(patient('twice'), { ifNoneExist: `identifier=${mrn}|twice` }),
      ],
      412,
      'multiple-matches',
      'Bundle.entry[4]',
    ],
    [
      'with a delete that several meet',
      [request('DELETE', `Patient?identifier=${mrn}|two`)],
      412,
      'multiple-matches',
      'Bundle.entry[1]',
    ],
    ['with an empty condition', [request('DELETE', 'Patient?')], 400, 'invalid', 'Bundle.entry[1]'],
    [
      'with an unknown parameter in a condition',
      [post(patient('x'), { ifNoneExist: `identifier=${mrn}|x&ghost=1` })],
      400,
      'not-supported',
      'Bundle.entry[1]',
    ],
    [
      'with a chain in a condition',
      [post(patient('x'), { ifNoneExist: 'organization.name=x' })],
      400,
      'invalid',
      'Bundle.entry[1]',
    ],
    [
      'with another entry in a condition',
      [post(patient('x'), { ifNoneExist: `link=${urn(1)}` })],
      400,
      'invalid',
      'Bundle.entry[1]',
    ],
    [
      'with a conditional update of another id',
      [
        {
          resource: patient('kept', { id: 'other' }),
          request: { method: 'PUT', url: `Patient?identifier=${mrn}|kept` },
        },
      ],
      400,
      'invalid',
      'Bundle.entry[1]',
    ],
    [
      'with a conditional update whose id is taken',
      [
        {
          resource: patient('none', { id: 'kept' }),
          request: { method: 'PUT', url: `Patient?identifier=${mrn}|none` },
        },
      ],
      409,
      'conflict',
      'Bundle.entry[1]',
    ],
    [
      'with two conditional updates that nothing meets yet',
      [putIf('new', patient('new')), putIf('new', patient('new', { active: true }))],
      400,
      'duplicate',
      'Bundle.entry[2]',
    ],
    [
      'with a conditional update that an update before meets',
      [put({ ...patient('new'), id: 'new' }), putIf('new', patient('new'))],
      400,
      'duplicate',
      'Bundle.entry[2]',
    ],
    [
      'with a conditional update that a patch before meets',
      [
        jsonPatch('Patient/kept', [{ op: 'replace', path: '/identifier/0/value', value: 'new' }]),
        putIf('new', patient('new')),
      ],
      400,
      'duplicate',
      'Bundle.entry[2]',
    ],
    [
      'with a reference to nothing',
      [post(observation('Patient?identifier=nothing'))],
      400,
      'not-found',
      'Bundle.entry[1]',
    ],
    [
      'with a reference to several',
      [post(observation(`Patient?identifier=${mrn}|two`))],
      412,
      'multiple-matches',
      'Bundle.entry[1]',
    ],
    [
      'with a reference by an unknown parameter',
      [post(observation('Patient?ghost=1'))],
      400,
      'not-supported',
      'Bundle.entry[1]',
    ],
    [
      'with a reference to an unknown type',
      [post(observation('Ghost?_id=1'))],
      400,
      'not-found',
      'Bundle.entry[1]',
    ],
    ['with a reference by no parameter', [post(observation('Patient?'))], 400, 'invalid', 'Bundle.entry[1]'],
    [
      'with references in a circle',
      [
        post({
          resourceType: 'Encounter',
          status: 'finished',
          class: { code: 'A' },
          partOf: circle('Encounter', 'part-of=Encounter/b'),
        } as never),
        post({
          resourceType: 'Encounter',
          status: 'finished',
          class: { code: 'A' },
          partOf: circle('Encounter', 'part-of=Encounter/a'),
        } as never),
      ],
      400,
      'not-found',
      'Bundle.entry[1]',
    ],
  ];
  test.each(cases)('%s', async (_, entries, status, code, expression) => {
    if ((await store.send('GET', '/Patient/kept')).status !== 200)
      await store.put([
        { resourceType: 'Patient', id: 'kept', identifier: [{ system: mrn, value: 'kept' }] },
        { resourceType: 'Patient', id: 'two-1', identifier: [{ system: mrn, value: 'two' }] },
        { resourceType: 'Patient', id: 'two-2', identifier: [{ system: mrn, value: 'two' }] },
      ]);
    const answer = await transaction(post(patient('witness')), ...entries);
    expect([answer.status, issueOf(answer).code, issueOf(answer).expression]).toEqual([
      status,
      code,
      [expression],
    ]);
    expect(await count(`Patient?identifier=${mrn}|witness`)).toBe(0);
    expect(await read('Patient/kept')).toMatchObject({ meta: { versionId: '1' } });
  });

  test.each(['history', 'searchset', 'collection', 'document', 'transaction-response'])(
    'a Bundle of the type %s',
    async (type) => {
      expect((await send(type, [])).status).toBe(400);
    },
  );
  test('with more entries than the setting allows', async () => {
    const entries = Array.from({ length: 10_000 }, () => request('GET', 'Patient/kept'));
    const answer = await transaction(...entries);
    expect([answer.status, issueOf(answer).code]).toEqual([422, 'too-costly']);
    expect((await send('batch', entries.slice(0, 501))).status).toBe(422);
  });
  test('with a body that is no JSON, or too large, or of another kind', async () => {
    const headers = { 'content-type': 'application/fhir+json' };
    expect((await store.send('POST', '/', { headers, body: '{"resourceType":"Bundle"' })).status).toBe(400);
    expect(
      (await store.send('POST', '/', { headers, body: Buffer.alloc(65 * 1024 * 1024, ' ') })).status,
    ).toBe(413);
    expect(
      (await store.send('POST', '/', { headers: { 'content-type': 'text/plain' }, body: '{}' })).status,
    ).toBe(415);
  });
  test('with an idempotency key, which is for a create', async () => {
    expect(
      (await send('transaction', [], { 'x-amz-fhir-idempotency-key': crypto.randomUUID() })).status,
    ).toBe(501);
  });
});

// https://hl7.org/fhir/R4/http.html#transaction
describe('a batch', () => {
  // https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response.lastModified, and .fullUrl
  test.each(['batch', 'transaction'])(
    'says in a %s which resource it is and when it was written',
    async (type) => {
      await store.put([{ resourceType: 'Patient', id: `when-${type}` }]);
      const answer = await send(
        type,
        [
          request('GET', `Patient/when-${type}`),
          request('GET', `Patient/when-${type}/_history/1`),
          post(patient('when')),
          put({ resourceType: 'Basic', id: 'when', code: { text: 'x' } } as never),
          request('GET', `Patient?_id=when-${type}`),
        ],
        { prefer: 'return=representation' },
      );
      const [read, vread, created, updated, search] = entriesOf(answer);
      for (const { fullUrl, resource, response } of [read!, vread!, created!, updated!]) {
        expect(fullUrl).toBe(`${store.root}/${String(resource!['resourceType'])}/${resource!.id}`);
        expect(response.lastModified).toBe((resource!['meta'] as { lastUpdated: string }).lastUpdated);
      }
      expect(search!.fullUrl).toBeUndefined();
    },
  );
  test.each([
    ['a create', request('POST', 'Patient')],
    ['an update', request('PUT', 'Patient/none')],
    ['a conditional update', request('PUT', 'Patient?_id=none')],
    ['a patch', request('PATCH', 'Patient/none')],
    ['a conditional patch', request('PATCH', 'Patient?_id=none')],
  ])('as a transaction, refuses %s without a resource', async (_, entry) => {
    expect(statuses(await send('batch', [entry]))).toEqual(['400']);
    expect((await transaction(entry)).status).toBe(400);
  });
  test('as a transaction, refuses a resource that by itself would be too large', async () => {
    const large = patient('large', {
      name: Array.from({ length: 5 }, () => ({ text: 'x'.repeat(1_000_000) })),
    });
    expect(statuses(await send('batch', [post(large)]))).toEqual(['413']);
    const refused = await transaction(post(patient('large')), post(large));
    expect([refused.status, issueOf(refused).expression]).toEqual([413, ['Bundle.entry[1]']]);
    expect(await count(`Patient?identifier=${mrn}|large`)).toBe(0);
  });
  test('as a transaction, refuses a create that hangs on a version', async () => {
    const entry = post(patient('hanging'), { ifMatch: 'W/"1"' });
    expect(statuses(await send('batch', [entry]))).toEqual(['501']);
    expect((await transaction(entry)).status).toBe(501);
    expect((await send('batch', [post(patient('hanging'))], { 'if-match': 'W/"1"' })).status).toBe(501);
    expect(await count(`Patient?identifier=${mrn}|hanging`)).toBe(0);
  });
  test('carries each entry out on its own, in order', async () => {
    const answer = await send('batch', [
      post(patient('batch')),
      post(patient('batch', { gender: 'x' })),
      { request: { method: 'FETCH', url: 'Patient' } },
      { resource: patient('batch') },
      request('GET', `Patient?identifier=${mrn}|batch`),
      request('GET', 'Patient/nobody'),
      request('GET', 'metadata'),
      put({ resourceType: 'Patient', id: 'batch-1' }, { ifNoneMatch: '*' }),
      put({ resourceType: 'Patient', id: 'batch-1' }, { ifMatch: 'W/"7"' }),
      request('DELETE', 'Patient/batch-1'),
      post(patient('batch'), { ifNoneExist: `identifier=${mrn}|batch` }),
      request('PATCH', 'Patient/batch-1'),
      request('GET', 'Ghost'),
    ]);
    expect(statuses(answer)).toEqual([
      '201',
      '400',
      '400',
      '400',
      '200',
      '404',
      '200',
      '201',
      '412',
      '204',
      '200',
      '400',
      '404',
    ]);
    const entries = entriesOf(answer);
    expect(entries[0]!).not.toHaveProperty('resource');
    expect(entries[4]!.resource).toMatchObject({ resourceType: 'Bundle', type: 'searchset' });
    expect(entries[1]!.response.outcome).toMatchObject({ resourceType: 'OperationOutcome' });
  });
  test('gives a resource the id that the server chooses, and keeps its digits', async () => {
    const text = `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"POST","url":"Observation"},"resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10}}}]}`;
    const answer = await store.send('POST', '/', {
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    const stored = await store.send('GET', `/${nameAt(entriesOf(answer)[0]!)}`);
    expect(stored.text).toContain('"value":1.10}');
  });
});

// https://hl7.org/fhir/R4/http.html#patch, and the contract, 2.2.
describe('patches in Bundles', () => {
  const fhirPath = (value: string) => ({
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'operation',
        part: [
          { name: 'type', valueCode: 'replace' },
          { name: 'path', valueString: 'Patient.gender' },
          { name: 'value', valueCode: value },
        ],
      },
    ],
  });

  test.each(['transaction', 'batch'])('a %s applies both forms, by id and by search', async (type) => {
    await store.send('PUT', '/Patient/patched-1', {
      body: patient(`${type}-1`, { id: 'patched-1', gender: 'male' }),
    });
    const other = await store.send('POST', '/Patient', { body: patient(`${type}-2`, { gender: 'male' }) });
    const before = await read('Patient/patched-1');
    const number = Number((before['meta'] as { versionId: string }).versionId);
    const answer = await send(type, [
      jsonPatch('Patient/patched-1', [{ op: 'replace', path: '/gender', value: 'female' }], {
        ifMatch: `W/"${number}"`,
      }),
      {
        resource: fhirPath('other'),
        request: { method: 'PATCH', url: `Patient?identifier=${mrn}|${type}-2` },
      },
    ]);
    expect(statuses(answer)).toEqual(['200', '200']);
    expect(await read('Patient/patched-1')).toMatchObject({
      gender: 'female',
      meta: { versionId: String(number + 1) },
    });
    expect(
      await read(other.headers['location']!.slice(store.root.length + 1).split('/_history')[0]!),
    ).toMatchObject({
      gender: 'other',
      meta: { versionId: '2' },
    });
  });

  test('a link to another entry in a patch is replaced', async () => {
    await store.put([{ resourceType: 'Patient', id: 'linked' }]);
    const answer = await transaction(
      post({ resourceType: 'Organization', name: 'New' } as never, {}, urn(7)),
      jsonPatch('Patient/linked', [
        { op: 'add', path: '/managingOrganization', value: { reference: urn(7) } },
      ]),
    );
    const [organization] = entriesOf(answer);
    expect(await read('Patient/linked')).toMatchObject({
      managingOrganization: { reference: nameAt(organization!) },
    });
  });
});

// The contract, 2.2.
test('a message is a batch of updates', async () => {
  const answer = await send('message', [
    {
      fullUrl: urn(1),
      resource: {
        resourceType: 'MessageHeader',
        id: 'header',
        eventUri: 'http://e',
        source: { endpoint: 'http://s' },
        focus: [{ reference: urn(2) }],
      },
    },
    { fullUrl: urn(2), resource: patient('message') },
    { resource: patient('no-id') },
  ]);
  expect(statuses(answer)).toEqual(['201', '201', '400']);
  expect(await read('MessageHeader/header')).toMatchObject({
    focus: [{ reference: `Patient/${urn(2).slice(9)}` }],
  });
});

test('a document sent to /Bundle is stored as it is', async () => {
  const entry = [
    {
      fullUrl: urn(1),
      resource: {
        resourceType: 'Composition',
        status: 'final',
        type: { text: 'x' },
        date: '2020',
        author: [{ reference: urn(2) }],
        title: 't',
      },
    },
  ];
  const answer = await store.send('POST', '/Bundle', {
    body: { resourceType: 'Bundle', type: 'document', entry },
  });
  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({ type: 'document', entry });
});

test('a transaction that reads sees others whole', async () => {
  const both = (text: string) =>
    ['read-1', 'read-2'].map((id) => put({ resourceType: 'Basic', id, code: { text } } as never));
  await transaction(...both('0'));
  const read = async () =>
    entriesOf(await transaction(request('GET', 'Basic/read-1'), request('GET', 'Basic/read-2'))).map(
      ({ resource }) => resource!['code'],
    );
  const rounds = Array.from({ length: 25 }, (_, at) => at);
  await Promise.all(
    rounds.flatMap((at) => [
      transaction(...both(String(at))),
      ...[1, 2].map(async () => {
        const [one, two] = await read();
        expect(one).toEqual(two);
      }),
    ]),
  );
}, 30_000);

test('transactions that touch the same resources in the opposite order all finish', async () => {
  const ids = Array.from({ length: 10 }, (_, at) => `opposite-${at}`);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => {
      const entries = ids.map((id) => put({ resourceType: 'Patient', id, active: at % 2 === 0 } as never));
      return transaction(...(at % 2 === 0 ? entries : entries.toReversed()));
    }),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  for (const id of ids) expect(await read(`Patient/${id}`)).toMatchObject({ meta: { versionId: '20' } });
}, 30_000);

test('thousands of entries that refer to each other are one transaction', async () => {
  const people = Array.from({ length: 3_000 }, (_, at) =>
    post(
      patient('large', { link: [{ other: { reference: urn((at + 1) % 3_000) }, type: 'seealso' }] }),
      {},
      urn(at),
    ),
  );
  const answer = await transaction(...people);
  expect(new Set(statuses(answer))).toEqual(new Set(['201']));
  const names = entriesOf(answer).map(nameAt);
  expect(await read(names[2_999]!)).toMatchObject({ link: [{ other: { reference: names[0] } }] });
  expect(await count(`Patient?identifier=${mrn}|large`)).toBe(3_000);
}, 60_000);

const folder = fileURLToPath(new URL('../../../../../shared/data/synthea-bundles', import.meta.url));
describe.runIf(existsSync(folder))('Synthea', () => {
  test('a whole patient', async () => {
    const file = readdirSync(folder).find((name) => name.endsWith('.json.gz'))!;
    const body = gunzipSync(readFileSync(`${folder}/${file}`));
    const answer = await store.send('POST', '/', {
      headers: { 'content-type': 'application/fhir+json' },
      body,
    });
    const sent = JSON.parse(body.toString()) as {
      readonly entry: readonly { readonly resource: { readonly resourceType: string } }[];
    };
    const entries = entriesOf(answer);
    expect(entries.map((entry) => nameAt(entry).split('/')[0])).toEqual(
      sent.entry.map(({ resource }) => resource.resourceType),
    );
    const person = nameAt(entries[0]!);
    const observations = sent.entry.filter(({ resource }) => resource.resourceType === 'Observation').length;
    expect(await count(`Observation?patient=${person}`)).toBe(observations);
    for (const entry of entries.slice(0, 20))
      expect(JSON.stringify(await read(nameAt(entry)))).not.toContain('"reference":"urn:');
  }, 30_000);
});

import { connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveStore, type ServedStore } from './testing/served-store.js';

let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let served: ServedStore;
beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  served = await serveStore(createRegistry({ database, url: server.url, slot: { node: 1 } }));
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const jsonPatch = { 'content-type': 'application/json-patch+json' };
const patient = (id: string) => ({ resourceType: 'Patient', id, active: true, name: [{ family: 'A' }] });
const send = (...call: Parameters<ServedStore['send']>) => served.send(...call);
const patch = (target: string, operations: unknown, headers: Readonly<Record<string, string>> = {}) =>
  send('PATCH', target, { headers: { ...jsonPatch, ...headers }, body: JSON.stringify(operations) });
const rename = (family: string) => [{ op: 'replace', path: '/name/0/family', value: family }];

// https://hl7.org/fhir/R4/http.html#patch, and the contract's codes.
describe('PATCH', () => {
  test('a JSON Patch makes the next version', async () => {
    await served.put([patient('json')]);
    const answer = await patch('/Patient/json', rename('B'), { 'if-match': 'W/"1"' });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      etag: 'W/"2"',
      location: `${served.root}/Patient/json/_history/2`,
    });
    expect(answer.headers['last-modified']).toBeDefined();
    expect(answer.json()).toMatchObject({ id: 'json', meta: { versionId: '2' }, name: [{ family: 'B' }] });
    expect((await send('GET', '/Patient/json')).text).toBe(answer.text);
    expect((await send('GET', '/Patient?family=B')).json()).toMatchObject({
      entry: [{ resource: { id: 'json' } }],
    });
  });

  test('a FHIRPath Patch, too, and digits stay', async () => {
    const body =
      '{"resourceType":"Observation","id":"digits","status":"final","code":{"text":"c"},"valueQuantity":{"value":1.10}}';
    await send('PUT', '/Observation/digits', { headers: { 'content-type': 'application/fhir+json' }, body });
    const answer = await send('PATCH', '/Observation/digits', {
      body: {
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'operation',
            part: [
              { name: 'type', valueCode: 'replace' },
              { name: 'path', valueString: 'Observation.status' },
              { name: 'value', valueCode: 'amended' },
            ],
          },
        ],
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"status":"amended"');
    expect(answer.text).toContain('"value":1.10');
  });

  test('Prefer says what is answered', async () => {
    await served.put([patient('prefer')]);
    const minimal = await patch('/Patient/prefer', rename('B'), { prefer: 'return=minimal' });
    expect([minimal.status, minimal.text, minimal.headers['etag']]).toEqual([200, '', 'W/"2"']);
    const outcome = await patch('/Patient/prefer', rename('C'), { prefer: 'return=OperationOutcome' });
    expect(outcome.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information' }],
    });
  });

  test.each([
    ['no JSON', 400, '[{', {}],
    ['an unknown operation', 400, [{ op: 'merge', path: '/a' }], {}],
    ['a bad If-Match', 400, rename('B'), { 'if-match': '1' }],
    ['a test that fails', 409, [...rename('B'), { op: 'test', path: '/active', value: false }], {}],
    ['If-Match of another version', 409, rename('B'), { 'if-match': 'W/"7"' }],
    ['a merge patch', 415, { active: false }, { 'content-type': 'application/merge-patch+json' }],
    ['no content type', 415, rename('B'), { 'content-type': '' }],
    [
      'FHIR of another version',
      415,
      rename('B'),
      { 'content-type': 'application/fhir+json; fhirVersion=5.0' },
    ],
    ['a place that is not there', 422, [{ op: 'remove', path: '/birthDate' }], {}],
    ['an invalid result', 422, [...rename('B'), { op: 'add', path: '/gender', value: 'femail' }], {}],
    ['another id', 422, [{ op: 'replace', path: '/id', value: 'other' }], {}],
    ['another type', 422, [{ op: 'replace', path: '/resourceType', value: 'Person' }], {}],
  ])('%s is %i, and nothing is changed', async (_, status, operations, headers) => {
    await send('PUT', '/Patient/kept', { body: patient('kept') });
    const before = (await send('GET', '/Patient/kept')).text;
    const body = typeof operations === 'string' ? operations : JSON.stringify(operations);
    const etag = (await send('GET', '/Patient/kept')).headers['etag']!;
    const answer = await send('PATCH', '/Patient/kept', {
      headers: { ...jsonPatch, ...headers },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    expect((await send('GET', '/Patient/kept')).text).toBe(before);
    if ('if-match' in headers && status === 409) expect(answer.headers['etag']).toBe(etag);
  });

  test('what is not there is 404, what was deleted 410', async () => {
    expect((await patch('/Patient/never', rename('B'))).status).toBe(404);
    await served.put([patient('gone')]);
    await send('DELETE', '/Patient/gone');
    const answer = await patch('/Patient/gone', rename('B'));
    expect([answer.status, answer.headers['etag']]).toEqual([410, 'W/"2"']);
    expect((await patch('/Patient/gone', rename('B'), { 'if-match': 'W/"2"' })).status).toBe(410);
  });

  test('none of many at once is lost', async () => {
    await served.put([patient('busy')]);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, number) =>
        patch('/Patient/busy', [{ op: 'add', path: '/name/-', value: { family: `F${String(number)}` } }]),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { name, meta } = (await send('GET', '/Patient/busy')).json() as {
      readonly name: readonly { readonly family: string }[];
      readonly meta: { readonly versionId: string };
    };
    expect(meta.versionId).toBe('17');
    expect(new Set(name.map(({ family }) => family)).size).toBe(17);
  });

  test('with If-Match one of many wins', async () => {
    await served.put([patient('one')]);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        patch('/Patient/one', rename(`F${String(number)}`), { 'if-match': 'W/"1"' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    expect((await send('GET', '/Patient/one')).headers['etag']).toBe('W/"2"');
  });

  test('AuditEvents can be created and read, not changed', async () => {
    const body = {
      resourceType: 'AuditEvent',
      type: { code: 'rest' },
      recorded: '2026-01-01T00:00:00Z',
      agent: [{ requestor: true }],
      source: { observer: { display: 'o' } },
    };
    const created = await send('POST', '/AuditEvent', { body });
    expect(created.status).toBe(201);
    const { id } = created.json() as { readonly id: string };
    for (const [method, target] of [
      ['PUT', `/AuditEvent/${id}`],
      ['PATCH', `/AuditEvent/${id}`],
      ['DELETE', `/AuditEvent/${id}`],
      ['DELETE', '/AuditEvent'],
    ] as const) {
      const refused = await send(method, target, { body: { ...body, id } });
      expect(refused.status).toBe(405);
      expect(refused.headers['allow']).toBe(target.includes(id) ? 'GET, HEAD' : 'GET, HEAD, POST');
    }
    const label = {
      resourceType: 'Parameters',
      parameter: [{ name: 'meta', valueMeta: { tag: [{ code: 'x' }] } }],
    };
    for (const operation of ['$meta-add', '$meta-delete'])
      expect((await send('POST', `/AuditEvent/${id}/${operation}`, { body: label })).status).toBe(404);
    expect((await send('GET', `/AuditEvent/${id}`)).headers['etag']).toBe('W/"1"');
  });
});

import { gunzipSync, gzipSync } from 'node:zlib';
import { connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveStore, type ServedStore } from './testing/served-store.js';

let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let served: ServedStore;
const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'A' }] };
beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  served = await serveStore(createRegistry({ database, url: server.url, slot: { node: 1 } }));
  await served.put([patient]);
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const send = (...call: Parameters<ServedStore['send']>) => served.send(...call);

// https://hl7.org/fhir/R4/http.html
describe('the details of HTTP', () => {
  test.each([
    '/metadata',
    '/Patient/p',
    '/Patient/p/_history',
    '/Patient/p/_history/1',
    '/Patient/_history',
    '/_history',
    '/Patient',
    '/',
    '/Patient/p/Observation',
    '/Patient/p/*',
  ])('HEAD %s has the headers of GET', async (target) => {
    const [head, get] = [await send('HEAD', target), await send('GET', target)];
    expect(head.status).toBe(200);
    for (const name of ['content-type', 'etag', 'last-modified', 'vary'])
      expect([name, head.headers[name]]).toEqual([name, get.headers[name]]);
  });

  test.each([
    ['json', 200],
    ['application/json', 200],
    ['application/fhir+json', 200],
    ['application/fhir%2Bjson', 200],
    ['text/json', 200],
    ['xml', 406],
    ['application/fhir%2Bxml', 406],
    ['ttl', 406],
    ['html', 406],
    ['', 406],
  ])('_format=%s is %i', async (format, status) => {
    for (const target of ['/Patient/p', '/Patient', '/Patient/_history', '/metadata'])
      expect([target, (await send('GET', `${target}?_format=${format}`)).status]).toEqual([target, status]);
  });

  test('_format counts before Accept', async () => {
    const headers = { accept: 'application/fhir+xml' };
    expect((await send('GET', '/Patient/p?_format=json', { headers })).status).toBe(200);
    expect((await send('GET', '/Patient/p', { headers })).status).toBe(406);
  });

  test('_pretty, _summary and _elements on a read', async () => {
    expect((await send('GET', '/Patient/p?_pretty=true')).text).toContain('\n  "id": "p"');
    const part = (await send('GET', '/Patient/p?_elements=id')).json();
    expect(part).not.toHaveProperty('name');
    expect(part).toMatchObject({ meta: { tag: [{ code: 'SUBSETTED' }] } });
    expect((await send('GET', '/Patient/p?_summary=true&_elements=id')).status).toBe(400);
  });

  test.each([
    ['x-amz-fhir-history-consistency-level', 'strong', 200],
    ['x-amz-fhir-history-consistency-level', 'eventual', 200],
    ['x-amz-fhir-history-consistency-level', 'weak', 400],
    ['x-amzn-healthlake-fhir-validation-level', 'strict', 200],
    ['x-amzn-healthlake-fhir-validation-level', 'structure-only', 200],
    ['x-amzn-healthlake-fhir-validation-level', 'minimal', 200],
    ['x-amzn-healthlake-fhir-validation-level', 'loose', 400],
  ])('%s: %s is %i', async (name, value, status) => {
    const answer = await send('PUT', '/Patient/h', {
      headers: { [name]: value },
      body: { ...patient, id: 'h' },
    });
    expect(status === 400 ? answer.status : Math.min(answer.status, 200)).toBe(status);
    const search = await send('GET', '/Patient', { headers: { [name]: value } });
    if (name.startsWith('x-amz-fhir')) expect(search.status).toBe(status);
  });

  test('304 by the tag, by the date, and the tag before the date', async () => {
    const { headers } = await send('GET', '/Patient/p');
    const since = headers['last-modified']!;
    const status = async (conditions: Readonly<Record<string, string>>) => {
      const answer = await send('GET', '/Patient/p', { headers: conditions });
      expect(answer.headers['etag']).toBe('W/"1"');
      if (answer.status === 304) expect(answer.text).toBe('');
      return answer.status;
    };
    expect(await status({ 'if-none-match': 'W/"1"' })).toBe(304);
    expect(await status({ 'if-none-match': '*' })).toBe(304);
    expect(await status({ 'if-none-match': 'W/"2"' })).toBe(200);
    expect(await status({ 'if-modified-since': since })).toBe(304);
    expect(await status({ 'if-modified-since': new Date(0).toUTCString() })).toBe(200);
    expect(await status({ 'if-modified-since': 'yesterday' })).toBe(200);
    expect(await status({ 'if-none-match': 'W/"2"', 'if-modified-since': since })).toBe(200);
  });

  test('gzip both ways, digits and all', async () => {
    const text = `{"resourceType":"Observation","id":"z","status":"final","code":{"text":"${'c'.repeat(2_000)}"},"valueQuantity":{"value":1.10}}`;
    const gzip = { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' };
    const created = await send('PUT', '/Observation/z', { headers: gzip, body: gzipSync(text) });
    expect(created.status).toBe(201);
    expect(created.text).toContain('"value":1.10');
    const plain = await send('GET', '/Observation/z');
    const packed = await send('GET', '/Observation/z', { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding',
      etag: 'W/"1"',
    });
    // The caller decodes what it got as UTF-8, so only its size can be told here.
    expect(packed.text.length).toBeLessThan(plain.text.length / 2);
    expect(() => gunzipSync(Buffer.from(plain.text))).toThrow();
  });

  test('a zip bomb is 413, what is no gzip 400, another encoding 415', async () => {
    const status = async (encoding: string, body: Buffer) => {
      const headers = { 'content-type': 'application/fhir+json', 'content-encoding': encoding };
      return (await send('POST', '/Patient', { headers, body })).status;
    };
    expect(await status('gzip', gzipSync(Buffer.alloc(100_000_000, ' ')))).toBe(413);
    expect(await status('gzip', Buffer.from(JSON.stringify(patient)))).toBe(400);
    expect(await status('br', Buffer.from(JSON.stringify(patient)))).toBe(415);
  });

  test('Location is the version that was written', async () => {
    const created = await send('POST', '/Patient', { body: patient });
    const { id } = created.json() as { readonly id: string };
    expect(created.headers['location']).toBe(`${served.root}/Patient/${id}/_history/1`);
    const below = created.headers['location']!.slice(served.root.length);
    expect((await send('GET', below)).text).toBe(created.text);
  });

  test.each([
    ['POST', '/Patient/p', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['POST', '/_history', 'GET, HEAD'],
    ['DELETE', '/Patient/_history', 'GET, HEAD'],
    ['PUT', '/Patient/p/_history/1', 'GET, HEAD'],
    ['POST', '/metadata', 'GET, HEAD'],
  ])('%s %s is 405', async (method, target, allow) => {
    const answer = await send(method, target);
    expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
  });

  test.each(['OperationOutcome', 'Parameters'])('%s is not stored', async (type) => {
    for (const [method, target] of [
      ['POST', `/${type}`],
      ['PUT', `/${type}/1`],
      ['GET', `/${type}/1`],
      ['GET', `/${type}/_history`],
    ] as const)
      expect((await send(method, target, { body: { resourceType: type, id: '1' } })).status).toBe(404);
  });
});

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
  await send('PUT', '/Binary/text', { body: binary });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const send = (...call: Parameters<ServedStore['send']>) => served.send(...call);
const content = '<p>hello</p>';
const binary = {
  resourceType: 'Binary',
  id: 'text',
  contentType: 'text/html; charset=utf-8',
  securityContext: { reference: 'Patient/1' },
  data: Buffer.from(content).toString('base64'),
};

// https://hl7.org/fhir/R4/binary.html#rest
describe('a Binary', () => {
  test.each([
    undefined,
    '*/*',
    'text/html',
    'text/*',
    'application/json, */*',
    'text/html;q=0.9,application/pdf',
  ])('is read as its content by Accept: %s', async (accept) => {
    const answer = await send('GET', '/Binary/text', { headers: accept === undefined ? {} : { accept } });
    expect([answer.status, answer.text]).toEqual([200, content]);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      etag: 'W/"1"',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'attachment; filename="text"',
      'x-security-context': 'Patient/1',
      vary: 'Accept',
    });
    expect(answer.headers['last-modified']).toBeDefined();
  });

  test.each([
    ['application/fhir+json', ''],
    ['application/fhir+json; fhirVersion=4.0', ''],
    ['application/json', ''],
    ['*/*', '?_format=json'],
    ['*/*', '?_elements=contentType,securityContext,data'],
    ['*/*', '?_summary=false'],
    ['text/html', '?_format=application/fhir%2Bjson'],
  ])('is read as a resource by Accept: %s %s', async (accept, query) => {
    const answer = await send('GET', `/Binary/text${query}`, { headers: { accept } });
    expect(answer.headers['content-type']).toMatch(/^application\/fhir\+json/);
    expect(answer.json()).toMatchObject(binary);
  });

  test.each(['application/fhir+xml', 'application/pdf', 'text/html;q=0'])(
    'is not read by Accept: %s',
    async (accept) => {
      expect((await send('GET', '/Binary/text', { headers: { accept } })).status).toBe(406);
    },
  );

  test('has versions, and is not sent again', async () => {
    expect((await send('GET', '/Binary/text/_history/1')).text).toBe(content);
    const same = await send('GET', '/Binary/text', { headers: { 'if-none-match': 'W/"1"' } });
    expect([same.status, same.text]).toEqual([304, '']);
    await send('PUT', '/Binary/gone', { body: { ...binary, id: 'gone' } });
    await send('DELETE', '/Binary/gone');
    expect((await send('GET', '/Binary/gone')).status).toBe(410);
    expect((await send('GET', '/Binary/never')).status).toBe(404);
  });

  test('is made of its content', async () => {
    const bytes = Buffer.from(Array.from({ length: 2_000_000 }, (_, at) => (at * 31) % 256));
    const created = await send('POST', '/Binary', {
      headers: { 'content-type': 'application/pdf', 'x-security-context': 'Patient/2' },
      body: bytes,
    });
    expect(created.status).toBe(201);
    const resource = created.json() as { readonly id: string };
    expect(resource).toMatchObject({
      contentType: 'application/pdf',
      securityContext: { reference: 'Patient/2' },
      data: bytes.toString('base64'),
    });
    expect(created.headers['location']).toBe(`${served.root}/Binary/${resource.id}/_history/1`);
    const updated = await send('PUT', `/Binary/${resource.id}`, {
      headers: { 'content-type': 'text/plain', 'if-match': 'W/"1"' },
      body: 'short',
    });
    expect(updated.status).toBe(200);
    const read = await send('GET', `/Binary/${resource.id}`);
    expect([read.text, read.headers['content-type'], read.headers['etag']]).toEqual([
      'short',
      'text/plain',
      'W/"2"',
    ]);
    expect(read.headers).not.toHaveProperty('x-security-context');
  });

  test.each([
    ['FHIR in XML', { 'content-type': 'application/fhir+xml' }, '<Binary/>', 415],
    ['no type', {}, 'x', 415],
    ['what is no type', { 'content-type': 'x' }, 'x', 415],
    ['another FHIR', { 'content-type': 'application/fhir+json; fhirVersion=5.0' }, '{}', 415],
    ['too much', { 'content-type': 'text/plain' }, 'x'.repeat(5_000_001), 413],
  ])('is not made of %s', async (_, headers, body, status) => {
    expect((await send('POST', '/Binary', { headers, body })).status).toBe(status);
  });

  test('other types are not made of content', async () => {
    const answer = await send('POST', '/Patient', { headers: { 'content-type': 'text/plain' }, body: 'x' });
    expect(answer.status).toBe(415);
  });
});

import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { validateResource, type JsonObject } from '@wellspring/fhir';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRestHandler } from './rest-handler.js';
import { caller, type Answer } from './testing/call.js';

const base = 'https://fhir.example/datastore';
let database: Database;
let server: Awaited<ReturnType<typeof testDatabase>>;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let send: ReturnType<typeof caller>;
let root: string;

beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  slot = await allocateNode(database);
  const registry = createRegistry({ database, url: server.url, slot });
  const { id } = await registry.create({ name: 'rest' });
  await registry.createSchema(id);
  await registry.update(id, { status: 'ACTIVE' });
  root = `${base}/${id}/r4`;
  send = caller(
    createRestHandler({ registry, publicUrl: 'https://fhir.example', version: '1', maxBodyBytes: 1_000_000 }),
    id,
  );
});
afterAll(async () => {
  await slot.release();
  await database.close();
  await server.drop();
});

interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly meta: { readonly versionId: string; readonly lastUpdated: string };
  readonly [key: string]: unknown;
}
interface Bundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl?: string;
    readonly resource?: Resource;
    readonly search?: { readonly mode: string };
    readonly request?: { readonly method: string; readonly url: string };
    readonly response?: { readonly status: string; readonly etag: string; readonly lastModified: string };
  }[];
}
const isValid = (answer: Answer) => {
  expect(validateResource(answer.json() as JsonObject)).toEqual([]);
  return answer;
};
const resourceOf = (answer: Answer) => answer.json() as Resource;
const bundleOf = (answer: Answer) => isValid(answer).json() as Bundle;
const linkOf = (bundle: Bundle, relation: string) =>
  bundle.link.find((link) => link.relation === relation)?.url;
/** The path and query below /r4 of a link. */
const below = (url: string) => url.slice(root.length);

describe('create and read', () => {
  test('a resource comes back as it was sent, with id and meta of the server', async () => {
    const body =
      '{ "resourceType": "Observation", "id": "mine", "status": "final", "code": {"text": "weight"},' +
      ' "valueQuantity": {"value": 1.10, "unit": "kg"} }';
    const created = await send('POST', '/Observation', {
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(created.status).toBe(201);
    const { id, meta } = resourceOf(created);
    expect(id).not.toBe('mine');
    expect(meta.versionId).toBe('1');
    expect(created.text).toContain('"value":1.10,');
    expect(created.headers).toMatchObject({
      etag: 'W/"1"',
      location: `${root}/Observation/${id}/_history/1`,
      'last-modified': new Date(meta.lastUpdated).toUTCString(),
      'content-type': 'application/fhir+json; charset=utf-8',
    });

    const read = await send('GET', `/Observation/${id}`);
    expect([read.status, read.text]).toEqual([200, created.text]);
    expect(read.headers['etag']).toBe('W/"1"');
    const vread = await send('GET', `/Observation/${id}/_history/1`);
    expect([vread.status, vread.text]).toEqual([200, created.text]);
    expect((await send('GET', `/Observation/${id}?_pretty=true`)).text).toContain('\n  "status": "final",\n');
  });

  test.each([
    ['return=minimal', ''],
    ['return=OperationOutcome', '"resourceType":"OperationOutcome"'],
  ])('Prefer: %s', async (prefer, expected) => {
    const created = await send('POST', '/Patient', {
      headers: { prefer },
      body: { resourceType: 'Patient' },
    });
    expect(created.status).toBe(201);
    expect(created.headers['location']).toMatch(/\/_history\/1$/);
    expect(expected === '' ? created.text : created.text.includes(expected)).toBe(
      expected === '' ? '' : true,
    );
  });

  test('numbers keep every digit, beyond what a double holds', async () => {
    for (const value of ['1.10', '0.1234567890123456789', '123456789012345678901234567890', '1E3']) {
      const body =
        '{"resourceType":"Observation","status":"final","code":{"text":"x"},' +
        `"valueQuantity":{"value":${value}}}`;
      const created = await send('POST', '/Observation', {
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(created.status).toBe(201);
      const read = await send('GET', `/Observation/${resourceOf(created).id}`);
      expect(read.text).toContain(`"value":${value}}`);
    }
  });

  test('a client that goes away midway leaves nothing behind', async () => {
    const broken = new Readable({
      read() {
        this.push('{"resourceType":"Patient",');
        this.destroy(new Error('socket hang up'));
      },
    });
    await expect(send('PUT', '/Patient/halfway', { body: broken })).rejects.toThrow('socket hang up');
    expect((await send('GET', '/Patient/halfway')).status).toBe(404);
  });

  test('what was never there', async () => {
    for (const target of ['/Patient/never', '/Patient/never/_history/1', '/Patient/never/_history'])
      expect((await send('GET', target)).status).toBe(404);
  });

  test('conditional read', async () => {
    const created = await send('PUT', '/Patient/conditional', {
      body: { resourceType: 'Patient', id: 'conditional' },
    });
    const read = (headers: Record<string, string>) => send('GET', '/Patient/conditional', { headers });
    expect((await read({ 'if-none-match': 'W/"1"' })).status).toBe(304);
    expect((await read({ 'if-none-match': 'W/"2"' })).status).toBe(200);
    expect((await read({ 'if-modified-since': created.headers['last-modified']! })).status).toBe(304);
    expect((await read({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).status).toBe(200);
  });
});

describe('update, delete, history', () => {
  const patient = (id: string, family: string) => ({ resourceType: 'Patient', id, name: [{ family }] });

  test('the life of a resource', async () => {
    const at = '/Patient/life';
    const created = await send('PUT', at, { body: patient('life', 'A') });
    expect([created.status, created.headers['etag']]).toEqual([201, 'W/"1"']);
    const updated = await send('PUT', at, { headers: { 'if-match': 'W/"1"' }, body: patient('life', 'B') });
    expect([updated.status, updated.headers['etag']]).toEqual([200, 'W/"2"']);
    const refused = await send('PUT', at, { headers: { 'if-match': 'W/"1"' }, body: patient('life', 'C') });
    expect([refused.status, refused.headers['etag']]).toEqual([412, 'W/"2"']);
    expect((await send('DELETE', at, { headers: { 'if-match': 'W/"1"' } })).status).toBe(412);

    const deleted = await send('DELETE', at);
    expect([deleted.status, deleted.text, deleted.headers['etag']]).toEqual([204, '', 'W/"3"']);
    expect((await send('DELETE', at)).status).toBe(204);
    const gone = await send('GET', at);
    expect([gone.status, gone.headers['etag']]).toEqual([410, 'W/"3"']);
    expect(isValid(gone).json()).toMatchObject({ issue: [{ code: 'deleted' }] });
    expect((await send('GET', `${at}/_history/3`)).status).toBe(410);
    expect(resourceOf(await send('GET', `${at}/_history/1`))['name']).toEqual([{ family: 'A' }]);
    expect((await send('GET', `${at}/_history/4`)).status).toBe(404);

    const revived = await send('PUT', at, { body: patient('life', 'D') });
    expect([revived.status, revived.headers['etag']]).toEqual([201, 'W/"4"']);

    const history = bundleOf(await send('GET', `${at}/_history`));
    expect(history).toMatchObject({ resourceType: 'Bundle', type: 'history', total: 4 });
    expect(
      history.entry!.map(({ request, response }) => [request!.method, request!.url, response!.etag]),
    ).toEqual([
      ['PUT', 'Patient/life', 'W/"4"'],
      ['DELETE', 'Patient/life', 'W/"3"'],
      ['PUT', 'Patient/life', 'W/"2"'],
      ['PUT', 'Patient/life', 'W/"1"'],
    ]);
    expect(history.entry![1]).not.toHaveProperty('resource');
    expect(history.entry![0]!.fullUrl).toBe(`${root}/Patient/life`);
    expect(history.entry![0]!.resource!.meta.lastUpdated).toBe(history.entry![0]!.response!.lastModified);
  });

  test('If-Match on what is not there', async () => {
    const answer = await send('PUT', '/Patient/absent', {
      headers: { 'if-match': 'W/"1"' },
      body: patient('absent', 'A'),
    });
    expect(answer.status).toBe(412);
    expect((await send('DELETE', '/Patient/absent')).status).toBe(204);
  });

  test('history in pages, by time', async () => {
    for (const family of ['A', 'B', 'C', 'D', 'E'])
      await send('PUT', '/Patient/paged', { body: patient('paged', family) });
    const versions: string[] = [];
    let next: string | undefined = `${root}/Patient/paged/_history?_count=2`;
    while (next !== undefined) {
      const page: Bundle = bundleOf(await send('GET', below(next)));
      expect(page.total).toBe(5);
      expect(linkOf(page, 'self')).toBe(next);
      versions.push(...page.entry!.map(({ resource }) => resource!.meta.versionId));
      next = linkOf(page, 'next');
    }
    expect(versions).toEqual(['5', '4', '3', '2', '1']);

    const third = resourceOf(await send('GET', '/Patient/paged/_history/3')).meta.lastUpdated;
    const since = bundleOf(await send('GET', `/Patient/paged/_history?_since=${third}`));
    expect(since.entry!.map(({ resource }) => resource!.meta.versionId)).toEqual(
      expect.arrayContaining(['5', '4', '3']),
    );
    expect(bundleOf(await send('GET', '/Patient/paged/_history?_at=2001')).entry).toBeUndefined();
    const forged = await send('GET', '/Patient/paged/_history?_cursor=AAAA');
    expect(forged.status).toBe(400);
  });
});

describe('search', () => {
  const ids = Array.from({ length: 25 }, (_, index) => `s${index}`);
  beforeAll(async () => {
    for (const id of ids)
      await send('PUT', `/Condition/${id}`, {
        body: {
          resourceType: 'Condition',
          id,
          subject: { reference: `Patient/${id === 's3' ? 'other' : 'subject'}` },
          code: { coding: [{ system: 'http://snomed.info/sct', code: '38341003' }] },
        },
      });
  });

  test('pages cover every match once, newest first', async () => {
    const found: string[] = [];
    let next: string | undefined =
      `${root}/Condition?code=http://snomed.info/sct%7C38341003&_count=10&_total=accurate`;
    while (next !== undefined) {
      const page: Bundle = bundleOf(await send('GET', below(next)));
      expect(page).toMatchObject({ type: 'searchset', total: 25 });
      expect(linkOf(page, 'self')).toBe(next);
      for (const { fullUrl, resource, search } of page.entry!) {
        expect(fullUrl).toBe(`${root}/Condition/${resource!.id}`);
        expect(search).toEqual({ mode: 'match' });
        found.push(resource!.id);
      }
      next = linkOf(page, 'next');
    }
    expect(found).toEqual([...ids].reverse());
  });

  test('total only where it is asked for', async () => {
    expect(bundleOf(await send('GET', '/Condition?_count=1'))).not.toHaveProperty('total');
  });

  test('no match', async () => {
    const page = bundleOf(await send('GET', '/Condition?code=none&_total=accurate'));
    expect([page.total, page.entry, linkOf(page, 'next')]).toEqual([0, undefined, undefined]);
  });

  test('POST: form and address together', async () => {
    const page = bundleOf(
      await send('POST', '/Condition/_search?subject=Patient/other', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'code=http%3A%2F%2Fsnomed.info%2Fsct%7C38341003',
      }),
    );
    expect(page.entry!.map(({ resource }) => resource!.id)).toEqual(['s3']);
  });

  test('an absolute reference to this server is the relative one', async () => {
    const page = bundleOf(
      await send('GET', `/Condition?subject=${encodeURIComponent(`${root}/Patient/other`)}`),
    );
    expect(page.entry!.map(({ resource }) => resource!.id)).toEqual(['s3']);
  });

  test('an unknown parameter is passed over with a note, or refused', async () => {
    const target = '/Condition?subject=Patient/other&flavour=sweet';
    const page = bundleOf(await send('GET', target));
    expect(page.entry!.map(({ search }) => search!.mode)).toEqual(['match', 'outcome']);
    expect(page.entry![1]!.resource).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ diagnostics: expect.stringContaining('flavour') as string }],
    });
    expect(linkOf(page, 'self')).not.toContain('flavour');
    const strict = await send('GET', target, { headers: { prefer: 'handling=strict' } });
    expect(strict.status).toBe(400);
    expect(strict.text).toContain('flavour');
  });

  test.each(['_lastUpdated=yesterday', '_count=many', '_cursor=AAAA'])('%s is refused', async (query) => {
    const answer = await send('GET', `/Condition?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  test('what was deleted is not found', async () => {
    await send('PUT', '/Condition/fleeting', {
      body: { resourceType: 'Condition', id: 'fleeting', subject: { reference: 'Patient/fleeting' } },
    });
    const count = async () =>
      bundleOf(await send('GET', '/Condition?subject=Patient/fleeting')).entry?.length ?? 0;
    expect(await count()).toBe(1);
    await send('DELETE', '/Condition/fleeting');
    expect(await count()).toBe(0);
  });
});

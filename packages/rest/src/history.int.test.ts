import { connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { validateResource, type JsonObject } from '@wellspring/fhir';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveStore, type ServedStore } from './testing/served-store.js';

let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let served: ServedStore;

/** A Bundle of a history, as far as tests look at it. */
interface History {
  readonly type: string;
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource?: { readonly id: string; readonly meta: { readonly lastUpdated: string } };
    readonly request: { readonly method: string; readonly url: string };
    readonly response: { readonly status: string; readonly etag: string; readonly lastModified: string };
  }[];
}

const send = (...call: Parameters<ServedStore['send']>) => served.send(...call);
const patient = (id: string, family: string) => ({ resourceType: 'Patient', id, name: [{ family }] });

async function history(target: string): Promise<History> {
  const answer = await send('GET', target);
  expect(answer.status).toBe(200);
  expect(validateResource(answer.json() as JsonObject)).toEqual([]);
  return answer.json() as History;
}

const linesOf = ({ entry = [] }: History) =>
  entry.map(
    ({ request, response }) => `${request.method} ${request.url} ${response.status} ${response.etag}`,
  );

/** All that was done below, newest first. */
const everything = [
  'PUT Patient/a 201 W/"4"',
  'DELETE Patient/b 204 W/"2"',
  'DELETE Patient/a 204 W/"3"',
  'PUT Organization/o 201 W/"1"',
  'PUT Patient/a 200 W/"2"',
  'PUT Patient/b 201 W/"1"',
  'PUT Patient/a 201 W/"1"',
];

beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  served = await serveStore(createRegistry({ database, url: server.url, slot: { node: 1 } }));
  await send('PUT', '/Patient/a', { body: patient('a', 'A') });
  await send('PUT', '/Patient/b', { body: patient('b', 'B') });
  await send('PUT', '/Patient/a', { body: patient('a', 'A2') });
  await send('PUT', '/Organization/o', { body: { resourceType: 'Organization', id: 'o', name: 'O' } });
  await send('DELETE', '/Patient/a');
  await send('DELETE', '/Patient/b');
  await send('PUT', '/Patient/a', { body: patient('a', 'A3') });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

// https://hl7.org/fhir/R4/http.html#history
describe('history', () => {
  test('of everything, of a type, and of a resource', async () => {
    const all = await history('/_history');
    expect(all.type).toBe('history');
    expect(linesOf(all)).toEqual(everything);
    expect(linesOf(await history('/Patient/_history'))).toEqual(
      everything.filter((line) => line.includes('Patient')),
    );
    const one = await history('/Patient/a/_history');
    expect(linesOf(one)).toEqual(everything.filter((line) => line.includes('Patient/a')));
    expect(one.total).toBe(4);
    expect(linesOf(await history('/Encounter/_history'))).toEqual([]);
    for (const { fullUrl, resource, request, response } of all.entry!) {
      expect(resource === undefined).toBe(request.method === 'DELETE');
      expect(fullUrl).toBe(`${served.root}/${request.url}`);
      if (resource) expect(resource.meta.lastUpdated).toBe(response.lastModified);
    }
  });

  test('of a resource that is deleted', async () => {
    expect(linesOf(await history('/Patient/b/_history'))).toEqual([
      'DELETE Patient/b 204 W/"2"',
      'PUT Patient/b 201 W/"1"',
    ]);
    expect((await send('GET', '/Patient/never/_history')).status).toBe(404);
  });

  test.each(['/_history', '/Patient/_history', '/Patient/a/_history'])('%s in pages', async (target) => {
    const whole = linesOf(await history(target));
    const lines: string[] = [];
    let next: string | undefined = `${served.root}${target}?_count=2`;
    while (next !== undefined) {
      const page: History = await history(next.slice(served.root.length));
      expect(page.link.find(({ relation }) => relation === 'self')?.url).toBe(next);
      lines.push(...linesOf(page));
      next = page.link.find(({ relation }) => relation === 'next')?.url;
    }
    expect(lines).toEqual(whole);
  });

  test('by time', async () => {
    const all = (await history('/_history')).entry!;
    const { lastModified } = all[3]!.response;
    const since = linesOf(await history(`/_history?_since=${lastModified}`));
    expect(since).toEqual(everything.slice(0, since.length));
    expect(since.length).toBeGreaterThanOrEqual(4);
    expect(linesOf(await history('/_history?_at=2001'))).toEqual([]);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    // What is current then: the last version of each, deletions, too.
    expect(linesOf(await history(`/_history?_at=${tomorrow}`))).toEqual([
      'PUT Patient/a 201 W/"4"',
      'DELETE Patient/b 204 W/"2"',
      'PUT Organization/o 201 W/"1"',
    ]);
  });

  test.each(['/_history', '/Patient/_history', '/Patient/a/_history'])('HEAD %s', async (target) => {
    expect((await send('HEAD', target)).status).toBe(200);
  });

  test.each([
    ['/_history?_count=0', 400],
    ['/Patient/_history?_since=yesterday', 400],
    ['/_history?_at=x', 400],
    ['/_history?_count=1&_count=2', 400],
    ['/_history?_cursor=AAAA', 400],
    ['/Ghost/_history', 404],
    ['/Patient/_history?_summary=count', 400],
  ])('GET %s is %i', async (target, status) => {
    const answer = await send('GET', target);
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  test('a cursor works for its own history only', async () => {
    const nextOf = async (target: string) =>
      (await history(target)).link.find(({ relation }) => relation === 'next')!.url.split('_cursor=')[1]!;
    const cursor = await nextOf('/Patient/_history?_count=1');
    for (const target of ['/_history', '/Organization/_history', '/Patient/a/_history', '/Patient'])
      expect((await send('GET', `${target}?_count=1&_cursor=${cursor}`)).status).toBe(400);
    expect((await send('GET', `/Patient/_history?_count=5&_cursor=${cursor}`)).status).toBe(200);
  });

  test('parts of resources', async () => {
    const { entry } = await history('/Patient/a/_history?_elements=id&_count=1');
    expect(entry![0]!.resource).not.toHaveProperty('name');
    expect((await history('/_history?_elements=name')).entry![0]!.resource).toHaveProperty('name');
  });
});

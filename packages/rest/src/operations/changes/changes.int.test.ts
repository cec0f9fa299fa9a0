import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { validateResource, type JsonObject } from '@wellspring/fhir';
import { testCaller } from '@wellspring/access/testing';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import { createRegistry, migrateCatalog, type DataStoreRegistry } from '@wellspring/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createRestHandler, type RestHandler } from '../../rest-handler.js';
import { caller } from '../../testing/call.js';

/** A Bundle of changes, as far as tests look at it. */
interface Feed {
  readonly type: string;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly Entry[];
}
interface Entry {
  readonly fullUrl: string;
  readonly resource?: JsonObject;
  readonly request: { readonly method: string; readonly url: string };
  readonly response: { readonly status: string; readonly etag: string; readonly lastModified: string };
}

const root = (id: string) => `https://fhir.example/datastore/${id}/r4`;
let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let registry: DataStoreRegistry;
let handle: RestHandler;
let id: string;
let send: ReturnType<typeof caller>;
const stopping = new AbortController();
beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  slot = await allocateNode(database);
  registry = createRegistry({ database, url: server.url, slot });
  handle = createRestHandler({
    registry,
    publicUrl: 'https://fhir.example',
    version: '1',
    maxBodyBytes: 5_000_000,
    changeReaders: 3,
    stopping: stopping.signal,
  });
});
afterAll(async () => {
  await slot.release();
  await database.close();
  await server.drop();
});
beforeEach(async () => {
  ({ id } = await registry.create({ name: 'changes' }));
  await registry.createSchema(id);
  await registry.update(id, { status: 'ACTIVE' });
  send = caller(handle, id);
});

const put = (type: string, name: string, more: JsonObject = {}) =>
  send('PUT', `/${type}/${name}`, { body: { resourceType: type, id: name, ...more } });
const get = async (target: string): Promise<Feed> => {
  const answer = await send('GET', target.replace(root(id), ''));
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  const issues = validateResource(answer.json() as JsonObject);
  expect(issues).toEqual([]);
  return answer.json() as Feed;
};
const next = ({ link }: Feed) => link.find(({ relation }) => relation === 'next')!.url;
const told = ({ entry = [] }: Feed) =>
  entry.map(
    ({ request, response }) => `${request.method} ${request.url} ${response.status} ${response.etag}`,
  );

describe('a page of changes', () => {
  it('is a Bundle of type history with what became of every request, oldest first', async () => {
    await put('Patient', 'p1', { gender: 'female' });
    await put('Patient', 'p1', { gender: 'male' });
    await send('DELETE', '/Patient/p1');
    const created = await send('POST', '/Basic', { body: { resourceType: 'Basic', code: { text: 'x' } } });
    const feed = await get('/$changes');
    expect(feed.type).toBe('history');
    expect(told(feed)).toEqual([
      'PUT Patient/p1 201 W/"1"',
      'PUT Patient/p1 200 W/"2"',
      'DELETE Patient/p1 204 W/"3"',
      'POST Basic 201 W/"1"',
    ]);
    const [first, , deleted, basic] = feed.entry!;
    expect(first).toMatchObject({
      fullUrl: `${root(id)}/Patient/p1`,
      resource: { resourceType: 'Patient', id: 'p1', gender: 'female', meta: { versionId: '1' } },
    });
    expect(first!.response.lastModified).toBe((first!.resource!['meta'] as JsonObject)['lastUpdated']);
    expect(deleted).not.toHaveProperty('resource');
    expect(basic!.resource).toEqual(created.json());
    expect(feed.link[0]).toEqual({ relation: 'self', url: `${root(id)}/$changes` });
  });

  it('leads on to the next, for ever', async () => {
    for (const name of ['a', 'b', 'c']) await put('Patient', name);
    const first = await get('/$changes?_count=2');
    expect(told(first)).toEqual(['PUT Patient/a 201 W/"1"', 'PUT Patient/b 201 W/"1"']);
    expect(next(first)).toMatch(/^https:.*\/\$changes\?_since=[\w-]{32}&_count=2$/);
    const second = await get(next(first));
    expect(told(second)).toEqual(['PUT Patient/c 201 W/"1"']);
    const empty = await get(next(second));
    expect(empty).not.toHaveProperty('entry');
    await put('Patient', 'd');
    expect(told(await get(next(empty)))).toEqual(['PUT Patient/d 201 W/"1"']);
  });

  it('is of the types that are asked for', async () => {
    await put('Patient', 'p');
    await put('Organization', 'o', { name: 'O' });
    await put('Device', 'd');
    expect(told(await get('/$changes?_type=Device,Organization'))).toEqual([
      'PUT Organization/o 201 W/"1"',
      'PUT Device/d 201 W/"1"',
    ]);
    const feed = await get('/Patient/$changes');
    expect(told(feed)).toEqual(['PUT Patient/p 201 W/"1"']);
    expect(next(feed)).toContain('/Patient/$changes?_since=');
  });

  it('begins at now, where that is asked for', async () => {
    await put('Patient', 'p');
    const feed = await get('/$changes?_since=now');
    expect(feed).not.toHaveProperty('entry');
    await put('Patient', 'q');
    expect(told(await get(next(feed)))).toEqual(['PUT Patient/q 201 W/"1"']);
  });

  test.each([
    '/$changes?_since=2024-01-01',
    '/$changes?_since=',
    `/$changes?_since=${'A'.repeat(32)}`,
    '/$changes?_count=0',
    '/$changes?_count=ten',
    '/$changes?_count=1&_count=2',
    '/$changes?_wait=-1',
    '/$changes?_wait=soon',
    '/$changes?_type=Nothing',
    '/$changes?_type=',
    '/$changes?_type=Parameters',
    '/Patient/$changes?_type=Device',
  ])('%s is refused', async (target) => {
    const answer = await send('GET', target);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('passes over parameters it does not know, or refuses them', async () => {
    await get('/$changes?_sort=name');
    const strict = { headers: { prefer: 'handling=strict' } };
    expect((await send('GET', '/$changes?_sort=name', strict)).status).toBe(400);
  });

  test.each([
    ['POST', '/$changes', 405],
    ['GET', '/Patient/p/$changes', 404],
  ])('%s %s is %i', async (method, target, status) => {
    expect((await send(method, target)).status).toBe(status);
  });

  it('is JSON or events, and nothing else', async () => {
    const accept = (type: string) => send('GET', '/$changes', { headers: { accept: type } });
    expect((await accept('application/fhir+xml')).status).toBe(406);
    expect((await accept('text/event-stream;q=0')).status).toBe(406);
    expect((await accept('*/*')).headers['content-type']).toContain('application/fhir+json');
  });

  it('is an operation of the CapabilityStatement', async () => {
    const statement = (await send('GET', '/metadata')).json() as {
      readonly rest: readonly { readonly operation: readonly { readonly name: string }[] }[];
    };
    expect(statement.rest[0]!.operation.map(({ name }) => name)).toContain('changes');
  });
});

/** A request whose client may go away. */
function request(
  target: string,
  headers: Readonly<Record<string, string>> = {},
): { readonly answer: Promise<HttpResponse>; readonly client: AbortController } {
  const client = new AbortController();
  const [below = '', query = ''] = target.split('?');
  const sent: HttpRequest = {
    method: 'GET',
    path: `/datastore/${id}/r4${below}`,
    query,
    headers,
    rawHeaders: [],
    body: Readable.from([]),
    signal: client.signal,
    requestId: 'request-1',
  };
  return { answer: handle(sent, id, below, testCaller()), client };
}

describe('waiting', () => {
  it('ends with a change', async () => {
    const feed = await get('/$changes?_since=now&_wait=20');
    const waiting = get(next(feed));
    await sleep(100);
    await put('Patient', 'p');
    expect(told(await waiting)).toEqual(['PUT Patient/p 201 W/"1"']);
  });

  it('ends with its time', async () => {
    const feed = await get('/$changes?_since=now&_wait=0.3');
    expect(await get(next(feed))).not.toHaveProperty('entry');
  });

  it('is for so many at a time; the place of a client that went away is free', async () => {
    const now = next(await get('/$changes?_since=now')).replace(root(id), '');
    const waiting = [1, 2, 3].map(() => request(`${now}&_wait=60`));
    await sleep(50);
    const refused = await send('GET', `${now}&_wait=60`);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    expect((await send('GET', now)).status).toBe(200);
    for (const { client } of waiting) client.abort();
    for (const { answer } of waiting) expect((await answer).status).toBe(200);
    expect((await send('GET', `${now}&_wait=0.1`)).status).toBe(200);
  });
});

describe('server-sent events', () => {
  const stream = async (target: string, headers: Readonly<Record<string, string>> = {}) => {
    const { answer, client } = request(target, { accept: 'text/event-stream', ...headers });
    const { status, headers: sent, body } = await answer;
    expect(status).toBe(200);
    expect(sent['content-type']).toBe('text/event-stream; charset=utf-8');
    const readable = body as Readable;
    let text = '';
    readable.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const events = () =>
      [...text.matchAll(/^id: ([\w-]{32})\ndata: (.*)\n\n/gm)].map(([, place, data]) => ({
        place: place!,
        entry: JSON.parse(data!) as Entry,
      }));
    return {
      client,
      ended: once(readable, 'close'),
      text: () => text,
      events,
      until: async (count: number) => {
        for (let tries = 0; events().length < count; tries++) {
          if (tries === 500) throw new Error(`only ${String(events().length)} events came: ${text}`);
          await sleep(20);
        }
        return events();
      },
    };
  };

  it('tell what has been, then what comes, and go on behind the last id', async () => {
    await put('Patient', 'a');
    const { until, client, ended } = await stream('/$changes');
    await until(1);
    await put('Patient', 'b', { name: [{ text: 'two\nlines' }] });
    await send('DELETE', '/Patient/a');
    const events = await until(3);
    expect(told({ type: '', link: [], entry: events.map(({ entry }) => entry) })).toEqual([
      'PUT Patient/a 201 W/"1"',
      'PUT Patient/b 201 W/"1"',
      'DELETE Patient/a 204 W/"2"',
    ]);
    const page = await get('/$changes');
    expect(events.map(({ entry }) => entry)).toEqual(page.entry);
    client.abort();
    await ended;
    const again = await stream('/$changes?_since=now', { 'last-event-id': events[0]!.place });
    expect((await again.until(2)).map(({ entry }) => entry)).toEqual(page.entry!.slice(1));
    again.client.abort();
    await again.ended;
  });

  it('are refused where the place is none, and when the room is full', async () => {
    const events = { headers: { accept: 'text/event-stream', 'last-event-id': 'x' } };
    expect((await send('GET', '/$changes', events)).status).toBe(400);
    const open = await Promise.all([1, 2, 3].map(() => stream('/$changes')));
    const full = await send('GET', '/$changes', { headers: { accept: 'text/event-stream' } });
    expect(full.status).toBe(429);
    for (const { client, ended } of open) {
      client.abort();
      await ended;
    }
    const more = await stream('/$changes');
    more.client.abort();
    await more.ended;
  });

  it('wait for a client that does not read', async () => {
    const text = 'x'.repeat(20_000);
    for (let at = 0; at < 40; at++) await put('Patient', `p${String(at)}`, { name: [{ text }] });
    const { answer, client } = request('/$changes?_count=5', { accept: 'text/event-stream' });
    const body = (await answer).body as Readable;
    await sleep(500);
    // The first few events at most: a stream that went on would hold 800 KB.
    expect(body.readableLength).toBeLessThan(100_000);
    client.abort();
    body.destroy();
    await once(body, 'close');
  });

  it('end when the program stops', async () => {
    await put('Patient', 'a');
    const { until, ended } = await stream('/$changes');
    await until(1);
    stopping.abort();
    await ended;
  });
});

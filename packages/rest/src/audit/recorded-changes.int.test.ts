import { testCaller } from '@wellspring/access/testing';
import { connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { newCallRecord, type CallRecord } from '@wellspring/http';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRestHandler } from '../rest-handler.js';
import { caller, type Answer, type CallOptions } from '../testing/call.js';

let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let send: (
  method: string,
  target: string,
  options?: CallOptions,
) => Promise<Answer & { readonly record: CallRecord }>;
beforeAll(async () => {
  server = await testDatabase();
  await migrateCatalog(server.url);
  database = connect({ url: server.url, max: 6 });
  const registry = createRegistry({ database, url: server.url, slot: { node: 1 } });
  const { id } = await registry.create({ name: 'recorded' });
  await registry.createSchema(id);
  await registry.update(id, { status: 'ACTIVE' });
  const handle = createRestHandler({
    registry,
    version: '1',
    maxBodyBytes: 1_000_000,
    validationLevel: 'structure-only',
  });
  send = async (...request) => {
    const record = newCallRecord();
    return { ...(await caller(handle, id, testCaller({ record }))(...request)), record };
  };
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const patient = (id?: string) => ({ resourceType: 'Patient', ...(id !== undefined && { id }), active: true });
const jsonPatch = {
  headers: { 'content-type': 'application/json-patch+json' },
  body: JSON.stringify([{ op: 'replace', path: '/active', value: false }]),
};

it.each<readonly [string, string, CallOptions, number, readonly string[]]>([
  ['PUT', '/Patient/p1', { body: patient('p1') }, 201, ['Patient/p1 1 created']],
  ['PUT', '/Patient/p1', { body: patient('p1') }, 200, ['Patient/p1 2 updated']],
  ['PATCH', '/Patient/p1', jsonPatch, 200, ['Patient/p1 3 updated']],
  ['PUT', '/Patient/p1', { body: patient('p1'), headers: { 'if-match': 'W/"1"' } }, 412, []],
  ['PUT', '/Patient?_id=p1', { body: patient('p1') }, 200, ['Patient/p1 4 updated']],
  ['PATCH', '/Patient?_id=p1', jsonPatch, 200, ['Patient/p1 5 updated']],
  ['POST', '/Patient', { body: patient(), headers: { 'if-none-exist': '_id=p1' } }, 200, []],
  ['GET', '/Patient/p1', {}, 200, []],
  ['GET', '/Patient?active=false', {}, 200, []],
  ['POST', '/Patient/p1/$meta-add', metaOf('https://example.org|a'), 200, ['Patient/p1 6 updated']],
  ['DELETE', '/Patient/p1', {}, 204, ['Patient/p1 7 deleted']],
  ['DELETE', '/Patient/p1', {}, 204, []],
  ['DELETE', '/Patient/none', {}, 204, []],
  ['PUT', '/Patient/p1', { body: patient('p1') }, 201, ['Patient/p1 8 created']],
  ['DELETE', '/Patient?_id=p1', {}, 204, ['Patient/p1 9 deleted']],
  [
    'PUT',
    '/Patient/p2',
    { body: patient('p2'), headers: { 'if-none-match': '*' } },
    201,
    ['Patient/p2 1 created'],
  ],
  ['PUT', '/Patient/p2', { body: patient('p2'), headers: { 'if-none-match': '*' } }, 412, []],
  ['DELETE', '/Patient?_id=p2&_count=5', {}, 200, ['Patient/p2 2 deleted']],
  ['PUT', '/Patient/p3', { body: { resourceType: 'Patient', id: 'p3', active: 7 } }, 400, []],
])('%s %s', async (method, target, options, status, changes) => {
  const answer = await send(method, target, options);
  expect([answer.status, namesOf(answer.record)]).toEqual([status, changes]);
});

function metaOf(label: string): CallOptions {
  const [system, code] = label.split('|');
  return {
    body: {
      resourceType: 'Parameters',
      parameter: [{ name: 'meta', valueMeta: { tag: [{ system, code }] } }],
    },
  };
}

function namesOf({ changes }: CallRecord): readonly string[] {
  return changes.map(({ resourceType, id, version, change }) => `${resourceType}/${id} ${version} ${change}`);
}

it('has what each entry of a batch wrote, and nothing of what a transaction rolled back', async () => {
  const entry = (id: string, active: unknown) => ({
    resource: { ...patient(id), active },
    request: { method: 'PUT', url: `Patient/${id}` },
  });
  const of = (type: string) => ({
    body: {
      resourceType: 'Bundle',
      type,
      entry: [entry('b1', true), entry('b2', 'no boolean'), entry('b3', false)],
    },
  });
  const batch = await send('POST', '/', of('batch'));
  expect(batch.status).toBe(200);
  expect(namesOf(batch.record)).toEqual(['Patient/b1 1 created', 'Patient/b3 1 created']);
  const refused = await send('POST', '/', of('transaction'));
  expect(refused.status).toBe(400);
  expect(namesOf(refused.record)).toEqual([]);
  const transaction = await send('POST', '/', {
    body: {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        entry('b1', false),
        { resource: patient(), request: { method: 'POST', url: 'Patient' } },
        { request: { method: 'DELETE', url: 'Patient/b3' } },
        { request: { method: 'DELETE', url: 'Patient/none' } },
      ],
    },
  });
  expect(transaction.status).toBe(200);
  // The new one's id is any; the order is that in which rows are locked.
  const isNew = (name: string): boolean => /^Patient\/[0-9a-f-]{36} 1 created$/.test(name);
  const names = namesOf(transaction.record);
  expect(names.filter(isNew)).toHaveLength(1);
  expect(names.filter((name) => !isNew(name)).toSorted()).toEqual([
    'Patient/b1 2 updated',
    'Patient/b3 2 deleted',
  ]);
});

it('has every version that the history has', async () => {
  const history = await send('GET', '/_history?_count=1000');
  const { entry } = history.json() as { readonly entry: readonly unknown[] };
  // Eight of p1 and its two deletions, two of p2, two of b1, two of b3, one created by the transaction.
  expect(entry).toHaveLength(9 + 2 + 2 + 2 + 1);
});

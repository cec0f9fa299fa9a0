import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { resourceTypes } from '@wellspring/fhir';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRestHandler } from './rest-handler.js';
import { caller } from './testing/call.js';
import { minimalBodies } from './testing/minimal-bodies.js';

let database: Database;
let server: Awaited<ReturnType<typeof testDatabase>>;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let send: ReturnType<typeof caller>;

beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  slot = await allocateNode(database);
  const registry = createRegistry({ database, url: server.url, slot });
  const { id } = await registry.create({ name: 'types' });
  await registry.createSchema(id);
  await registry.update(id, { status: 'ACTIVE' });
  send = caller(
    createRestHandler({ registry, version: '1', maxBodyBytes: 1_000_000, validationLevel: 'structure-only' }),
    id,
  );
});
afterAll(async () => {
  await slot.release();
  await database.close();
  await server.drop();
});

interface Created {
  readonly id: string;
  readonly meta: { readonly versionId: string; readonly lastUpdated: string };
}
interface Found {
  readonly entry?: readonly { readonly resource: unknown }[];
}
const tag = [{ system: 'http://example.org/tags', code: 'minimal' }];

test('the table has every type but the two that only travel', () => {
  expect(Object.keys(minimalBodies)).toEqual(
    resourceTypes.filter((type) => type !== 'OperationOutcome' && type !== 'Parameters'),
  );
});

test.each(Object.entries(minimalBodies))('%s is created, read and found', async (type, body) => {
  const sent = { resourceType: type, meta: { tag }, ...body };
  const created = await send('POST', `/${type}`, { body: sent });
  expect([created.status, created.text]).toEqual([201, expect.stringContaining('versionId')]);
  const { id, meta } = created.json() as Created;
  const expected = { ...sent, id, meta: { tag, versionId: '1', lastUpdated: meta.lastUpdated } };

  // A Binary is read as its content unless the resource is asked for.
  const headers = { accept: 'application/fhir+json' };
  const read = await send('GET', `/${type}/${id}`, { headers });
  expect([read.status, read.json()]).toEqual([200, expected]);
  for (const query of [`_id=${id}`, `_tag=${tag[0]!.system}%7Cminimal`]) {
    const { entry = [] } = (await send('GET', `/${type}?${query}`)).json() as Found;
    expect(entry.map(({ resource }) => resource)).toEqual([expected]);
  }

  // What is required stays in every part of it, so that the part is valid as well.
  const elements = (await send('GET', `/${type}/${id}?_elements=id`)).json() as object;
  const summary = (await send('GET', `/${type}/${id}?_summary=true`)).json() as object;
  for (const part of [elements, summary]) expect(part).toMatchObject(body);
});

test.each(['OperationOutcome', 'Parameters'])('%s is not stored', async (type) => {
  expect((await send('POST', `/${type}`, { body: { resourceType: type } })).status).toBe(404);
});

import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { validateResource, type JsonObject, type QualityMoment, type QualityReport } from '@wellspring/fhir';
import { createJobs, migrateJobs, type Jobs } from '@wellspring/jobs';
import { createRegistry, migrateCatalog, type DataStoreRegistry } from '@wellspring/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRestHandler } from '../../rest-handler.js';
import { caller, type Answer } from '../../testing/call.js';

let server: TestDatabase;
let database: Database;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let registry: DataStoreRegistry;
let jobs: Jobs;
let send: ReturnType<typeof caller>;
let id: string;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const options = { publicUrl: 'https://fhir.example', version: '1', maxBodyBytes: 5_000_000 };

beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 10 });
  await migrateCatalog(server.url);
  await migrateJobs(server.url);
  slot = await allocateNode(database);
  registry = createRegistry({ database, url: server.url, slot });
  const objects = {} as Parameters<typeof createJobs>[0]['objects'];
  jobs = createJobs({
    database,
    databaseUrl: server.url,
    registry,
    // None of these jobs touches the object store.
    objects,
    objectsFor: () => Promise.resolve(objects),
    log: quiet,
    settings: { pollMs: 50 },
  });
  await jobs.run();
});
afterAll(async () => {
  await jobs.stop();
  await slot.release();
  await database.close();
  await server.drop();
});
beforeEach(async () => {
  ({ id } = await registry.create({}));
  await registry.createSchema(id);
  await registry.update(id, { status: 'ACTIVE' });
  send = caller(createRestHandler({ ...options, registry, jobs }), id);
});

/** The diagnostics of an OperationOutcome that is valid. */
function toldBy(answer: Answer): string {
  const outcome = answer.json() as JsonObject;
  expect(validateResource(outcome)).toEqual([]);
  return (outcome['issue'] as unknown as readonly { readonly diagnostics: string }[])[0]!.diagnostics;
}

async function put(type: string, resourceId: string, more: JsonObject): Promise<void> {
  const body = { resourceType: type, id: resourceId, ...more };
  const answer = await send('PUT', `/${type}/${resourceId}`, { body });
  if (answer.status > 201) throw new Error(answer.text);
}

/** Has a report made; the path of its status. */
async function reported(): Promise<string> {
  const started = await send('POST', '/$data-quality');
  expect(started.status).toBe(202);
  const { jobId } = started.json() as { readonly jobId: string };
  expect(started.headers['content-location']).toBe(
    `https://fhir.example/datastore/${id}/r4/$data-quality/${jobId}`,
  );
  const path = `/$data-quality/${jobId}`;
  await expect
    .poll(async () => ((await send('GET', path)).json() as { status: string }).status, { timeout: 30_000 })
    .toBe('COMPLETED');
  return path;
}

type Answered = QualityReport & { readonly history: readonly QualityMoment[] };

describe('$data-quality', () => {
  it('tells of the newest report, and of those before it', async () => {
    await put('Patient', 'a', { birthDate: '1980' });
    await put('Patient', 'b', { generalPractitioner: [{ reference: 'Practitioner/nobody' }] });
    await reported();
    await put('Patient', 'c', {});
    const path = await reported();

    const status = await send('GET', path);
    expect(status.status).toBe(200);
    expect(status.headers['content-type']).toBe('application/json');
    expect(status.json()).toMatchObject({
      datastoreId: id,
      jobId: path.slice('/$data-quality/'.length),
      status: 'COMPLETED',
      resources: 3,
      estimatedResources: 3,
    });

    const answer = await send('GET', '/$data-quality');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    const report = answer.json() as Answered;
    expect(report).toMatchObject({
      dataStoreId: id,
      resources: 3,
      types: [{ type: 'Patient', resources: 3 }],
    });
    const references = report.measures.find((each) => each.id === 'reference-resolves');
    expect(references).toMatchObject({
      dimension: 'conformance',
      checked: 1,
      failed: 1,
      parts: [{ part: 'Patient to Practitioner', checked: 1, failed: 1, examples: ['Patient/b'] }],
    });
    expect(report.history.map(({ resources }) => resources)).toEqual([2, 3]);
    const last = (await send('GET', '/$data-quality?_history=1')).json() as Answered;
    expect(last.history.map(({ resources }) => resources)).toEqual([3]);
    expect(((await send('GET', '/$data-quality?_history')).json() as Answered).history).toHaveLength(2);
    expect((await send('GET', '/$data-quality?_pretty=true')).text).toContain('\n  "dataStoreId"');
    expect((await send('HEAD', '/$data-quality')).status).toBe(200);
  });

  it('is a page for those who want one', async () => {
    await put('Patient', 'a', {});
    await reported();
    const forms = [
      ['/$data-quality?_format=html', {}],
      ['/$data-quality?_format=text/html', { accept: 'application/json' }],
      ['/$data-quality', { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }],
      ['/$data-quality', { accept: 'application/fhir+json;q=0.5, text/html' }],
    ] as const;
    for (const [path, headers] of forms) {
      const answer = await send('GET', path, { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        'x-content-type-options': 'nosniff',
      });
      expect(answer.text).toMatch(/^<!doctype html>/);
    }
    const others = [
      ['/$data-quality?_format=json', { accept: 'text/html' }],
      ['/$data-quality', { accept: '*/*' }],
      ['/$data-quality', { accept: 'application/json, text/html;q=0.5' }],
      ['/$data-quality', { accept: 'text/html;q=0, */*' }],
    ] as const;
    for (const [path, headers] of others)
      expect((await send('GET', path, { headers })).headers['content-type']).toBe('application/json');
  });

  it.each([
    ['GET', '/$data-quality', 404, /POST to \$data-quality/],
    ['GET', `/$data-quality?import=${'a'.repeat(32)}`, 404, /no report on an import/],
    ['GET', '/$data-quality?import=x', 400, /import must be the id/],
    ['GET', '/$data-quality?_history=many', 400, /_history/],
    ['GET', '/$data-quality?_history=1001', 400, /_history/],
    ['GET', '/$data-quality?measure=x', 400, /measure/],
    ['GET', '/$data-quality?_format=xml', 406, /json/],
    ['GET', `/$data-quality/${'a'.repeat(32)}`, 404, /no data-quality job/],
    ['GET', '/$data-quality/x', 404, /no data-quality job/],
    ['DELETE', `/$data-quality/${'a'.repeat(32)}`, 404, /no data-quality job/],
    ['POST', `/$data-quality?import=${'a'.repeat(32)}`, 404, /no import/],
    ['POST', '/$data-quality?_history=1', 400, /_history/],
    ['DELETE', '/$data-quality', 405, /GET, HEAD, POST/],
    ['POST', '/$data-quality/x', 405, /GET, HEAD, DELETE/],
    ['GET', '/Patient/$data-quality', 404, /cannot be called here/],
  ])('%s %s is refused with %d', async (method, path, status, told) => {
    const answer = await send(method, path);
    expect(answer.status).toBe(status);
    expect(toldBy(answer)).toMatch(told);
  });

  it('takes no parameters in a body', async () => {
    const answer = await send('POST', '/$data-quality', { body: { resourceType: 'Parameters' } });
    expect(answer.status).toBe(400);
    expect(await database.query('SELECT 1 FROM wellspring.job WHERE data_store_id = $1', [id])).toEqual([]);
  });

  it('has no place in a Bundle', async () => {
    const body = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: '$data-quality?_format=html' } }],
    };
    const answer = (await send('POST', '/', { body })).json() as {
      readonly entry: readonly { readonly response: { readonly status: string } }[];
    };
    expect(answer.entry[0]?.response.status).toMatch(/^400/);
  });

  it('is no secret between data stores', async () => {
    await put('Patient', 'a', {});
    const path = await reported();
    const { id: otherId } = await registry.create({});
    await registry.createSchema(otherId);
    await registry.update(otherId, { status: 'ACTIVE' });
    const other = caller(createRestHandler({ ...options, registry, jobs }), otherId);
    expect((await other('GET', path)).status).toBe(404);
    expect((await other('DELETE', path)).status).toBe(404);
    expect((await other('GET', '/$data-quality')).status).toBe(404);
  });

  it('a report that has ended is not cancelled any more', async () => {
    const path = await reported();
    const answer = await send('DELETE', path);
    expect(answer.status).toBe(202);
    expect(answer.json()).toMatchObject({ status: 'COMPLETED' });
  });

  it('needs a server with jobs to begin, and none to read', async () => {
    await reported();
    const without = caller(createRestHandler({ ...options, registry }), id);
    expect((await without('POST', '/$data-quality')).status).toBe(501);
    expect((await without('GET', '/$data-quality')).status).toBe(200);
  });
});

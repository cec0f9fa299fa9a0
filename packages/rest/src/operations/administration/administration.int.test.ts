import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { validateResource, type JsonObject } from '@wellspring/fhir';
import { createJobs, migrateJobs, type Jobs } from '@wellspring/jobs';
import { createRegistry, migrateCatalog, type DataStoreRegistry } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRestHandler } from '../../rest-handler.js';
import { caller, type Answer } from '../../testing/call.js';

let server: TestDatabase;
let database: Database;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let registry: DataStoreRegistry;
let jobs: Jobs;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const base = 'https://fhir.example/datastore';
const options = { publicUrl: 'https://fhir.example', version: '1', maxBodyBytes: 5_000_000 };

beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 10 });
  await migrateCatalog(server.url);
  await migrateJobs(server.url);
  slot = await allocateNode(database);
  registry = createRegistry({ database, url: server.url, slot });
  jobs = newJobs();
  await jobs.run();
});
afterAll(async () => {
  await jobs.stop();
  await slot.release();
  await database.close();
  await server.drop();
});

function newJobs(): Jobs {
  // None of these jobs touches the object store.
  const objects = {} as Parameters<typeof createJobs>[0]['objects'];
  return createJobs({
    database,
    databaseUrl: server.url,
    registry,
    objects,
    objectsFor: () => Promise.resolve(objects),
    log: quiet,
    settings: { pollMs: 50 },
  });
}

/** A data store of its own, served with the jobs given. */
async function served(with_: Jobs | undefined = jobs) {
  const { id } = await registry.create({});
  await registry.createSchema(id);
  await registry.update(id, { status: 'ACTIVE' });
  const send = caller(createRestHandler({ ...options, registry, jobs: with_ }), id);
  const put = async (type: string, id: string, more: JsonObject = {}): Promise<void> => {
    const answer = await send('PUT', `/${type}/${id}`, { body: { resourceType: type, id, ...more } });
    if (answer.status > 201) throw new Error(answer.text);
  };
  return { id, send, put };
}

interface JobAnswer {
  readonly datastoreId: string;
  readonly jobId: string;
  readonly jobStatus: string;
  readonly status: string;
  readonly [key: string]: unknown;
}
const jobOf = (answer: Answer) => answer.json() as JobAnswer;
/** The diagnostics of an OperationOutcome that is valid. */
function toldBy(answer: Answer): string {
  const outcome = answer.json() as JsonObject;
  expect(validateResource(outcome)).toEqual([]);
  return (outcome['issue'] as unknown as readonly { readonly diagnostics: string }[])[0]!.diagnostics;
}

async function ended(send: ReturnType<typeof caller>, path: string): Promise<JobAnswer> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await send('GET', path);
    expect(answer.status).toBe(200);
    const job = jobOf(answer);
    if (!['SUBMITTED', 'QUEUED', 'IN_PROGRESS'].includes(job.status)) return job;
    if (Date.now() > deadline) throw new Error(answer.text);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const unknownJob = 'f'.repeat(32);
const observation: JsonObject = {
  status: 'final',
  code: { text: 'x' },
  subject: { reference: 'Patient/p' },
};
const json = { 'content-type': 'application/json' };

describe('$bulk-delete', () => {
  it('answers with a job, whose status tells what came of it', async () => {
    const { id, send, put } = await served();
    await put('Observation', 'o1', observation);
    await put('Observation', 'o2', observation);
    await put('Patient', 'p');
    const answer = await send('POST', '/Observation/$bulk-delete?isHardDelete=false');
    expect(answer.status).toBe(202);
    const { jobId, ...rest } = jobOf(answer);
    expect(jobId).toMatch(/^[0-9a-f]{32}$/);
    expect(rest).toEqual({ jobStatus: 'SUBMITTED' });
    expect(answer.headers['content-location']).toBe(`${base}/${id}/r4/$bulk-delete/${jobId}`);
    expect(await ended(send, `/$bulk-delete/${jobId}`)).toEqual({
      datastoreId: id,
      jobId,
      status: 'COMPLETED',
      submittedTime: expect.stringMatching(instant) as string,
      endTime: expect.stringMatching(instant) as string,
      totalResourcesDeleted: 2,
      totalAuditEventsDeleted: 0,
    });
    expect((await send('GET', '/Observation/o1')).status).toBe(410);
    expect((await send('GET', '/Observation/o1/_history/1')).status).toBe(200);
    expect((await send('GET', '/Patient/p')).status).toBe(200);
  });

  it('leaves no version with isHardDelete=true', async () => {
    const { send, put } = await served();
    await put('Observation', 'o1', observation);
    const { jobId } = jobOf(await send('POST', '/Observation/$bulk-delete?isHardDelete=true'));
    await ended(send, `/$bulk-delete/${jobId}`);
    for (const path of ['/Observation/o1', '/Observation/o1/_history', '/Observation/o1/_history/1'])
      expect((await send('GET', path)).status).toBe(404);
  });

  it.each([
    ['/Observation/$bulk-delete?isHardDelete=perhaps', 400],
    ['/Observation/$bulk-delete?start=31.12.2026', 400],
    ['/Observation/$bulk-delete?_since=2026&start=2026', 400],
    ['/Observation/$bulk-delete?start=2026-02&end=2026-01', 400],
    ['/Observation/$bulk-delete?_snice=2026', 400],
    ['/Observation/$bulk-delete?code=x', 400],
    ['/AuditEvent/$bulk-delete', 400],
    ['/Observatoin/$bulk-delete', 404],
    ['/Parameters/$bulk-delete', 404],
    ['/$bulk-delete', 404],
    ['/Observation/o1/$bulk-delete', 404],
  ])('refuses %s', async (path, status) => {
    const { send, put } = await served();
    await put('Observation', 'o1', observation);
    const answer = await send('POST', path);
    expect(answer.status, answer.text).toBe(status);
    expect(toldBy(answer)).not.toBe('');
    expect((await send('GET', '/Observation/o1')).status).toBe(200);
  });

  it('refuses parameters in a body, which it would pass over', async () => {
    const { send } = await served();
    const body = { resourceType: 'Parameters', parameter: [{ name: 'end', valueDate: '2020-01-01' }] };
    expect((await send('POST', '/Observation/$bulk-delete', { body })).status).toBe(400);
    expect((await send('POST', '/Observation/$bulk-delete', { body: {} })).status).toBe(202);
  });

  it('is called with POST, its status with GET', async () => {
    const { send } = await served();
    expect((await send('GET', '/Observation/$bulk-delete')).status).toBe(405);
    expect((await send('DELETE', `/$bulk-delete/${unknownJob}`)).status).toBe(405);
  });
});

describe('$erase', () => {
  it('takes a resource out, as if it had never been', async () => {
    const { send, put } = await served();
    await put('Patient', 'p');
    await put('Patient', 'p', { active: true });
    const answer = await send('POST', '/Patient/p/$erase');
    expect(answer.status).toBe(202);
    const { jobId, ...rest } = jobOf(answer);
    expect(rest).toEqual({ jobStatus: 'SUBMITTED' });
    expect(await ended(send, `/$erase/${jobId}`)).toMatchObject({
      status: 'COMPLETED',
      totalResourcesDeleted: 1,
    });
    expect((await send('GET', '/Patient/p')).status).toBe(404);
    expect((await send('GET', '/Patient/p/_history')).status).toBe(404);
    expect((await send('POST', '/Patient/p/$erase')).status).toBe(404);
  });

  it('takes one version out', async () => {
    const { send, put } = await served();
    await put('Patient', 'p');
    await put('Patient', 'p', { active: true });
    const current = await send('POST', '/Patient/p/_history/2/$erase');
    expect(current.status).toBe(409);
    expect(toldBy(current)).toContain('current');
    const { jobId } = jobOf(await send('POST', '/Patient/p/_history/1/$erase'));
    expect(await ended(send, `/$erase/${jobId}`)).toMatchObject({
      status: 'COMPLETED',
      totalResourcesDeleted: 1,
    });
    expect((await send('GET', '/Patient/p/_history/1')).status).toBe(404);
    expect((await send('GET', '/Patient/p/_history/2')).status).toBe(200);
    expect((await send('POST', '/Patient/p/_history/1/$erase')).status).toBe(404);
    expect((await send('POST', '/Patient/p/_history/1/$erase?deleteAuditEvent=true')).status).toBe(400);
  });

  it('takes an AuditEvent out for those only who say so', async () => {
    const { send } = await served();
    const { headers } = await send('POST', '/AuditEvent', {
      body: {
        resourceType: 'AuditEvent',
        type: { code: 'rest' },
        recorded: '2026-01-01T00:00:00Z',
        agent: [{ requestor: true }],
        source: { observer: { display: 'x' } },
      },
    });
    const path = /\/AuditEvent\/[\w-]+/.exec(headers['location']!)![0];
    expect((await send('POST', `${path}/$erase`)).status).toBe(400);
    const { jobId } = jobOf(await send('POST', `${path}/$erase?deleteAuditEvent=true`));
    await ended(send, `/$erase/${jobId}`);
    expect((await send('GET', path)).status).toBe(404);
  });
});

describe('$purge', () => {
  it('answers with an OperationOutcome that names the job', async () => {
    const { id, send, put } = await served();
    await put('Patient', 'p');
    await put('Patient', 'q');
    await put('Observation', 'o1', observation);
    await put('Observation', 'o2', { ...observation, subject: { reference: 'Patient/q' } });
    const answer = await send('POST', '/Patient/p/$purge');
    expect(answer.status).toBe(202);
    const jobId = /[0-9a-f]{32}$/.exec(toldBy(answer))![0];
    expect(answer.headers['content-location']).toBe(`${base}/${id}/r4/$purge/${jobId}`);
    expect(await ended(send, `/$purge/${jobId}`)).toMatchObject({
      datastoreId: id,
      jobId,
      status: 'COMPLETED',
      totalResourcesDeleted: 2,
    });
    for (const path of ['/Patient/p', '/Observation/o1', '/Observation/o1/_history'])
      expect((await send('GET', path)).status).toBe(404);
    for (const path of ['/Patient/q', '/Observation/o2']) expect((await send('GET', path)).status).toBe(200);
  });

  it('can be repeated, and is refused for a patient of whom there is nothing', async () => {
    const { send, put } = await served();
    await put('Patient', 'p');
    const { status, text } = await send('POST', '/Patient/p/$purge?deleteAuditEvent=true&end=2030-01-01');
    expect(status, text).toBe(202);
    const jobId = /[0-9a-f]{32}/.exec(text)![0];
    await ended(send, `/$purge/${jobId}`);
    expect((await send('POST', '/Patient/p/$purge')).status).toBe(404);
    await put('Observation', 'late', observation);
    expect((await send('POST', '/Patient/p/$purge')).status).toBe(202);
    expect((await send('POST', '/Group/p/$purge')).status).toBe(404);
    expect((await send('POST', '/Patient/p/$purge?start=never')).status).toBe(400);
  });
});

describe('$bulk-patch', () => {
  const operations = [{ op: 'add', path: '/active', value: true }];

  it('answers with a job, whose status has a summary and what was left', async () => {
    const { id, send, put } = await served();
    await put('Patient', 'p');
    await put('Patient', 'q', { gender: 'male' });
    await put('Patient', 'r');
    const body = {
      resourceType: 'Patient',
      resourceIds: ['Patient/p', 'q', 'missing', 'p'],
      operations: [...operations, { op: 'test', path: '/gender', value: 'male' }],
      validationLevel: 'strict',
      clientToken: 'token-1',
    };
    const answer = await send('POST', '/$bulk-patch', { headers: json, body });
    expect(answer.status, answer.text).toBe(202);
    const { jobId, ...rest } = jobOf(answer);
    expect(rest).toEqual({ datastoreId: id, jobStatus: 'SUBMITTED' });
    expect(await ended(send, `/$bulk-patch/${jobId}`)).toEqual({
      datastoreId: id,
      jobId,
      status: 'COMPLETED_WITH_ERRORS',
      submittedTime: expect.stringMatching(instant) as string,
      endTime: expect.stringMatching(instant) as string,
      summary: {
        estimatedResourceCount: 3,
        totalResourcesProcessed: 3,
        succeeded: 1,
        failedWithCustomerError: 1,
        failedWithServerError: 0,
        skipped: 1,
      },
      failedResources: [{ resourceId: 'Patient/p', message: expect.stringMatching(/./) as string }],
      skippedResources: [{ resourceId: 'Patient/missing', message: 'Resource not found.' }],
      failedResourcesTruncated: false,
      skippedResourcesTruncated: false,
    });
    expect((await send('GET', '/Patient/q')).json()).toMatchObject({
      active: true,
      meta: { versionId: '2' },
    });
    expect((await send('GET', '/Patient/r')).json()).toMatchObject({ meta: { versionId: '1' } });
    expect(jobOf(await send('POST', '/$bulk-patch', { headers: json, body })).jobId).toBe(jobId);
    const other = { ...body, resourceIds: ['r'] };
    expect((await send('POST', '/$bulk-patch', { headers: json, body: other })).status).toBe(409);
  });

  it.each<[string, unknown, number]>([
    ['no type', { operations }, 400],
    ['an unknown type', { resourceType: 'Patiend', operations }, 400],
    ['AuditEvents, which cannot be changed', { resourceType: 'AuditEvent', operations }, 400],
    ['no operations', { resourceType: 'Patient' }, 400],
    ['a patch without an operation', { resourceType: 'Patient', operations: [] }, 400],
    ['operations as a text', { resourceType: 'Patient', operations: '[]' }, 400],
    ['an unknown operation', { resourceType: 'Patient', operations: [{ op: 'burn', path: '/x' }] }, 400],
    [
      'a resource that is no patch',
      { resourceType: 'Patient', operations: { resourceType: 'Patient' } },
      400,
    ],
    ['an empty list', { resourceType: 'Patient', operations, resourceIds: [] }, 400],
    ['a list that is none', { resourceType: 'Patient', operations, resourceIds: 'p' }, 400],
    ['an id that is none', { resourceType: 'Patient', operations, resourceIds: ['a b'] }, 400],
    ['an id of another type', { resourceType: 'Patient', operations, resourceIds: ['Group/p'] }, 400],
    [
      'more than 50,000 ids',
      {
        resourceType: 'Patient',
        operations,
        resourceIds: Array.from({ length: 50_001 }, (_, at) => `p${at}`),
      },
      400,
    ],
    ['an unknown level', { resourceType: 'Patient', operations, validationLevel: 'lax' }, 400],
    ['an unknown member', { resourceType: 'Patient', operations, resourceId: ['p'] }, 400],
    ['a client token that is none', { resourceType: 'Patient', operations, clientToken: 'a\nb' }, 400],
    ['a list in place of the request', [], 400],
  ])('refuses %s', async (_, body, status) => {
    const { send } = await served();
    const answer = await send('POST', '/$bulk-patch', { headers: json, body: JSON.stringify(body) });
    expect(answer.status, answer.text).toBe(status);
    expect(toldBy(answer)).not.toBe('');
  });

  it('refuses what is no JSON, is something else, or has parameters in the address', async () => {
    const { send } = await served();
    expect((await send('POST', '/$bulk-patch', { headers: json, body: '{"a":1,"a":2}' })).status).toBe(400);
    expect((await send('POST', '/$bulk-patch', { headers: json })).status).toBe(400);
    expect((await send('POST', '/$bulk-patch', { body: '{}' })).status).toBe(415);
    const body = JSON.stringify({ resourceType: 'Patient', operations });
    expect((await send('POST', '/$bulk-patch?start=2026', { headers: json, body })).status).toBe(400);
  });

  it('takes 50,000 ids, and is never beside another job', async () => {
    // Nobody runs the jobs of this one.
    const waiting = await served(newJobs());
    await jobs.stop();
    jobs = newJobs();
    const resourceIds = Array.from({ length: 50_000 }, (_, at) => `p${at}`);
    const patch = { headers: json, body: { resourceType: 'Patient', operations, resourceIds } };
    expect((await waiting.send('POST', '/$bulk-patch', patch)).status).toBe(202);
    for (const [path, options] of [
      ['/$bulk-patch', patch],
      ['/Patient/$bulk-delete', {}],
    ] as const) {
      const answer = await waiting.send('POST', path, options);
      expect(answer.status).toBe(409);
      expect(toldBy(answer)).toContain('bulk-patch');
    }
    const other = await served(jobs);
    await other.send('POST', '/Patient/$bulk-delete');
    expect((await other.send('POST', '/$bulk-patch', patch)).status).toBe(409);
  });
});

describe('the status of a job', () => {
  it('is found in its data store and under its operation only', async () => {
    const [one, two] = [await served(), await served()];
    const { jobId } = jobOf(await one.send('POST', '/Observation/$bulk-delete'));
    expect((await one.send('GET', `/$bulk-delete/${jobId}`)).status).toBe(200);
    for (const answer of [
      await two.send('GET', `/$bulk-delete/${jobId}`),
      await one.send('GET', `/$purge/${jobId}`),
      await one.send('GET', `/$bulk-patch/${jobId}`),
      await one.send('GET', `/$bulk-delete/${unknownJob}`),
      await one.send('GET', '/$bulk-delete/1'),
      await one.send('GET', '/$bulk-delete/%00'),
    ]) {
      expect(answer.status).toBe(404);
      expect(toldBy(answer)).toContain('job');
    }
  });

  it('and the jobs are refused where the program runs without any', async () => {
    const { id } = await served();
    const send = caller(createRestHandler({ ...options, registry }), id);
    expect((await send('POST', '/Observation/$bulk-delete')).status).toBe(501);
    expect((await send('GET', `/$purge/${unknownJob}`)).status).toBe(501);
  });

  it('is among the operations that the CapabilityStatement lists', async () => {
    const { send } = await served();
    interface Listing {
      readonly type?: string;
      readonly operation: readonly { readonly name: string }[];
    }
    const { rest } = (await send('GET', '/metadata')).json() as {
      readonly rest: readonly (Listing & { readonly resource: readonly Listing[] })[];
    };
    const namesOf = ({ operation }: Listing) => operation.map(({ name }) => name);
    const ofType = (name: string) => namesOf(rest[0]!.resource.find(({ type }) => type === name)!);
    expect(namesOf(rest[0]!)).toContain('bulk-patch');
    expect(ofType('Patient')).toEqual(expect.arrayContaining(['bulk-delete', 'erase', 'purge']));
    expect(ofType('Observation')).not.toContain('purge');
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { testCaller } from '@wellspring/access/testing';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { createJobBench, createMemoryObjects, type JobBench } from '@wellspring/jobs/testing';
import type { Grant } from '@wellspring/smart';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAsyncRunner, type AsyncRunner } from '../async/async-runner.js';
import { createRestHandler } from '../rest-handler.js';
import { asynchronous, bulkStore, serveBulkStore, type BulkStore } from '../testing/bulk-store.js';
import { caller } from '../testing/call.js';

const grant = (scopes: string, more: Partial<Grant> = {}): Grant => ({
  scopes: scopes.split(' '),
  versions: 'v1-v2',
  granular: true,
  fineGrained: false,
  clientId: 'backend',
  subject: 'backend',
  ...more,
});
const ref = (reference: string) => ({ reference });

let server: TestDatabase;
let bench: JobBench;
let store: BulkStore;
let runner: AsyncRunner;
let asBearer: (given: Grant) => BulkStore;
let sendAsync: (given: Grant | undefined) => ReturnType<typeof caller>;
beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  store = await serveBulkStore(bench, createMemoryObjects('clinic'));
  await store.put([
    { resourceType: 'Patient', id: 'anna', gender: 'female' },
    { resourceType: 'Patient', id: 'bob', gender: 'male' },
    { resourceType: 'Device', id: 'scale' },
    {
      resourceType: 'Observation',
      id: 'o',
      status: 'final',
      code: { text: 'x' },
      subject: ref('Patient/bob'),
    },
    {
      resourceType: 'Group',
      id: 'g',
      type: 'person',
      actual: true,
      member: [{ entity: ref('Patient/anna') }],
    },
  ]);
  asBearer = (given) => bulkStore(bench, store.id, store.jobs, 0, given);
  const options = {
    registry: bench.registry,
    version: '1',
    maxBodyBytes: 5_000_000,
    validationLevel: 'structure-only',
  } as const;
  runner = createAsyncRunner({ ...options, keptDays: 1, log: { error: () => undefined } });
  runner.start();
  const handle = createRestHandler({
    ...options,
    async: {
      mostPending: 10,
      wake: () => {
        runner.wake();
      },
    },
  });
  sendAsync = (given) => caller(handle, store.id, { ...testCaller(), ...(given && { grant: given }) });
}, 120_000);
afterAll(async () => {
  await runner.stop();
  await store.jobs.stop();
  await bench.close();
  await server.drop();
});

describe('an export with a token', () => {
  it.each([
    [
      'of everything',
      'system/*.read',
      '/$export',
      ['Device/scale', 'Group/g', 'Observation/o', 'Patient/anna', 'Patient/bob'],
    ],
    [
      'of what its scopes give',
      'system/Patient.rs system/Device.rs',
      '/$export',
      ['Device/scale', 'Patient/anna', 'Patient/bob'],
    ],
    [
      'of a type of these',
      'system/Patient.rs system/Device.rs',
      '/$export?_type=Patient',
      ['Patient/anna', 'Patient/bob'],
    ],
    [
      'of types that scopes read and search',
      'system/Patient.r system/Patient.s system/Device.r',
      '/$export',
      ['Patient/anna', 'Patient/bob'],
    ],
    [
      'without types that filters narrow',
      'system/Patient.rs?gender=male system/Device.rs',
      '/$export',
      ['Device/scale'],
    ],
    ['of patients', 'system/Patient.rs', '/Patient/$export', ['Patient/anna', 'Patient/bob']],
    ['of a group', 'system/Patient.rs system/Group.rs', '/Group/g/$export', ['Group/g', 'Patient/anna']],
  ])('is %s', async (_, scopes, target, expected) => {
    expect(await asBearer(grant(scopes)).names(target)).toEqual(expected);
  });

  it.each([
    ['of a patient', 'patient/*.cruds user/*.cruds', '/$export'],
    ['that reads without searching', 'system/*.r', '/$export'],
    ['of another type', 'system/Patient.rs', '/$export?_type=Patient,Device'],
    ['of a type in part', 'system/Patient.rs?gender=male', '/$export?_type=Patient'],
    ['of a group that is not given', 'system/Patient.rs', '/Group/g/$export'],
    [
      'of searches that may lead through other types',
      'system/Observation.rs',
      '/$export?_typeFilter=Observation%3Fsubject%3APatient.gender%3Dmale',
    ],
  ])('is refused to a token %s', async (_, scopes, target) => {
    const answer = await asBearer(grant(scopes, { patient: 'anna' })).send('GET', target, {
      headers: asynchronous,
    });
    expect(answer.status).toBe(403);
  });

  it('is refused in a role, which a token cannot pass on', async () => {
    const body = {
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/x',
      OutputDataConfig: { S3Configuration: { S3Uri: 's3://clinic/out/', KmsKeyId: 'alias/aws/s3' } },
    };
    const options = {
      headers: { ...asynchronous, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    expect((await asBearer(grant('system/*.cruds')).send('POST', '/$export', options)).status).toBe(403);
  });

  it("is its app's own: neither status nor files nor an end of it by others", async () => {
    const mine = asBearer(grant('system/Patient.rs'));
    const status = await mine.kickOff('GET', '/$export');
    const manifest = (await mine.over(status)).json() as { output: { url: string }[] };
    const file = manifest.output[0]!.url.slice(store.root.length);
    const accept = { headers: { accept: 'application/fhir+ndjson' } };
    const others = [
      asBearer(grant('system/*.cruds', { clientId: 'other' })),
      asBearer(grant('system/*.cruds', { subject: 'another' })),
      // The same app, with less than it had.
      asBearer(grant('system/Device.rs')),
    ];
    for (const other of others) {
      const absent = status.replace(/[0-9a-f]{32}/, 'f'.repeat(32));
      for (const target of [status, absent]) expect((await other.send('GET', target)).status).toBe(404);
      expect((await other.send('GET', file, accept)).status).toBe(404);
      expect((await other.send('DELETE', status)).status).toBe(404);
    }
    expect((await asBearer(grant('user/*.cruds')).send('GET', status)).status).toBe(403);
    expect((await mine.send('GET', file, accept)).status).toBe(200);
    // Who signs has been let through by policies.
    expect((await store.send('GET', status)).status).toBe(200);
    const signed = await store.kickOff('GET', '/$export');
    expect((await others[0]!.send('GET', signed)).status).toBe(404);
    expect((await mine.send('DELETE', status)).status).toBe(202);
  });
});

describe('a transaction in the background', () => {
  const transaction = (subject: string, id = 'o') => ({
    headers: { prefer: 'respond-async' },
    body: {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          request: { method: 'POST', url: 'Observation' },
          resource: {
            resourceType: 'Observation',
            status: 'final',
            code: { text: 'y' },
            subject: ref(subject),
          },
        },
        { request: { method: 'GET', url: `Observation?_id=${id}&_total=accurate` } },
      ],
    },
  });
  const anna = grant('patient/*.cruds', { patient: 'anna', subject: 'anna' });
  const done = async (send: ReturnType<typeof caller>, place: string) => {
    for (let tries = 0; tries < 400; tries++) {
      const answer = await send('GET', place);
      if (answer.status !== 202) return answer;
      await sleep(25);
    }
    throw new Error('It does not end');
  };
  const submit = async (given: Grant | undefined, subject: string) => {
    const answer = await sendAsync(given)('POST', '/', transaction(subject));
    expect(answer.status).toBe(202);
    return answer.headers['content-location']!.replace(/^.*\/r4/, '');
  };

  it('is carried out with what its sender sees, and no more', async () => {
    const place = await submit(anna, 'Patient/anna');
    const answer = await done(sendAsync(anna), place);
    expect(answer.status).toBe(200);
    const { entry } = answer.json() as { entry: { resource?: { total?: number } }[] };
    // Bob's.
    expect(entry[1]!.resource?.total).toBe(0);
  });

  it('fails as a whole where its sender may not do all of it', async () => {
    const before = (await store.send('GET', '/Observation?_summary=count')).json() as { total: number };
    const answer = await done(sendAsync(anna), await submit(anna, 'Patient/bob'));
    expect(answer.status).toBe(403);
    expect(((await store.send('GET', '/Observation?_summary=count')).json() as { total: number }).total).toBe(
      before.total,
    );
  });

  it('is told of to its sender only', async () => {
    const place = await submit(anna, 'Patient/anna');
    await done(sendAsync(anna), place);
    const others = [
      { ...anna, clientId: 'other' },
      { ...anna, subject: 'bob' },
      { ...anna, patient: 'bob' },
      { ...anna, scopes: ['patient/*.rs'] },
    ];
    for (const other of others) expect((await sendAsync(other)('GET', place)).status).toBe(404);
    expect((await sendAsync({ ...anna, scopes: ['patient/Observation.cruds'] })('GET', place)).status).toBe(
      403,
    );
    expect((await sendAsync(undefined)('GET', place)).status).toBe(200);
    const signed = await submit(undefined, 'Patient/bob');
    await done(sendAsync(undefined), signed);
    expect((await sendAsync(anna)('GET', signed)).status).toBe(404);
  });
});

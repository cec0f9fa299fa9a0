import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { createJobBench, createMemoryObjects, type JobBench } from '@wellspring/jobs/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asynchronous, bulkStore, type BulkStore } from '../../testing/bulk-store.js';

let server: TestDatabase;
let bench: JobBench;
let store: BulkStore;

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  // Nothing has to run.
  store = bulkStore(bench, await bench.newStore(), bench.jobs(createMemoryObjects(), { maxQueued: 500 }));
  await store.put([
    { resourceType: 'Patient', id: 'anna' },
    { resourceType: 'Patient', id: 'bob' },
    {
      resourceType: 'Group',
      id: 'g',
      type: 'person',
      actual: true,
      member: [{ entity: { reference: 'Patient/anna' } }],
    },
  ]);
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

interface Outcome {
  readonly resourceType: string;
  readonly issue: readonly { readonly diagnostics: string }[];
}

const filter = (text: string): string => `/$export?_typeFilter=${encodeURIComponent(text)}`;

describe('refused', () => {
  test.each([
    ['/$export?_type=Ghost', 400, /Ghost/],
    ['/$export?_type=Patient,Parameters', 400, /Parameters/],
    ['/$export?_type=', 400, /_type/],
    ['/$export?unknown=1', 400, /unknown/],
    ['/$export?organizeOutputBy=Patient', 400, /organizeOutputBy/],
    ['/$export?_outputFormat=application/fhir%2Bxml', 400, /_outputFormat/],
    ['/$export?includeAssociatedData=LatestProvenanceResources', 400, /includeAssociatedData/],
    ['/$export?_since=2024-01-01', 400, /_since.*instant/],
    ['/$export?_since=yesterday', 400, /_since/],
    ['/$export?_since=2024-02-30T00:00:00Z', 400, /_since/],
    ['/$export?_since=2024-01-01T00:00:00Z&_since=2024-01-01T00:00:00Z', 400, /once/],
    ['/$export?_since=2024-01-02T00:00:00Z&_until=2024-01-01T00:00:00Z', 400, /_until/],
    ['/$export?_elements=name.family', 400, /_elements/],
    ['/$export?_elements=Ghost.name', 400, /_elements/],
    ['/$export?_elements=Patient.status', 400, /_elements/],
    ['/$export?_tag:missing=true', 400, /_tag:missing/],
    ['/$export?patient=Patient/anna', 400, /patient/],
    ['/Patient/$export?patient=Patient/anna', 400, /patient/],
    ['/Patient/$export?_type=Organization', 400, /compartment/],
    ['/Group/nowhere/$export', 404, /Group\/nowhere/],
    ['/Group/$export', 404, /cannot be called here/],
    ['/Observation/$export', 404, /cannot be called here/],
    ['/Patient/anna/$export', 404, /cannot be called here/],
    [filter('status=active'), 400, /_typeFilter/],
    [filter('Patient'), 400, /Type\?name=value/],
    [filter('Ghost?name=x'), 400, /Ghost/],
    [filter('Patient?nonsense=x'), 400, /nonsense/],
    [filter('Patient?birthdate=someday'), 400, /birthdate/],
    [filter('Patient?_include=Patient:link'), 400, /_include/],
    [filter('Patient?_sort=birthdate'), 400, /_sort/],
    [filter('Patient?_count=1'), 400, /_count/],
    [filter('Patient?name=%zz'), 400, /percent/],
    [filter(Array.from({ length: 17 }, () => 'Patient?gender=male').join(',')), 400, /at most/],
    [filter(Array.from({ length: 101 }, () => 'Patient?gender=male').join(',')), 400, /at most/],
    [`${filter('Patient?gender=male')}&_type=Device`, 400, /_typeFilter: Patient/],
    ['/export/00000000000000000000000000000000', 404, /export job/],
    ['/import/00000000000000000000000000000000', 404, /import job/],
    ['/export/nonsense', 404, /export job/],
  ])('%s', async (target, status, diagnostics) => {
    const answer = await store.send('GET', target, { headers: asynchronous });
    expect(answer.status).toBe(status);
    const outcome = answer.json() as Outcome;
    expect(outcome.resourceType).toBe('OperationOutcome');
    expect(outcome.issue.map((issue) => issue.diagnostics).join()).toMatch(diagnostics);
  });

  const s3 = { S3Configuration: { S3Uri: 's3://bucket/', KmsKeyId: 'k' } };
  const role = 'arn:aws:iam::000000000000:role/export';
  const parameters = (...parameter: unknown[]) => ({ resourceType: 'Parameters', parameter });
  const patient = (reference: string) => ({ name: 'patient', valueReference: { reference } });
  test.each([
    ['another resource', '/$export', { resourceType: 'Patient' }, 400, /Parameters/],
    ['a parameter without a value', '/$export', parameters({ name: '_type' }), 400, /needs a name/],
    ['a parameter that is none', '/$export', parameters(7), 400, /needs a name/],
    ['parameters that are no list', '/$export', { resourceType: 'Parameters', parameter: 1 }, 400, /array/],
    ['neither form', '/$export', { hello: 'world' }, 400, /hello/],
    ['no output', '/$export', { DataAccessRoleArn: role }, 400, /OutputDataConfig/],
    ['no role', '/$export', { OutputDataConfig: s3 }, 400, /DataAccessRoleArn/],
    ['a role that is none', '/$export', { OutputDataConfig: s3, DataAccessRoleArn: 'me' }, 400, /ARN/],
    [
      'a place that is none',
      '/$export',
      {
        OutputDataConfig: { S3Configuration: { S3Uri: 'http://x', KmsKeyId: 'k' } },
        DataAccessRoleArn: role,
      },
      400,
      /s3:\/\//,
    ],
    ['an array', '/$export', [1], 400, /JSON object/],
    ['patients of a system export', '/$export', parameters(patient('Patient/anna')), 400, /patient/],
    ['a patient that is none', '/Patient/$export', parameters(patient('Device/1')), 400, /Patient\/123/],
    [
      'a patient that is not there',
      '/Patient/$export',
      parameters(patient('Patient/no')),
      404,
      /Patient\/no/,
    ],
    ['no member', '/Group/g/$export', parameters(patient('Patient/bob')), 404, /no member/],
  ])('a body with %s', async (_what, target, body, status, diagnostics) => {
    const headers = { ...asynchronous, 'content-type': 'application/json' };
    const answer = await store.send('POST', target, { body, headers });
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(diagnostics)]);
  });

  test('without Prefer, with another Accept, by HEAD, by PUT, with a form', async () => {
    const accept = { accept: 'application/fhir+json' };
    expect((await store.send('GET', '/$export', { headers: accept })).status).toBe(400);
    const xml = { ...asynchronous, accept: 'application/fhir+xml' };
    expect((await store.send('GET', '/$export', { headers: xml })).status).toBe(406);
    expect((await store.send('HEAD', '/$export', { headers: asynchronous })).status).toBe(405);
    expect((await store.send('PUT', '/$export', { headers: asynchronous })).status).toBe(405);
    const form = { ...asynchronous, 'content-type': 'application/x-www-form-urlencoded' };
    expect((await store.send('POST', '/$export', { headers: form, body: 'a=1' })).status).toBe(415);
    const json = { ...asynchronous, 'content-type': 'application/json' };
    expect((await store.send('POST', '/$export', { headers: json, body: '{' })).status).toBe(400);
  });
});

describe('Prefer: handling=lenient', () => {
  const headers = { ...asynchronous, prefer: 'respond-async, handling=lenient' };
  test.each([
    ['/$export?unknown=1&_type=Patient,Ghost&_elements=Patient.nonsense', 202],
    ['/$export?includeAssociatedData=LatestProvenanceResources', 202],
    ['/$export?_outputFormat=csv', 202],
    // Else it would be everything.
    ['/$export?_type=Ghost', 400],
    [filter('Patient?nonsense=x'), 400],
    ['/$export?_since=yesterday', 400],
    ['/$export?patient=Patient/anna', 400],
  ])('%s', async (target, status) => {
    expect((await store.send('GET', target, { headers })).status).toBe(status);
  });
});

test('a server without jobs says so', async () => {
  const none = bulkStore(bench, store.id, undefined);
  expect((await none.send('GET', '/$export', { headers: asynchronous })).status).toBe(501);
  expect((await none.send('GET', `/export/${'0'.repeat(32)}`)).status).toBe(501);
});

test('a line that is too long is refused', async () => {
  const jobs = bench.jobs(createMemoryObjects(), { maxQueued: 1 });
  const full = bulkStore(bench, await bench.newStore(), jobs);
  for (const status of [202, 202, 429]) {
    const answer = await full.send('GET', '/$export', { headers: asynchronous });
    expect(answer.status).toBe(status);
    if (status === 429) expect(answer.headers['retry-after']).toBeDefined();
  }
});

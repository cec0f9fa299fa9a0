import { gzipSync } from 'node:zlib';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import {
  createJobBench,
  createMemoryObjects,
  type JobBench,
  type MemoryObjects,
} from '@wellspring/jobs/testing';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { asynchronous, serveBulkStore, type BulkStore } from '../../testing/bulk-store.js';

let server: TestDatabase;
let bench: JobBench;
let objects: MemoryObjects;
let store: BulkStore;

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  objects = createMemoryObjects('clinic');
  const files = objects.buckets.get('clinic')!;
  files.set('in/p 1.ndjson', Buffer.from('{"resourceType":"Patient","id":"anna"}\nnonsense\n'));
  files.set('other/d.ndjson', Buffer.from('{"resourceType":"Device","id":"scale"}\n'));
  files.set('in/unnamed.ndjson', Buffer.from('{"resourceType":"Device","id":"not-asked-for"}\n'));
  store = await serveBulkStore(bench, objects);
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

const input = [
  { type: 'Patient', url: 's3://clinic/in/p 1.ndjson' },
  { type: 'Device', url: 's3://clinic/other/d.ndjson' },
];
const manifest = {
  inputFormat: 'application/fhir+ndjson',
  inputSource: 'https://other.example/fhir',
  storageDetail: { type: 'aws-s3' },
  input,
};
const json = { 'content-type': 'application/json' };

describe('a bulk import', () => {
  it('stores the files of its manifest, and only these, and tells what was refused', async () => {
    const status = await store.kickOff('POST', '/$import', { body: manifest, headers: json });
    expect(status).toMatch(/^\/import\/[0-9a-f]{32}$/);
    const answer = await store.over(status);
    expect(answer.status).toBe(200);
    const result = answer.json() as {
      readonly error: readonly { readonly type: string; readonly url: string }[];
    };
    expect(result).toMatchObject({
      request: `${store.root}/$import`,
      requiresAccessToken: true,
      // One for each input, in their order.
      output: input.map(({ url }) => ({ type: 'OperationOutcome', count: 1, inputUrl: url })),
      error: [{ type: 'OperationOutcome', count: 1, inputUrl: input[0]!.url }],
      numberOfResourcesScanned: 3,
      numberOfResourcesWithCustomerError: 1,
    });
    expect(result.error).toHaveLength(1);
    const errors = await store.send('GET', result.error[0]!.url.replace(store.root, ''));
    expect(errors.status).toBe(200);
    expect(errors.headers['content-type']).toBe('application/fhir+ndjson');
    const outcome = JSON.parse(errors.text) as {
      readonly issue: readonly { readonly diagnostics: string }[];
    };
    expect(outcome).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(outcome.issue[0]!.diagnostics).toMatch(/^Line 2: .*JSON/);
    expect((await store.send('GET', '/Patient/anna')).status).toBe(200);
    expect((await store.send('GET', '/Device/scale')).status).toBe(200);
    expect((await store.send('GET', '/Device/not-asked-for')).status).toBe(404);
    expect((await store.send('GET', `${status}/manifest.json`)).status).toBe(404);
    expect((await store.send('DELETE', status)).status).toBe(405);
  });

  it('tells which file could not be read to its end', async () => {
    const line = '{"resourceType":"Device","id":"squeezed"}\n';
    const whole = gzipSync(line.repeat(3) + 'x'.repeat(10_000));
    objects.buckets.get('clinic')!.set('in/torn.ndjson.gz', whole.subarray(0, whole.length - 20));
    const url = 's3://clinic/in/torn.ndjson.gz';
    const body = { ...manifest, input: [{ type: 'Device', url }, input[1]!] };
    const answer = await store.over(await store.kickOff('POST', '/$import', { body, headers: json }));
    const { output, error } = answer.json() as {
      readonly output: readonly object[];
      readonly error: readonly { readonly inputUrl: string; readonly url: string }[];
    };
    expect(output).toMatchObject([{ inputUrl: url }, { inputUrl: input[1]!.url, count: 1 }]);
    expect(error).toMatchObject([{ inputUrl: url }]);
    const errors = await store.send('GET', error[0]!.url.replace(store.root, ''));
    expect([errors.status, errors.text]).toEqual([200, expect.stringContaining('"code":"incomplete"')]);
  });

  it('takes its manifest as Parameters', async () => {
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'inputFormat', valueCode: 'application/fhir+ndjson' },
        { name: 'inputSource', valueUri: 'https://other.example/fhir' },
        { name: 'storageDetail', part: [{ name: 'type', valueCode: 'aws-s3' }] },
        {
          name: 'input',
          part: [
            { name: 'type', valueCode: 'Device' },
            { name: 'url', valueUri: 's3://clinic/other/d.ndjson' },
          ],
        },
      ],
    };
    const answer = await store.over(await store.kickOff('POST', '/$import', { body }));
    expect(answer.json()).toMatchObject({ output: [{ count: 1 }], error: [] });
  });

  it('fails where a file is not there', async () => {
    const body = { ...manifest, input: [{ type: 'Device', url: 's3://clinic/in/missing.ndjson' }] };
    const answer = await store.over(await store.kickOff('POST', '/$import', { body, headers: json }));
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('missing.ndjson');
  });
});

describe('refused', () => {
  const of = (url: string, type = 'Patient') => ({ ...manifest, input: [{ type, url }] });
  test.each([
    ['no manifest', '', /needs a body/],
    ['no files', { ...manifest, input: [] }, /input/],
    ['files over HTTP', of('https://other.example/p.ndjson'), /not over HTTP/],
    ['a place that is none', of('file:///etc/passwd.ndjson'), /s3:\/\/bucket/],
    ['a folder', of('s3://clinic/in/'), /ndjson/],
    ['another format', { ...manifest, inputFormat: 'application/fhir+json' }, /inputFormat/],
    ['a type that is none', of('s3://clinic/p.ndjson', 'Ghost'), /type/],
    [
      'several buckets',
      { ...manifest, input: [...input, { type: 'Patient', url: 's3://second/p.ndjson' }] },
      /one bucket/,
    ],
    ['an input without an address', { ...manifest, input: [7] }, /url/],
  ])('%s', async (_what, body, diagnostics) => {
    const answer = await store.send('POST', '/$import', { body, headers: { ...asynchronous, ...json } });
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(diagnostics)]);
  });

  test('without Prefer, and by GET', async () => {
    expect((await store.send('POST', '/$import', { body: manifest, headers: json })).status).toBe(400);
    expect((await store.send('GET', '/$import', { headers: asynchronous })).status).toBe(405);
  });
});

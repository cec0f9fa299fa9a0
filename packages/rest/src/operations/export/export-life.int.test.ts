import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import {
  createJobBench,
  createMemoryObjects,
  type JobBench,
  type MemoryObjects,
} from '@wellspring/jobs/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  asynchronous,
  bulkStore,
  serveBulkStore,
  type BulkStore,
  type Manifest,
} from '../../testing/bulk-store.js';

let server: TestDatabase;
let bench: JobBench;
let objects: MemoryObjects;
let store: BulkStore;

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});
beforeEach(async () => {
  objects = createMemoryObjects('clinic');
  store = await serveBulkStore(bench, objects, { exportFileBytes: 200, tidyMs: 50 });
  await store.put([
    { resourceType: 'Patient', id: 'anna', gender: 'female' },
    { resourceType: 'Patient', id: 'bob', gender: 'male' },
    { resourceType: 'Device', id: 'scale' },
  ]);
});
afterEach(() => store.jobs.stop());

const ownFiles = () => [...(objects.buckets.get('wellspring-bulk-data') ?? new Map<string, Buffer>()).keys()];

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 400) throw new Error('It never was so');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A store whose jobs never begin. */
async function idleStore(): Promise<BulkStore> {
  await store.jobs.stop();
  return bulkStore(bench, await bench.newStore(), bench.jobs(objects));
}

describe('an export that is kicked off', () => {
  it('is accepted, is told of while it waits, and ends with a manifest and its files', async () => {
    const { root } = store;
    const accepted = await store.send('GET', '/$export?_type=Patient', { headers: asynchronous });
    expect(accepted.status).toBe(202);
    const jobId = /export\/([0-9a-f]{32})$/.exec(accepted.headers['content-location']!)![1]!;
    expect(accepted.json()).toEqual({ datastoreId: store.id, jobStatus: 'SUBMITTED', jobId });

    const answer = await store.over(`/export/${jobId}`);
    expect(answer.headers['content-type']).toBe('application/json');
    const expires = Date.parse(answer.headers['expires']!);
    expect(Math.abs(expires - Date.now() - 48 * 3_600_000)).toBeLessThan(60_000);
    const manifest = answer.json() as Manifest & { exportJobProperties: object };
    expect(manifest).toMatchObject({
      request: `${root}/$export?_type=Patient`,
      requiresAccessToken: true,
      error: [],
      exportJobProperties: { jobId, datastoreId: store.id, jobStatus: 'COMPLETED' },
    });
    expect(Math.abs(Date.parse(manifest.transactionTime) - Date.now())).toBeLessThan(60_000);
    expect(manifest.output.map(({ url, count }) => [url, count])).toEqual([
      [`${root}/export/${jobId}/Patient/Patient-0.ndjson`, 2],
    ]);
    const file = await store.send('GET', `/export/${jobId}/Patient/Patient-0.ndjson`);
    expect(file).toMatchObject({ status: 200, headers: { 'content-type': 'application/fhir+ndjson' } });
    expect(file.headers['content-length']).toBe(String(file.text.length));
    expect(ownFiles().every((key) => key.startsWith(`${store.id}-FHIR_EXPORT-${jobId}/`))).toBe(true);
  });

  it('tells how it goes and when to ask again', async () => {
    const idle = await idleStore();
    const status = await idle.kickOff('GET', '/Patient/$export');
    const answer = await idle.send('GET', status);
    expect(answer.status).toBe(202);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(answer.headers['x-progress']).toBe('waiting in line');
    expect(answer.json()).toMatchObject({ exportJobProperties: { jobStatus: 'SUBMITTED' }, output: [] });
    expect((await idle.send('DELETE', status)).status).toBe(202);
  });

  it('is told to wait longer by who asks much too often', async () => {
    const idle = bulkStore(bench, await bench.newStore(), bench.jobs(objects), 2);
    const [one, other] = [await idle.kickOff('GET', '/$export'), await idle.kickOff('GET', '/$export')];
    for (const status of [202, 202, 429, 429]) expect((await idle.send('GET', one)).status).toBe(status);
    const answer = await idle.send('GET', one);
    expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'throttled' }] });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(1);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(30);
    // Another job, and whatever else there is, go on as before.
    expect((await idle.send('GET', other)).status).toBe(202);
    for (const status of [one, other]) expect((await idle.send('DELETE', status)).status).toBe(202);
  });

  it('writes where HealthLake’s form says', async () => {
    const body = {
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/export',
      JobName: 'nightly',
      OutputDataConfig: { S3Configuration: { S3Uri: 's3://clinic/out', KmsKeyId: 'alias/aws/s3' } },
    };
    const status = await store.kickOff('POST', '/$export?_type=Device', { body });
    const answer = await store.over(status);
    const jobId = status.replace('/export/', '');
    const folder = `out/${store.id}-FHIR_EXPORT-${jobId}`;
    expect(answer.json()).toMatchObject({
      requiresAccessToken: false,
      output: [{ type: 'Device', url: `s3://clinic/${folder}/Device/Device-0.ndjson`, count: 1 }],
      exportJobProperties: {
        jobName: 'nightly',
        outputDataConfig: { s3Configuration: { S3Uri: 's3://clinic/out', KmsKeyId: 'alias/aws/s3' } },
      },
    });
    expect(answer.headers['expires']).toBeUndefined();
    expect(objects.text('clinic', `${folder}/Device/Device-0.ndjson`)).toContain('"id":"scale"');
    expect((await store.send('GET', `${status}/Device/Device-0.ndjson`)).status).toBe(404);
    expect(ownFiles()).toEqual([]);
    const failed = await store.kickOff('POST', '/$export', {
      body: { ...body, OutputDataConfig: { S3Configuration: { S3Uri: 's3://no-bucket/', KmsKeyId: 'k' } } },
    });
    expect(await store.over(failed)).toMatchObject({ status: 500 });
  });
});

describe('an export that is given up', () => {
  it('while it waits is not there any more', async () => {
    const idle = await idleStore();
    const status = await idle.kickOff('GET', '/$export');
    const cancelled = await idle.send('DELETE', status);
    expect(cancelled.status).toBe(202);
    expect(cancelled.json()).toMatchObject({ jobStatus: 'CANCEL_SUBMITTED', datastoreId: idle.id });
    for (const method of ['GET', 'DELETE']) {
      const answer = await idle.send(method, status);
      expect(answer.status).toBe(404);
      expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    }
    const job = await idle.jobs.describe('export', idle.id, status.replace('/export/', ''));
    expect(job?.status).toBe('CANCEL_COMPLETED');
  });

  it('while it runs ends, and leaves nothing', async () => {
    // Its first file is never taken to its end.
    const put = objects.put.bind(objects);
    let begun = false;
    objects.put = async (bucket, key, body, options) => {
      if (!key.endsWith('Patient-0.ndjson')) return put(bucket, key, body, options);
      begun = true;
      await new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => {
          reject(options.signal!.reason as Error);
        });
      });
      throw new Error('unreachable');
    };
    const status = await store.kickOff('GET', '/$export');
    await until(() => begun);
    expect(ownFiles().length).toBeGreaterThan(0);
    expect((await store.send('DELETE', status)).status).toBe(202);
    expect((await store.send('GET', status)).status).toBe(404);
    const jobId = status.replace('/export/', '');
    await until(async () => (await store.jobs.describe('export', store.id, jobId))?.endedAt !== undefined);
    expect((await store.jobs.describe('export', store.id, jobId))?.status).toBe('CANCEL_COMPLETED');
    expect(ownFiles()).toEqual([]);
    objects.put = put;
    // The next one goes on.
    expect((await store.export('GET', '/$export')).output.length).toBeGreaterThan(0);
  });

  it('after it has ended loses its files', async () => {
    const status = await store.kickOff('GET', '/$export');
    const { output } = (await store.over(status)).json() as Manifest;
    const file = output[0]!.url.replace(store.root, '');
    expect((await store.send('DELETE', status)).status).toBe(202);
    for (const path of [status, file]) expect((await store.send('GET', path)).status).toBe(404);
    await until(() => ownFiles().length === 0);
  });
});

describe('the files of an export', () => {
  it('are of its data store alone', async () => {
    const status = await store.kickOff('GET', '/$export');
    const { output } = (await store.over(status)).json() as Manifest;
    const other = bulkStore(bench, await bench.newStore(), store.jobs);
    const file = output[0]!.url.replace(store.root, '');
    for (const [method, path] of [
      ['GET', status],
      ['DELETE', status],
      ['GET', file],
    ] as const)
      expect((await other.send(method, path)).status).toBe(404);
    expect((await store.send('GET', file)).status).toBe(200);
  });

  it('are those of the manifest alone, in the one format', async () => {
    const status = await store.kickOff('GET', '/$export');
    await store.over(status);
    for (const name of ['manifest.json', 'Patient/Patient-7.ndjson', '..%2F..%2Fx', 'Patient', '%00'])
      expect((await store.send('GET', `${status}/${name}`)).status).toBe(404);
    const xml = { headers: { accept: 'application/fhir+xml' } };
    expect((await store.send('GET', `${status}/Patient/Patient-0.ndjson`, xml)).status).toBe(406);
    expect((await store.send('PUT', `${status}/Patient/Patient-0.ndjson`)).status).toBe(405);
  });

  it('are there after a restart, for another node, and no longer than they are kept', async () => {
    const status = await store.kickOff('GET', '/$export?_type=Device');
    const { output } = (await store.over(status)).json() as Manifest;
    await store.jobs.stop();
    const file = output[0]!.url.replace(store.root, '');
    const node = bench.jobs(objects, { tidyMs: 50 });
    const again = bulkStore(bench, store.id, node);
    expect((await again.send('GET', file)).text).toContain('"id":"scale"');
    expect((await again.send('GET', status)).json()).toMatchObject({ output });

    const jobId = status.replace('/export/', '');
    await bench.database.query(
      `UPDATE wellspring.job SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [jobId],
    );
    for (const path of [status, file]) {
      const gone = await again.send('GET', path);
      expect(gone.status).toBe(410);
      expect(gone.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    }
    expect(ownFiles().length).toBeGreaterThan(0);
    await node.run();
    await until(() => ownFiles().length === 0);
    for (const path of [status, file]) expect((await again.send('GET', path)).status).toBe(410);
    await node.stop();
  });

  it('go with their data store', async () => {
    await store.over(await store.kickOff('GET', '/$export'));
    expect(ownFiles().length).toBeGreaterThan(0);
    await bench.registry.update(store.id, { status: 'DELETED' });
    await until(() => ownFiles().length === 0);
  });
});

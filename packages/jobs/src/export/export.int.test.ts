import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Jobs } from '../jobs.js';
import { createJobBench, ended, importRequest, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects, type MemoryObjects } from '../testing/memory-objects.js';

let server: TestDatabase;
let bench: JobBench;
const running: Jobs[] = [];

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
});
afterEach(async () => {
  // Another node with other objects would take the next test's jobs.
  await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

const output = { s3Uri: 's3://out-bucket/exports/', kmsKeyId: 'key' };
const dataAccessRoleArn = 'arn:aws:iam::000000000000:role/export';

/** The resources of an exported folder by type and id, without what the server writes into meta. */
function exported(objects: MemoryObjects, folder: string): Map<string, string> {
  const resources = new Map<string, string>();
  for (const [key, content] of objects.buckets.get('out-bucket')!) {
    if (!key.startsWith(folder) || !key.endsWith('.ndjson')) continue;
    for (const line of content.toString().trimEnd().split('\n')) {
      const { resourceType, id, meta } = JSON.parse(line) as {
        resourceType: string;
        id: string;
        meta: { versionId: string; lastUpdated: string };
      };
      expect(meta.versionId).toMatch(/^\d+$/);
      expect(key).toContain(`/${resourceType}/${resourceType}-`);
      const bare = line.replace(/"versionId":"\d+","lastUpdated":"[^"]+",?/, '');
      expect(resources.has(`${resourceType}/${id}`)).toBe(false);
      resources.set(`${resourceType}/${id}`, bare);
    }
  }
  return resources;
}

describe('an export', () => {
  it('writes what the data store holds, so that its import gives the same resources', async () => {
    const patients = Array.from({ length: 300 }, (_, index) =>
      JSON.stringify({
        resourceType: 'Patient',
        id: `p${index}`,
        meta: { tag: [{ system: 'http://example.org/tags', code: `t${index % 3}` }] },
        name: [{ family: `Müller ${index}`, given: ['Zoë', '李'] }],
      }),
    );
    const observations = Array.from(
      { length: 200 },
      (_, index) =>
        // Digits that a double would lose.
        `{"resourceType":"Observation","id":"o${index}","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.${index}0}}`,
    );
    const objects = createMemoryObjects('in-bucket', 'out-bucket');
    objects.buckets.get('in-bucket')!.set('in/patients.ndjson', Buffer.from(patients.join('\n')));
    objects.buckets.get('in-bucket')!.set('in/observations.ndjson', Buffer.from(observations.join('\n')));
    const jobs = bench.jobs(objects, { exportFileBytes: 20_000 });
    running.push(jobs);
    await jobs.run();
    const [from, to] = [await bench.newStore(), await bench.newStore()];
    const first = await ended(jobs, await jobs.startImport(importRequest(from, 's3://in-bucket/in/')));
    expect(first.status).toBe('COMPLETED');

    const job = await ended(jobs, await jobs.startExport({ dataStoreId: from, output, dataAccessRoleArn }));
    expect(job.status).toBe('COMPLETED');
    expect(job.progress).toMatchObject({ resources: 500 });
    const folder = `exports/${from}-FHIR_EXPORT-${job.jobId}/`;
    const manifest = JSON.parse(objects.text('out-bucket', `${folder}manifest.json`)!) as {
      transactionTime: string;
      output: { type: string; url: string; count: number }[];
    };
    expect(Date.parse(manifest.transactionTime)).toBeLessThanOrEqual(job.endedAt!.getTime());
    const counts = new Map<string, number>();
    for (const { type, url, count } of manifest.output) {
      counts.set(type, (counts.get(type) ?? 0) + count);
      const key = url.replace('s3://out-bucket/', '');
      const content = objects.text('out-bucket', key)!;
      expect(content.trimEnd().split('\n')).toHaveLength(count);
      expect(content.length).toBeLessThan(25_000);
    }
    expect(Object.fromEntries(counts)).toEqual({ Patient: 300, Observation: 200 });
    expect(manifest.output.length).toBeGreaterThan(2);

    const copied = await ended(jobs, await jobs.startImport(importRequest(to, `s3://out-bucket/${folder}`)));
    expect(copied.status).toBe('COMPLETED');
    expect(copied.progress).toMatchObject({ importedResources: 500 });
    const again = await ended(jobs, await jobs.startExport({ dataStoreId: to, output, dataAccessRoleArn }));
    const second = exported(objects, `exports/${to}-FHIR_EXPORT-${again.jobId}/`);
    expect(second).toEqual(exported(objects, folder));
    expect(second.get('Observation/o10')).toContain('"value":1.100}');
    expect(second.get('Patient/p7')).toContain('"family":"Müller 7","given":["Zoë","李"]');
  });

  it('exports an empty data store, and removes what an earlier try left', async () => {
    const objects = createMemoryObjects('out-bucket');
    const store = await bench.newStore();
    const jobs = bench.jobs(objects);
    running.push(jobs);
    const queued = await jobs.startExport({ dataStoreId: store, output, dataAccessRoleArn });
    const folder = `exports/${store}-FHIR_EXPORT-${queued.jobId}/`;
    await objects.put('out-bucket', `${folder}Patient/Patient-7.ndjson`, Buffer.from('{}\n'));
    await bench.database.query('UPDATE wellspring.job SET attempt = 1 WHERE id = $1', [queued.jobId]);
    await jobs.run();
    expect((await ended(jobs, queued)).status).toBe('COMPLETED');
    expect([...objects.buckets.get('out-bucket')!.keys()]).toEqual([`${folder}manifest.json`]);
  });

  it('fails with a message where the output cannot be written', async () => {
    const objects = createMemoryObjects();
    const store = await bench.newStore();
    const jobs = bench.jobs(objects);
    running.push(jobs);
    await jobs.run();
    const job = await ended(jobs, await jobs.startExport({ dataStoreId: store, output, dataAccessRoleArn }));
    expect(job.status).toBe('FAILED');
    expect(job.message).toMatch(/output s3:\/\/out-bucket\/exports\/.* cannot be written/);
  });
});

import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportJobRecord, Jobs } from '../jobs.js';
import { createDatabaseOutage, type DatabaseOutage } from '../testing/database-outage.js';
import { createJobBench, ended, importRequest, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects } from '../testing/memory-objects.js';

let server: TestDatabase;
let way: DatabaseOutage;
let bench: JobBench;

beforeAll(async () => {
  server = await testDatabase();
  way = await createDatabaseOutage(server.url);
  bench = await createJobBench(way.url);
});
afterAll(async () => {
  await bench.close();
  await way.close();
  await server.drop();
});

async function scanned(jobs: Jobs, job: ImportJobRecord): Promise<number> {
  const record = (await jobs.describe('import', job.dataStoreId, job.jobId)) as ImportJobRecord;
  return record.progress?.scannedResources ?? 0;
}

describe('an import whose database goes away for ten seconds', () => {
  it('goes on when it returns, with every line stored once', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) =>
      JSON.stringify({ resourceType: 'Patient', id: `p${index % 2000}`, name: [{ family: `n${index}` }] }),
    );
    const objects = createMemoryObjects('in-bucket', 'out-bucket');
    objects.buckets.get('in-bucket')!.set('in/a.ndjson', Buffer.from(lines.join('\n')));
    const store = await bench.newStore();
    const jobs = bench.jobs(objects, { batchLines: 10 });
    await jobs.run();
    const job = await jobs.startImport(importRequest(store, 's3://in-bucket/in/'));
    await expect.poll(() => scanned(jobs, job), { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
    await way.goAwayFor(10_000);
    const record = await ended(jobs, job);
    expect(record.message).toBeUndefined();
    expect(record.status).toBe('COMPLETED');
    expect(record.progress).toMatchObject({ scannedResources: 3000, importedResources: 3000 });
    const [versions] = await bench.database.query(
      `SELECT count(*)::int AS count, count(DISTINCT id)::int AS ids, max(version) AS most
       FROM ds_${store}.version`,
    );
    expect(versions).toEqual({ count: 3000, ids: 2000, most: 2 });
    const log = objects.text('out-bucket', `logs/${store}-FHIR_IMPORT-${job.jobId}/SUCCESS/a.ndjson`)!;
    const numbers = log
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { lineId: number }).lineId);
    expect(numbers).toEqual(lines.map((_, index) => index + 1));
  }, 90_000);
});

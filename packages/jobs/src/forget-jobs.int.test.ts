import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { parseResource } from '@wellspring/fhir';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Jobs } from './jobs.js';
import { createJobBench, ended, type JobBench } from './testing/job-bench.js';
import { createMemoryObjects } from './testing/memory-objects.js';

const objects = createMemoryObjects('own');
let server: TestDatabase;
let bench: JobBench;
let jobs: Jobs;
beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  jobs = bench.jobs(objects, { tidyMs: 50, ownBucket: 'own' });
  await jobs.run();
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

/** A data store with a patient, an export in the program's own place, and a patch that left notes. */
async function storeWithJobs(): Promise<string> {
  const id = await bench.newStore();
  const parsed = parseResource(Buffer.from('{"resourceType":"Patient","id":"p","active":true}'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  await (await bench.registry.open(id))!.update(parsed.resource, 'p');
  await ended(jobs, await jobs.startExport({ dataStoreId: id }));
  await ended(
    jobs,
    await jobs.startAdministration({
      kind: 'bulk-patch',
      dataStoreId: id,
      type: 'Patient',
      mediaType: 'application/json-patch+json',
      operations: JSON.stringify([{ op: 'test', path: '/active', value: false }]),
      before: new Date(Date.now() + 1).toISOString(),
    }),
  );
  return id;
}

/** How many rows of each table there are for a data store's jobs. */
async function rowsOf(id: string): Promise<readonly number[]> {
  const count = (table: string, of: string) =>
    `(SELECT count(*)::int FROM wellspring.${table} WHERE ${of} IN (SELECT job FROM jobs))`;
  const [row] = await bench.database.query<{ counts: readonly number[] }>(
    `WITH jobs AS (SELECT unnest($1::text[]) AS job)
     SELECT ARRAY[${count('job', 'id')}, ${count('export_file', 'job_id')},
       ${count('administration_note', 'job_id')}] AS counts`,
    [jobIds.get(id)],
  );
  return row!.counts;
}
const jobIds = new Map<string, readonly string[]>();
async function note(id: string): Promise<void> {
  const rows = await bench.database.query<{ id: string }>(
    'SELECT id FROM wellspring.job WHERE data_store_id = $1',
    [id],
  );
  jobIds.set(
    id,
    rows.map((row) => row.id),
  );
}

it('takes the jobs of a deleted data store away, with what they noted and their files, and no others', async () => {
  const [gone, kept] = [await storeWithJobs(), await storeWithJobs()];
  for (const id of [gone, kept]) await note(id);
  const before = await rowsOf(gone);
  expect(before).toEqual([2, 1, 1]);

  // It is being deleted: what it had may still be asked for by whoever does that.
  await bench.registry.update(gone, { status: 'DELETING' });
  await sleep(200);
  expect((await rowsOf(gone))[0]).toBe(2);

  await bench.registry.update(gone, { status: 'DELETED' });
  for (let tries = 0; (await rowsOf(gone))[0] !== 0; tries++) {
    if (tries === 200) throw new Error('The jobs stay');
    await sleep(25);
  }
  expect(await rowsOf(gone)).toEqual([0, 0, 0]);
  expect(await rowsOf(kept)).toEqual(before);
  expect([...objects.buckets.get('own')!.keys()].every((key) => key.startsWith(kept))).toBe(true);
  expect(objects.buckets.get('own')!.size).toBeGreaterThan(0);
});

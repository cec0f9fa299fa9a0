import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { createEmbeddedObjects, type ObjectClient } from '@wellspring/objects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportJobRecord, Jobs } from '../jobs.js';
import { createJobBench, ended, importRequest, type JobBench } from '../testing/job-bench.js';
import { nodeProcesses, type NodeProcesses } from '../testing/node-processes.js';

let server: TestDatabase;
let bench: JobBench;
let folder: string;
let objects: ObjectClient;
let nodes: NodeProcesses;

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  folder = await mkdtemp(join(tmpdir(), 'wellspring-kill-'));
  nodes = nodeProcesses(server.url, folder);
  objects = (await createEmbeddedObjects({ folder })).client();
});
afterAll(async () => {
  nodes.killAll();
  await bench.close();
  await server.drop();
  await rm(folder, { recursive: true, force: true });
});

async function progressOf(jobs: Jobs, job: ImportJobRecord): Promise<number> {
  const record = (await jobs.describe('import', job.dataStoreId, job.jobId)) as ImportJobRecord;
  return record.endedAt === undefined ? (record.progress?.scannedResources ?? 0) : Infinity;
}

describe('an import whose process is killed', () => {
  it('goes on after the restart: every line once, in its order, its logs whole', async () => {
    const lines = 6000;
    const resources = 4500;
    const isBad = (index: number): boolean => index % 97 === 5;
    const line = (index: number): string =>
      isBad(index)
        ? '{"resourceType":"Patient"}'
        : JSON.stringify({
            resourceType: 'Patient',
            id: `p${index % resources}`,
            name: [{ family: `n${index}` }],
          });
    const all = Array.from({ length: lines }, (_, index) => index);
    await objects.ensureBucket('in-bucket');
    await objects.ensureBucket('out-bucket');
    const files: readonly (readonly [key: string, from: number, to: number])[] = [
      ['a.ndjson', 0, 2500],
      ['b.ndjson.gz', 2500, 5500],
      ['c.ndjson', 5500, 6000],
    ];
    for (const [key, from, to] of files) {
      const content = Buffer.from(`${all.slice(from, to).map(line).join('\n')}\n`);
      await objects.put('in-bucket', `in/${key}`, key.endsWith('gz') ? gzipSync(content) : content);
    }
    const store = await bench.newStore();
    // This one only puts jobs in line: the processes run them.
    const jobs = bench.jobs(objects);
    const job = await jobs.startImport(importRequest(store, 's3://in-bucket/in/'));

    for (let kills = 0; kills < 4; kills++) {
      const node = await nodes.start();
      const before = await progressOf(jobs, job);
      await expect
        .poll(() => progressOf(jobs, job), { timeout: 30_000, interval: 10 })
        .toBeGreaterThan(Math.min(before, Number.MAX_SAFE_INTEGER));
      // Any moment after that: between two batches, in one, while a log is written.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
      node.kill('SIGKILL');
      await once(node, 'exit');
      if ((await progressOf(jobs, job)) === Infinity) break;
    }
    const last = await nodes.start();
    const record = await ended(jobs, job);
    last.kill('SIGKILL');

    const bad = all.filter(isBad).length;
    expect(record.message).toBeUndefined();
    expect(record.status).toBe('COMPLETED_WITH_ERRORS');
    expect(record.progress).toMatchObject({
      scannedFiles: 3,
      importedFiles: 3,
      scannedResources: lines,
      importedResources: lines - bad,
      customerErrors: bad,
      serverErrors: 0,
    });
    const versions = new Map<string, number>();
    for (const index of all.filter((each) => !isBad(each)))
      versions.set(`p${index % resources}`, (versions.get(`p${index % resources}`) ?? 0) + 1);
    const stored = await bench.database.query<{ id: string; count: number; last: number }>(
      `SELECT id, count(*)::int AS count, max(version) AS last FROM ds_${store}.version GROUP BY id`,
    );
    expect(new Map(stored.map(({ id, count }) => [id, count]))).toEqual(versions);
    for (const { count, last: newest } of stored) expect(newest).toBe(count);

    const output = `logs/${store}-FHIR_IMPORT-${job.jobId}/`;
    for (const [key, from, to] of files) {
      const name = key.endsWith('gz') ? `${key}.ndjson` : key;
      for (const kind of ['SUCCESS', 'FAILURE']) {
        const { body } = await objects.get('out-bucket', `${output}${kind}/${name}`);
        const logged = (await text(body)).trimEnd().split('\n');
        const numbers = logged.map((each) => (JSON.parse(each) as { lineId: number }).lineId);
        expect(numbers).toEqual(
          all
            .slice(from, to)
            .filter((index) => isBad(index) === (kind === 'FAILURE'))
            .map((index) => index - from + 1),
        );
      }
    }
    const left: string[] = [];
    for await (const { key } of objects.list('out-bucket', '')) left.push(key.slice(output.length));
    expect(left.sort()).toEqual(
      [
        'manifest.json',
        ...files.flatMap(([key]) =>
          ['SUCCESS', 'FAILURE'].map((kind) => `${kind}/${key.endsWith('gz') ? `${key}.ndjson` : key}`),
        ),
      ].sort(),
    );
    expect(await bench.database.query('SELECT 1 FROM wellspring.import_range')).toEqual([]);
  }, 120_000);
});

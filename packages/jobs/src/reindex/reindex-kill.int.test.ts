import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { parseResource, parseSearch, type JsonObject, type ParsedResource } from '@wellspring/fhir';
import { createBulkWriter, type DataStore } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Jobs } from '../jobs.js';
import { createJobBench, ended, importRequest, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects } from '../testing/memory-objects.js';
import { nodeProcesses, type NodeProcesses } from '../testing/node-processes.js';

let server: TestDatabase;
let bench: JobBench;
let jobs: Jobs;
let folder: string;
let nodes: NodeProcesses;

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  folder = await mkdtemp(join(tmpdir(), 'wellspring-kill-'));
  nodes = nodeProcesses(server.url, folder);
  // This one only puts jobs in line: the processes run them.
  jobs = bench.jobs(createMemoryObjects());
});
afterAll(async () => {
  nodes.killAll();
  await bench.close();
  await server.drop();
  await rm(folder, { recursive: true, force: true });
});

function parsed(tree: JsonObject): ParsedResource {
  const outcome = parseResource(Buffer.from(JSON.stringify(tree)));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return outcome.resource;
}

const observation = (id: number, mark: number): JsonObject => ({
  resourceType: 'Observation',
  id: `o${id}`,
  status: 'final',
  code: { text: `c${id % 7}` },
  extension: [{ url: 'http://mark', valueCode: `m${mark}` }],
});

const parameter = {
  resourceType: 'SearchParameter',
  id: 'mark',
  url: 'http://example.org/mark',
  name: 'mark',
  status: 'active',
  description: 'x',
  code: 'mark',
  base: ['Observation'],
  type: 'token',
  expression: "Observation.extension.where(url = 'http://mark').value",
};

async function found(store: DataStore, query: string): Promise<readonly string[]> {
  const outcome = parseSearch({ kind: 'type', type: 'Observation' }, [...new URLSearchParams(query)], {
    strict: true,
    parameters: store.searchParameters(),
  });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join(' '));
  return (await store.search({ ...outcome.query, count: 5_000 })).matches.map(({ id }) => id).sort();
}

const RESOURCES = 600;

describe('a job that indexes by a new parameter, in processes that are killed', () => {
  it('goes on where the one before was, and misses nothing that was written meanwhile', async () => {
    const id = await bench.newStore();
    const store = (await bench.registry.open(id))!;
    const writer = await createBulkWriter({ database: bench.database, dataStoreId: id, slot: { node: 900 } });
    const marks = new Map(Array.from({ length: RESOURCES }, (_, number) => [number, number % 5]));
    await writer.write(writer.prepare([...marks].map(([number, mark]) => parsed(observation(number, mark)))));
    await store.update(parsed(parameter), 'mark');
    const job = await jobs.startReindex({ kind: 'reindex', dataStoreId: id, scope: 'all' });

    let writing = true;
    const write = async (): Promise<void> => {
      for (let turn = 0; writing; turn++) {
        const [number, mark] = [(turn * 37) % RESOURCES, 5 + (turn % 3)];
        marks.set(number, mark);
        if (turn % 4 > 0) await store.update(parsed(observation(number, mark)), `o${number}`);
        else await writer.write(writer.prepare([parsed(observation(number, mark))]));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const writer1 = write();

    const done = async (): Promise<number> => {
      const [row] = await bench.database.query<{ done: number }>(
        `SELECT (progress->>'resources')::int AS done FROM wellspring.administration_state WHERE job_id = $1`,
        [job.jobId],
      );
      return row?.done ?? 0;
    };
    let kills = 0;
    for (; kills < 3; kills++) {
      const before = await done();
      const node = await nodes.start();
      await expect.poll(done, { timeout: 30_000, interval: 5 }).toBeGreaterThan(before);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      node.kill('SIGKILL');
      await once(node, 'exit');
      const { status } = (await jobs.describe('reindex', id, job.jobId))!;
      if (status !== 'IN_PROGRESS') break;
    }
    expect(kills).toBeGreaterThan(0);
    const last = await nodes.start();
    const record = await ended(jobs, job);
    writing = false;
    await writer1;
    last.kill('SIGKILL');
    await once(last, 'exit');
    expect(record.status).toBe('COMPLETED');
    // Once for the parameter, and once for all rows; those that were written meanwhile are gone through or not.
    expect(record.progress!.resources).toBeGreaterThan(0);

    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await bench.registry.open(id);
    for (let mark = 0; mark < 8; mark++) {
      const expected = [...marks].filter(([, each]) => each === mark).map(([number]) => `o${number}`);
      expect(await found(store, `mark=m${mark}`)).toEqual(expected.sort());
    }
    const [leaked] = await bench.database.query(
      `SELECT t.vid FROM ds_${id}.token t WHERE NOT EXISTS
         (SELECT 1 FROM ds_${id}.resource r WHERE r.vid = t.vid AND NOT r.deleted) LIMIT 1`,
    );
    expect(leaked).toBeUndefined();
  }, 120_000);
});

describe('import workers', () => {
  it('index by a parameter that came while they run, and the rest is indexed by itself', async () => {
    const id = await bench.newStore();
    const objects = createMemoryObjects('in-bucket', 'out-bucket');
    const lines = (from: number): string =>
      Array.from({ length: 400 }, (_, number) => JSON.stringify(observation(from + number, number % 4))).join(
        '\n',
      );
    for (const file of [0, 1, 2, 3])
      objects.buckets
        .get('in-bucket')!
        .set(`data/Observation.${file}.ndjson`, Buffer.from(lines(file * 400)));
    const running = bench.jobs(objects, { batchLines: 25, changeBatch: 20 });
    await running.run();
    const store = (await bench.registry.open(id))!;
    const job = await running.startImport(importRequest(id, 's3://in-bucket/data'));
    await expect
      .poll(async () => (await found(store, 'code:text=c1')).length, { timeout: 30_000, interval: 5 })
      .toBeGreaterThan(0);
    await store.update(parsed(parameter), 'mark');
    const { status, progress } = await ended(running, job);
    expect([status, progress?.importedResources]).toEqual(['COMPLETED', 1_600]);
    await expect
      .poll(async () => (await store.parameterIndex.reports())[0]?.state, { timeout: 30_000 })
      .toBe('active');
    const all = Array.from({ length: 1_600 }, (_, number) => number);
    for (const mark of [0, 3])
      expect(await found(store, `mark=m${mark}`)).toEqual(
        all
          .filter((number) => (number % 400) % 4 === mark)
          .map((number) => `o${number}`)
          .sort(),
      );
  }, 60_000);
});

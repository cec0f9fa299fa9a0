import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { parseResource } from '@wellspring/fhir';
import { createBulkWriter } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobBench, ended, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects } from '../testing/memory-objects.js';
import { nodeProcesses, type NodeProcesses } from '../testing/node-processes.js';
import { qualityKind } from './quality-job.js';

let server: TestDatabase;
let bench: JobBench;
let folder: string;
let nodes: NodeProcesses;

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  folder = await mkdtemp(join(tmpdir(), 'wellspring-quality-'));
  nodes = nodeProcesses(server.url, folder);
});
afterAll(async () => {
  nodes.killAll();
  await bench.close();
  await server.drop();
  await rm(folder, { recursive: true, force: true });
});

const RESOURCES = 3000;

/** Of every third observation the patient is not there. */
async function filledStore(): Promise<string> {
  const id = await bench.newStore();
  const writer = await createBulkWriter({ database: bench.database, dataStoreId: id, slot: { node: 900 } });
  const trees = [
    { resourceType: 'Patient', id: 'p' },
    ...Array.from({ length: RESOURCES - 1 }, (_, index) => ({
      resourceType: 'Observation',
      id: `o${index}`,
      status: 'final',
      code: { text: 'x' },
      subject: { reference: index % 3 === 0 ? 'Patient/gone' : 'Patient/p' },
    })),
  ];
  await writer.write(
    writer.prepare(
      trees.map((tree) => {
        const parsed = parseResource(Buffer.from(JSON.stringify(tree)));
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
        return parsed.resource;
      }),
    ),
  );
  return id;
}

/** Keeps everybody from reading a table of a data store until `release` is called. */
async function locked(dataStoreId: string): Promise<{ release(): Promise<void> }> {
  const client = await bench.database.pool.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ds_${dataStoreId}.version IN ACCESS EXCLUSIVE MODE`);
  return {
    async release() {
      await client.query('ROLLBACK');
      client.release();
    },
  };
}

describe('a report that is interrupted', () => {
  it('by the end of its process is made anew, once', async () => {
    const dataStoreId = await filledStore();
    const idle = bench.jobs(createMemoryObjects());
    const lock = await locked(dataStoreId);
    const job = await idle.startQuality({ kind: qualityKind, dataStoreId });
    const status = async () => (await idle.describe(qualityKind, dataStoreId, job.jobId))?.status;
    for (let kills = 0; kills < 2; kills++) {
      const node = await nodes.start();
      await expect.poll(status, { timeout: 30_000 }).toBe('IN_PROGRESS');
      // It has begun, and waits for the table.
      await new Promise((resolve) => setTimeout(resolve, 300));
      node.kill('SIGKILL');
      await once(node, 'exit');
    }
    await lock.release();
    const last = await nodes.start();
    const record = await ended(idle, job);
    last.kill('SIGKILL');
    expect(record).toMatchObject({ status: 'COMPLETED', progress: { resources: RESOURCES } });
    const rows = await bench.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ds_${dataStoreId}.quality_report`,
    );
    expect(rows).toEqual([{ count: 1 }]);
    const report = await (await bench.registry.open(dataStoreId))?.qualityReports.newest();
    const references = report?.measures.find(({ id }) => id === 'reference-resolves');
    expect(references).toMatchObject({ checked: RESOURCES - 1, failed: Math.ceil((RESOURCES - 1) / 3) });
  }, 120_000);

  it('by its client ends, though the database does not answer, and leaves nothing', async () => {
    const dataStoreId = await filledStore();
    const lock = await locked(dataStoreId);
    try {
      const jobs = bench.jobs(createMemoryObjects(), { tidyMs: 200 });
      await jobs.run();
      const job = await jobs.startQuality({ kind: qualityKind, dataStoreId });
      const record = () => jobs.describe(qualityKind, dataStoreId, job.jobId);
      await expect.poll(async () => (await record())?.status, { timeout: 30_000 }).toBe('IN_PROGRESS');
      expect(await jobs.cancelQuality(dataStoreId, job.jobId)).toMatchObject({ status: 'CANCEL_SUBMITTED' });
      expect(await ended(jobs, job)).toMatchObject({ status: 'CANCEL_COMPLETED' });
      await jobs.stop();
    } finally {
      await lock.release();
    }
    expect(await (await bench.registry.open(dataStoreId))?.qualityReports.newest()).toBeUndefined();
  }, 60_000);

  it('by the end of the data store fails, and says so', async () => {
    const dataStoreId = await filledStore();
    const lock = await locked(dataStoreId);
    const jobs = bench.jobs(createMemoryObjects());
    try {
      await jobs.run();
      const job = await jobs.startQuality({ kind: qualityKind, dataStoreId });
      await bench.registry.update(dataStoreId, { status: 'DELETING' });
      const record = await ended(jobs, job);
      expect(record).toMatchObject({ status: 'FAILED' });
      expect(record.message).toMatch(/data store/);
      await jobs.stop();
    } finally {
      await lock.release();
    }
  }, 60_000);
});

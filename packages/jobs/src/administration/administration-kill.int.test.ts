import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { parseResource, type JsonObject, type ParsedResource } from '@wellspring/fhir';
import { createBulkWriter } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdministrationJobRecord, Jobs } from '../jobs.js';
import { createJobBench, ended, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects } from '../testing/memory-objects.js';
import { nodeProcesses, type NodeProcesses } from '../testing/node-processes.js';
import type { AdministrationRequest } from './administration-job.js';

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

const RESOURCES = 900;

function parsed(tree: JsonObject): ParsedResource {
  const outcome = parseResource(Buffer.from(JSON.stringify(tree)));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return outcome.resource;
}

/** A data store with 900 observations of one patient and an AuditEvent of every third of them. */
async function filledStore(): Promise<string> {
  const id = await bench.newStore();
  const writer = await createBulkWriter({ database: bench.database, dataStoreId: id, slot: { node: 900 } });
  const all = Array.from({ length: RESOURCES }, (_, index) => index);
  const observations = all.map((index) =>
    parsed({
      resourceType: 'Observation',
      id: `o${index}`,
      status: 'final',
      code: { text: `c${index % 7}` },
      subject: { reference: 'Patient/p' },
      valueInteger: index,
    }),
  );
  const events = all
    .filter((index) => index % 3 === 0)
    .map((index) =>
      parsed({
        resourceType: 'AuditEvent',
        id: `a${index}`,
        type: { code: 'rest' },
        recorded: '2026-01-01T00:00:00Z',
        agent: [{ requestor: true }],
        source: { observer: { display: 'x' } },
        entity: [{ what: { reference: `Observation/o${index}` } }],
      }),
    );
  await writer.write(
    writer.prepare([...observations, ...events, parsed({ resourceType: 'Patient', id: 'p' })]),
  );
  return id;
}

/** Runs a job in processes that are killed in the middle, and the last of which is not. */
async function runKilled(request: AdministrationRequest): Promise<AdministrationJobRecord> {
  const job = await jobs.startAdministration(request);
  const done = async (): Promise<number> => {
    const [row] = await bench.database.query<{ done: number }>(
      `SELECT (progress->>'resources')::int + (progress->>'auditEvents')::int AS done
       FROM wellspring.administration_state WHERE job_id = $1`,
      [job.jobId],
    );
    return row?.done ?? 0;
  };
  let kills = 0;
  for (; kills < 4; kills++) {
    const before = await done();
    const node = await nodes.start();
    await expect.poll(done, { timeout: 30_000, interval: 5 }).toBeGreaterThan(before);
    // Any moment after that: between two transactions, in one, while one is committed.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    node.kill('SIGKILL');
    await once(node, 'exit');
    const { status } = (await jobs.describe(job.kind, job.dataStoreId, job.jobId))!;
    if (status !== 'IN_PROGRESS') break;
  }
  expect(kills).toBeGreaterThan(1);
  const last = await nodes.start();
  const record = await ended(jobs, job);
  last.kill('SIGKILL');
  expect(record.message).toBeUndefined();
  expect(record.status).toBe('COMPLETED');
  return record;
}

async function versionsOf(store: string, prefix: string): Promise<readonly (readonly [string, number])[]> {
  const rows = await bench.database.query<{ id: string; count: number }>(
    `SELECT id, count(*)::int AS count FROM ds_${store}.version WHERE id LIKE $1 GROUP BY id`,
    [`${prefix}%`],
  );
  return rows.map(({ id, count }) => [id, count]);
}

const soon = (): string => new Date(Date.now() + 1).toISOString();

describe('a job whose process is killed', () => {
  it('deletes each resource and each AuditEvent once, and counts it once', async () => {
    const store = await filledStore();
    const record = await runKilled({
      kind: 'bulk-delete',
      dataStoreId: store,
      type: 'Observation',
      hard: false,
      deleteAuditEvent: true,
      before: soon(),
    });
    expect(record.progress).toMatchObject({
      resources: RESOURCES,
      changed: RESOURCES,
      left: 0,
      auditEvents: RESOURCES / 3,
    });
    const versions = await versionsOf(store, 'o');
    expect(versions).toHaveLength(RESOURCES);
    expect(new Set(versions.map(([, count]) => count))).toEqual(new Set([2]));
    expect(new Set((await versionsOf(store, 'a')).map(([, count]) => count))).toEqual(new Set([2]));
    expect(await versionsOf(store, 'p')).toEqual([['p', 1]]);
  }, 120_000);

  it('purges everything, and counts each once', async () => {
    const store = await filledStore();
    const record = await runKilled({
      kind: 'purge',
      dataStoreId: store,
      patient: 'p',
      deleteAuditEvent: true,
      before: soon(),
    });
    expect(record.progress).toMatchObject({
      resources: RESOURCES + 1,
      changed: RESOURCES + 1,
      left: 0,
      auditEvents: RESOURCES / 3,
    });
    for (const table of ['version', 'resource', 'superseded', 'token', 'reference', 'string', 'words'])
      expect(await bench.database.query(`SELECT 1 FROM ds_${store}.${table}`), table).toEqual([]);
  }, 120_000);

  it('patches each resource once, and counts it once', async () => {
    const store = await filledStore();
    const record = await runKilled({
      kind: 'bulk-patch',
      dataStoreId: store,
      type: 'Observation',
      mediaType: 'application/json-patch+json',
      // Applied twice it would show.
      operations:
        '[{"op":"add","path":"/note","value":[]},{"op":"add","path":"/note/-","value":{"text":"x"}}]',
      before: soon(),
    });
    expect(record.progress).toEqual({
      estimated: RESOURCES,
      resources: RESOURCES,
      changed: RESOURCES,
      left: 0,
      customerErrors: 0,
      serverErrors: 0,
      auditEvents: 0,
    });
    const versions = await versionsOf(store, 'o');
    expect(versions).toHaveLength(RESOURCES);
    expect(new Set(versions.map(([, count]) => count))).toEqual(new Set([2]));
  }, 120_000);
});

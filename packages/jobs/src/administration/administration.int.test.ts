import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { parseResource, parseSearch, type JsonObject } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdministrationJobRecord, Jobs } from '../jobs.js';
import { createJobBench, ended, importRequest, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects } from '../testing/memory-objects.js';
import type { AdministrationRequest, BulkDeleteRequest, PurgeRequest } from './administration-job.js';

let server: TestDatabase;
let bench: JobBench;
let jobs: Jobs;
beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  // Small, so that every job takes several transactions.
  jobs = bench.jobs(createMemoryObjects('out-bucket'), { changeBatch: 3 });
  await jobs.run();
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

async function newStore(): Promise<DataStore> {
  return (await bench.registry.open(await bench.newStore()))!;
}

async function put(store: DataStore, ...trees: readonly JsonObject[]): Promise<void> {
  for (const tree of trees) {
    const parsed = parseResource(Buffer.from(JSON.stringify(tree)));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    await store.update(parsed.resource, tree['id'] as string);
  }
}

const patient = (id: string, more: JsonObject = {}): JsonObject => ({ resourceType: 'Patient', id, ...more });
const ref = (reference: string) => ({ reference });
const observation = (id: string, subject: string, more: JsonObject = {}): JsonObject => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ code: 'x' }] },
  subject: ref(subject),
  ...more,
});
const auditEvent = (id: string, ...what: readonly string[]): JsonObject => ({
  resourceType: 'AuditEvent',
  id,
  type: { code: 'rest' },
  recorded: '2026-01-01T00:00:00Z',
  agent: [{ requestor: true }],
  source: { observer: { display: 'x' } },
  entity: what.map((each) => ({ what: ref(each) })),
});

/** `Type/id` of everything that a search over all types finds, sorted. */
async function present(store: DataStore): Promise<readonly string[]> {
  const parsed = parseSearch({ kind: 'system' }, [['_count', '1000']], { strict: true });
  if (!parsed.ok) throw new Error('no search');
  return (await store.search(parsed.query)).matches.map(({ type, id }) => `${type}/${id}`).sort();
}

/** `Type/id` of everything of which there is any version, sorted. */
async function remembered(store: DataStore): Promise<readonly string[]> {
  const rows = await bench.database.query<{ id: string }>(
    `SELECT DISTINCT id FROM ds_${store.id}.version ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

const soon = (): string => new Date(Date.now() + 1).toISOString();
const bulkDelete = (store: DataStore, more: Partial<BulkDeleteRequest> = {}): BulkDeleteRequest => ({
  kind: 'bulk-delete',
  dataStoreId: store.id,
  type: 'Observation',
  hard: false,
  deleteAuditEvent: false,
  before: soon(),
  ...more,
});
const purge = (store: DataStore, id: string, more: Partial<PurgeRequest> = {}): PurgeRequest => ({
  kind: 'purge',
  dataStoreId: store.id,
  patient: id,
  deleteAuditEvent: false,
  before: soon(),
  ...more,
});
async function done(request: AdministrationRequest): Promise<AdministrationJobRecord> {
  const record = await ended(jobs, await jobs.startAdministration(request));
  expect(record.message).toBeUndefined();
  expect(record.status).toBe('COMPLETED');
  return record;
}

/** Lets the clock go on, so that what follows is told from what was before by the millisecond. */
async function laterOn(): Promise<string> {
  const start = Date.now();
  while (Date.now() < start + 3) await new Promise((resolve) => setTimeout(resolve, 1));
  return new Date().toISOString();
}

describe('$bulk-delete', () => {
  it('deletes all of a type with a version, and nothing else', async () => {
    const store = await newStore();
    const ids = Array.from({ length: 10 }, (_, index) => `o${index}`);
    await put(store, patient('p'), ...ids.map((id) => observation(id, 'Patient/p')));
    await store.delete('Observation', 'o9');
    const record = await done(bulkDelete(store));
    expect(record.progress).toMatchObject({ resources: 9, changed: 9, left: 0, auditEvents: 0 });
    expect(await present(store)).toEqual(['Patient/p']);
    for (const id of ids)
      expect(await store.read('Observation', id)).toMatchObject({ version: 2, method: 'delete' });
    expect((await store.vread('Observation', 'o3', 1))?.body).toBeDefined();
  });

  it('erases with isHardDelete, what was deleted before included', async () => {
    const store = await newStore();
    const ids = Array.from({ length: 8 }, (_, index) => `o${index}`);
    await put(store, patient('p'), ...ids.map((id) => observation(id, 'Patient/p')));
    await put(store, observation('o1', 'Patient/p'));
    for (const id of ['o4', 'o5', 'o6', 'o7']) await store.delete('Observation', id);
    const record = await done(bulkDelete(store, { hard: true }));
    expect(record.progress).toMatchObject({ resources: 8, changed: 8 });
    expect(await remembered(store)).toEqual(['p']);
    expect(await store.read('Observation', 'o1')).toBeUndefined();
  });

  it('takes those that were last changed in the time asked for', async () => {
    const store = await newStore();
    await put(store, observation('early', 'Patient/p'), observation('changed', 'Patient/p'));
    const start = await laterOn();
    await put(store, observation('within', 'Patient/p'), observation('also', 'Patient/p'));
    const end = await laterOn();
    await put(store, observation('late', 'Patient/p'), observation('changed', 'Patient/p'));
    await done(bulkDelete(store, { since: start, before: end }));
    expect(await present(store)).toEqual(['Observation/changed', 'Observation/early', 'Observation/late']);
    await done(bulkDelete(store, { hard: true, before: start }));
    expect(await present(store)).toEqual(['Observation/changed', 'Observation/late']);
    expect(await remembered(store)).not.toContain('early');
    expect(await remembered(store)).toContain('within');
  });

  it('leaves AuditEvents, unless they are asked for', async () => {
    const store = await newStore();
    await put(store, observation('o1', 'Patient/p'), observation('o2', 'Patient/p'), patient('p'));
    const events = Array.from({ length: 7 }, (_, index) => auditEvent(`a${index}`, 'Observation/o1'));
    await put(store, ...events, auditEvent('of-patient', 'Patient/p'));
    await done(bulkDelete(store));
    expect((await present(store)).filter((name) => name.startsWith('AuditEvent'))).toHaveLength(8);
    // Those of deleted resources are found, too: they are not, once it is deleted softly, so it is written again.
    await put(store, observation('o1', 'Patient/p'));
    const record = await done(bulkDelete(store, { hard: true, deleteAuditEvent: true, before: soon() }));
    expect(record.progress).toMatchObject({ resources: 2, changed: 2, auditEvents: 7 });
    expect(await remembered(store)).toEqual(['of-patient', 'p']);
  });

  it('leaves what is written after the request', async () => {
    const store = await newStore();
    await put(store, observation('o1', 'Patient/p'), observation('o2', 'Patient/p'));
    const request = bulkDelete(store, { before: await laterOn() });
    await put(store, observation('o1', 'Patient/p'), observation('o3', 'Patient/p'));
    await done(request);
    expect(await present(store)).toEqual(['Observation/o1', 'Observation/o3']);
  });
});

describe('$erase', () => {
  const erase = (store: DataStore, type: string, id: string, more: object = {}) =>
    ({
      kind: 'erase',
      dataStoreId: store.id,
      type,
      id,
      deleteAuditEvent: false,
      before: soon(),
      ...more,
    }) as const;

  it('erases a resource with all versions', async () => {
    const store = await newStore();
    await put(
      store,
      patient('p'),
      patient('p', { active: true }),
      patient('q'),
      auditEvent('a', 'Patient/p'),
    );
    const record = await done(erase(store, 'Patient', 'p'));
    expect(record.progress).toMatchObject({ resources: 1, changed: 1, auditEvents: 0 });
    expect(await remembered(store)).toEqual(['a', 'q']);
  });

  it('erases a deleted one, and its AuditEvents where they are asked for', async () => {
    const store = await newStore();
    await put(store, patient('p'), patient('q'));
    await put(store, ...[1, 2, 3, 4, 5].map((each) => auditEvent(`a${each}`, 'Patient/p')));
    await put(store, auditEvent('b', 'Patient/q'));
    await store.delete('Patient', 'p');
    const record = await done(erase(store, 'Patient', 'p', { deleteAuditEvent: true }));
    expect(record.progress).toMatchObject({ resources: 1, changed: 1, auditEvents: 5 });
    expect(await remembered(store)).toEqual(['b', 'q']);
  });

  it('erases one version', async () => {
    const store = await newStore();
    await put(store, patient('p'), patient('p', { active: true }), patient('p', { active: false }));
    const record = await done(erase(store, 'Patient', 'p', { version: 2 }));
    expect(record.progress).toMatchObject({ resources: 1, changed: 1 });
    const history = await store.history('Patient', 'p', { count: 10 });
    expect(history?.versions.map(({ version }) => version)).toEqual([3, 1]);
    // The same again finds nothing to do.
    expect((await done(erase(store, 'Patient', 'p', { version: 2 }))).progress).toMatchObject({
      changed: 0,
      left: 1,
    });
  });
});

describe('$purge', () => {
  async function clinic(): Promise<DataStore> {
    const store = await newStore();
    await put(
      store,
      { resourceType: 'Organization', id: 'org' },
      patient('p', { managingOrganization: ref('Organization/org') }),
      patient('q', { link: [{ other: ref('Patient/p'), type: 'seealso' }] }),
      patient('p', { active: true, managingOrganization: ref('Organization/org') }),
      ...Array.from({ length: 7 }, (_, index) => observation(`p${index}`, 'Patient/p')),
      observation('absolute', `https://x.example/datastore/${store.id}/r4/Patient/p`),
      observation('performed', 'Organization/org', { performer: [ref('Patient/p')] }),
      observation('shared', 'Patient/q', { performer: [ref('Patient/p')] }),
      observation('q1', 'Patient/q'),
      {
        resourceType: 'Group',
        id: 'both',
        type: 'person',
        actual: true,
        member: [{ entity: ref('Patient/p') }, { entity: ref('Patient/q') }],
      },
      {
        resourceType: 'Group',
        id: 'alone',
        type: 'person',
        actual: true,
        member: [{ entity: ref('Patient/p') }],
      },
      observation('deleted', 'Patient/p'),
      observation('deleted-q', 'Patient/q'),
      observation('moved', 'Patient/p'),
      observation('moved', 'Patient/q'),
      auditEvent('a-p', 'Patient/p'),
      auditEvent('a-p0', 'Observation/p0'),
      auditEvent('a-both', 'Patient/p', 'Patient/q'),
      auditEvent('a-p1-q', 'Observation/p1', 'Patient/q'),
      auditEvent('a-shared', 'Observation/shared'),
      observation('deleted-shared', 'Patient/p', { performer: [ref('Patient/q')] }),
      auditEvent('a-deleted-shared', 'Observation/deleted-shared'),
    );
    await store.delete('Observation', 'deleted-shared');
    await store.delete('Observation', 'deleted');
    await store.delete('Observation', 'deleted-q');
    return store;
  }
  const staying = ['both', 'deleted-q', 'deleted-shared', 'moved', 'org', 'q', 'q1', 'shared'];
  const events = ['a-both', 'a-deleted-shared', 'a-p', 'a-p0', 'a-p1-q', 'a-shared'];

  it('erases the patient and what is only in this compartment, deleted or not', async () => {
    const store = await clinic();
    const record = await done(purge(store, 'p'));
    expect(await remembered(store)).toEqual([...events, ...staying].sort());
    // 7 observations, "absolute", "performed", "alone", "deleted" and the patient.
    expect(record.progress).toMatchObject({ changed: 12, left: 3, resources: 15, auditEvents: 0 });
    expect(await store.read('Patient', 'p')).toBeUndefined();
    const [left] = await bench.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ds_${store.id}.token t
       WHERE NOT EXISTS (SELECT FROM ds_${store.id}.version v WHERE v.vid = t.vid)`,
    );
    expect(left!.count).toBe(0);
  });

  it('erases their AuditEvents where they are asked for, but none that names another patient or is of what stays', async () => {
    const store = await clinic();
    const record = await done(purge(store, 'p', { deleteAuditEvent: true }));
    // Of the patient, which is in the compartment, and of an observation.
    expect(record.progress).toMatchObject({ changed: 12, left: 3, resources: 15, auditEvents: 2 });
    const left = ['a-both', 'a-deleted-shared', 'a-p1-q', 'a-shared', ...staying];
    expect(await remembered(store)).toEqual(left.sort());
  });

  it('takes what was last changed in the time asked for only', async () => {
    const store = await newStore();
    await put(store, patient('p'), observation('old', 'Patient/p'), observation('old-deleted', 'Patient/p'));
    await store.delete('Observation', 'old-deleted');
    await put(store, auditEvent('a-p', 'Patient/p'));
    const start = await laterOn();
    await put(store, observation('new', 'Patient/p'), auditEvent('a-new', 'Observation/new'));
    const end = await laterOn();
    await put(store, observation('newer', 'Patient/p'));
    await done(purge(store, 'p', { since: start, before: end, deleteAuditEvent: true }));
    expect(await remembered(store)).toEqual(['a-p', 'newer', 'old', 'old-deleted', 'p']);
    await done(purge(store, 'p', { before: end, deleteAuditEvent: true }));
    expect(await remembered(store)).toEqual(['newer']);
  });

  it('can be repeated for what came later', async () => {
    const store = await newStore();
    await put(store, patient('p'), observation('o', 'Patient/p'));
    await done(purge(store, 'p'));
    await put(store, observation('late', 'Patient/p'));
    await done(purge(store, 'p'));
    expect(await remembered(store)).toEqual([]);
  });
});

describe('jobs that delete', () => {
  it('are found in their data store and by their kind only', async () => {
    const [store, other] = [await newStore(), await newStore()];
    const { jobId } = await jobs.startAdministration(bulkDelete(store));
    expect(await jobs.describe('bulk-delete', store.id, jobId)).toMatchObject({ jobId });
    expect(await jobs.describe('bulk-delete', other.id, jobId)).toBeUndefined();
    expect(await jobs.describe('purge', store.id, jobId)).toBeUndefined();
  });

  it('touch no other data store', async () => {
    const [store, other] = [await newStore(), await newStore()];
    for (const each of [store, other]) await put(each, patient('p'), observation('o', 'Patient/p'));
    await done(bulkDelete(store, { hard: true }));
    await done(purge(store, 'p'));
    expect(await remembered(store)).toEqual([]);
    expect(await present(other)).toEqual(['Observation/o', 'Patient/p']);
  });

  it('and a patch are never beside one another', async () => {
    const idle = bench.jobs(createMemoryObjects('out-bucket'));
    const patch = (store: string) =>
      ({
        kind: 'bulk-patch',
        dataStoreId: store,
        type: 'Patient',
        mediaType: 'application/json-patch+json',
        operations: '[{"op":"add","path":"/active","value":true}]',
        before: soon(),
      }) as const;
    await jobs.stop();
    const conflict = { code: 'job-conflict' };
    const first = await newStore();
    const { jobId } = await idle.startAdministration({ ...patch(first.id), clientToken: 'once' });
    await expect(idle.startAdministration(bulkDelete(first))).rejects.toMatchObject(conflict);
    await expect(idle.startAdministration(purge(first, 'p'))).rejects.toMatchObject(conflict);
    await expect(idle.startAdministration(patch(first.id))).rejects.toMatchObject(conflict);
    await expect(idle.startImport(importRequest(first.id, 's3://in-bucket/'))).rejects.toMatchObject(
      conflict,
    );
    // The same request again is no other job, however late it comes.
    const again = await idle.startAdministration({ ...patch(first.id), clientToken: 'once' });
    expect(again.jobId).toBe(jobId);
    const second = await newStore();
    await idle.startAdministration(bulkDelete(second));
    await expect(idle.startAdministration(patch(second.id))).rejects.toMatchObject(conflict);
    const together = await newStore();
    const started = await Promise.allSettled([
      ...Array.from({ length: 5 }, () => idle.startAdministration(patch(together.id))),
      ...Array.from({ length: 5 }, () => idle.startAdministration(bulkDelete(together))),
    ]);
    const kinds = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value.kind] : []));
    expect(new Set(kinds).size).toBe(1);
    if (kinds[0] === 'bulk-patch') expect(kinds).toHaveLength(1);
  });
});

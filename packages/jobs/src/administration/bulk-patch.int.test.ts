import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { parseResource, parseSearch, type JsonObject } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdministrationJobRecord, Jobs } from '../jobs.js';
import { createJobBench, ended, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects } from '../testing/memory-objects.js';
import type { BulkPatchRequest } from './administration-job.js';
import { MOST_NOTES } from './note-table.js';

let server: TestDatabase;
let bench: JobBench;
let jobs: Jobs;
beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  jobs = bench.jobs(createMemoryObjects(), { changeBatch: 7 });
  await jobs.run();
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

async function newStore(): Promise<DataStore> {
  return (await bench.registry.open(await bench.newStore()))!;
}
async function putText(store: DataStore, id: string, text: string): Promise<void> {
  const parsed = parseResource(Buffer.from(text));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  await store.update(parsed.resource, id);
}
async function put(store: DataStore, ...trees: readonly JsonObject[]): Promise<void> {
  for (const tree of trees) await putText(store, tree['id'] as string, JSON.stringify(tree));
}
const patient = (id: string, more: JsonObject = {}): JsonObject => ({ resourceType: 'Patient', id, ...more });
const soon = (): string => new Date(Date.now() + 1).toISOString();
const jsonPatch = (
  store: DataStore,
  operations: unknown,
  more: Partial<BulkPatchRequest> = {},
): BulkPatchRequest => ({
  kind: 'bulk-patch',
  dataStoreId: store.id,
  type: 'Patient',
  mediaType: 'application/json-patch+json',
  operations: JSON.stringify(operations),
  before: soon(),
  ...more,
});
const activate = [{ op: 'add', path: '/active', value: true }];
async function run(request: BulkPatchRequest): Promise<AdministrationJobRecord> {
  const record = await ended(jobs, await jobs.startAdministration(request));
  expect(record.message).toBeUndefined();
  return record;
}
async function textOf(store: DataStore, type: string, id: string): Promise<string> {
  return (await store.read(type, id))!.body!.toString();
}
async function found(
  store: DataStore,
  type: string,
  name: string,
  value: string,
): Promise<readonly string[]> {
  const parsed = parseSearch(
    { kind: 'type', type },
    [
      [name, value],
      ['_count', '1000'],
    ],
    { strict: true },
  );
  if (!parsed.ok) throw new Error('no search');
  return (await store.search(parsed.query)).matches.map(({ id }) => id).sort();
}

describe('$bulk-patch', () => {
  it('patches every resource of a type with a new version that is searchable', async () => {
    const store = await newStore();
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    await put(store, ...ids.map((id) => patient(id, { gender: 'male' })), {
      resourceType: 'Group',
      id: 'g',
      type: 'person',
      actual: true,
    });
    await store.delete('Patient', 'p19');
    const record = await run(jsonPatch(store, [{ op: 'replace', path: '/gender', value: 'female' }]));
    expect(record).toMatchObject({
      status: 'COMPLETED',
      progress: { estimated: 19, resources: 19, changed: 19, left: 0, customerErrors: 0, serverErrors: 0 },
    });
    expect(await found(store, 'Patient', 'gender', 'female')).toEqual(ids.slice(0, 19).sort());
    expect(await found(store, 'Patient', 'gender', 'male')).toEqual([]);
    expect(await store.read('Patient', 'p3')).toMatchObject({ version: 2, method: 'update' });
    expect(await store.read('Group', 'g')).toMatchObject({ version: 1 });
    expect(await store.read('Patient', 'p19')).toMatchObject({ version: 2, method: 'delete' });
  });

  it('keeps every digit of what it does not touch, and of the patch', async () => {
    const store = await newStore();
    await putText(
      store,
      'o',
      '{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10}}',
    );
    const operations = '[{"op":"add","path":"/referenceRange","value":[{"low":{"value":0.50}}]}]';
    await run(jsonPatch(store, [], { type: 'Observation', operations }));
    const text = await textOf(store, 'Observation', 'o');
    expect(text).toContain('"value":1.10');
    expect(text).toContain('"value":0.50');
  });

  it('takes a FHIRPath Patch', async () => {
    const store = await newStore();
    await put(store, patient('p', { meta: { tag: [{ code: 'old' }] } }));
    const operations = JSON.stringify({
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: 'add' },
            { name: 'path', valueString: 'Patient.meta' },
            { name: 'name', valueString: 'tag' },
            { name: 'value', valueCoding: { system: 'urn:audit', code: '2026' } },
          ],
        },
      ],
    });
    await run(jsonPatch(store, [], { mediaType: 'application/fhir+json', operations }));
    expect(await found(store, 'Patient', '_tag', 'urn:audit|2026')).toEqual(['p']);
    expect(await found(store, 'Patient', '_tag', 'old')).toEqual(['p']);
  });

  it('patches a list, and says what it left and why', async () => {
    const store = await newStore();
    await put(
      store,
      ...['a', 'b', 'c', 'd', 'other'].map((id) => patient(id)),
      patient('e', { active: true }),
    );
    await store.delete('Patient', 'b');
    const request = jsonPatch(store, [{ op: 'test', path: '/active', value: true }], {
      ids: ['c', 'missing', 'b', 'a', 'e', 'd'],
    });
    while (Date.now() <= Date.parse(request.before)) await new Promise((resolve) => setTimeout(resolve, 1));
    await put(store, patient('d', { active: true }));
    const record = await run(request);
    expect(record).toMatchObject({
      status: 'COMPLETED_WITH_ERRORS',
      progress: { estimated: 6, resources: 6, changed: 1, left: 3, customerErrors: 2, serverErrors: 0 },
    });
    const { failed, skipped } = await jobs.patchNotes(record.jobId);
    expect(failed.map(({ resource }) => resource)).toEqual(['Patient/c', 'Patient/a']);
    expect(skipped).toEqual([
      { resource: 'Patient/missing', message: 'Resource not found.' },
      { resource: 'Patient/b', message: 'Resource was deleted.' },
      { resource: 'Patient/d', message: 'Resource was modified after job submission' },
    ]);
    expect(await store.read('Patient', 'a')).toMatchObject({ version: 1 });
    expect(await store.read('Patient', 'e')).toMatchObject({ version: 2 });
  });

  it('leaves a resource whole that would be invalid, or another, and tells nothing that it holds', async () => {
    const store = await newStore();
    await put(store, patient('p', { name: [{ family: 'Secret' }] }));
    const cases = [
      [[{ op: 'add', path: '/gender', value: 'x' }], 'Patient.gender (code-invalid)'],
      [[{ op: 'move', from: '/name/0/family', path: '/gender' }], 'Patient.gender (code-invalid)'],
      [[{ op: 'replace', path: '/id', value: 'q' }], 'id'],
      [[{ op: 'remove', path: '/birthDate' }], 'birthDate'],
      [[{ op: 'test', path: '/name/0/family', value: 'Other' }], ''],
      [[...activate, { op: 'remove', path: '/nothing' }], 'nothing'],
    ] as const;
    for (const [operations, told] of cases) {
      const record = await run(jsonPatch(store, operations));
      expect(record.progress).toMatchObject({ resources: 1, changed: 0, customerErrors: 1 });
      const { failed } = await jobs.patchNotes(record.jobId);
      expect(failed[0]?.message).toContain(told);
      expect(failed[0]?.message).not.toContain('Secret');
      expect(await store.read('Patient', 'p')).toMatchObject({ version: 1 });
    }
  });

  it('counts what the server cannot store, and patches the rest', async () => {
    const store = await newStore();
    await put(store, ...Array.from({ length: 9 }, (_, index) => patient(`p${index}`)));
    // A row that PostgreSQL refuses, whatever the reason.
    await bench.database.query(
      `ALTER TABLE ds_${store.id}.version ADD CONSTRAINT no_second CHECK (id <> 'p4' OR version < 2)`,
    );
    const record = await run(jsonPatch(store, activate));
    expect(record).toMatchObject({
      status: 'COMPLETED_WITH_ERRORS',
      progress: { resources: 9, changed: 8, serverErrors: 1, customerErrors: 0, left: 0 },
    });
    const { failed } = await jobs.patchNotes(record.jobId);
    expect(failed.map(({ resource }) => resource)).toEqual(['Patient/p4']);
    expect(await store.read('Patient', 'p4')).toMatchObject({ version: 1 });
    expect(await store.read('Patient', 'p8')).toMatchObject({ version: 2 });
  });

  it('notes no more than the first thousand', async () => {
    const store = await newStore();
    const ids = Array.from({ length: MOST_NOTES + 12 }, (_, index) => `m${index}`);
    const record = await run(jsonPatch(store, activate, { ids }));
    expect(record.progress).toMatchObject({ resources: ids.length, left: ids.length });
    const { skipped } = await jobs.patchNotes(record.jobId);
    expect(skipped.map(({ resource }) => resource)).toEqual(
      ids.slice(0, MOST_NOTES).map((id) => `Patient/${id}`),
    );
  });

  it('loses no update of those who write at the same time', async () => {
    const store = await newStore();
    const ids = Array.from({ length: 30 }, (_, index) => `p${index}`);
    await put(store, ...ids.map((id) => patient(id)));
    const job = await jobs.startAdministration(jsonPatch(store, activate, { ids }));
    await Promise.all(ids.map((id) => put(store, patient(id, { birthDate: '2000-01-01' }))));
    const record = await ended(jobs, job);
    expect(record.progress).toMatchObject({ resources: 30, changed: 30 - record.progress!.left });
    // Whoever came last, the update stands: it replaced a patched resource, or was left alone by the patch.
    for (const id of ids) {
      const history = await store.history('Patient', id, { count: 10 });
      expect(history?.versions[0]?.body?.toString()).toContain('2000-01-01');
    }
  });
});

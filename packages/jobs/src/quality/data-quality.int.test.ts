import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { parseResource, type MeasureFigures, type QualityReport } from '@wellspring/fhir';
import { createBulkWriter, type DataStore } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Jobs } from '../jobs.js';
import { createJobBench, ended, importRequest, type JobBench } from '../testing/job-bench.js';
import { expectedQuality, madeUpQuality, type MadeUpResource } from '../testing/made-up-quality.js';
import { createMemoryObjects, type MemoryObjects } from '../testing/memory-objects.js';
import { qualityKind } from './quality-job.js';

let server: TestDatabase;
let bench: JobBench;
let objects: MemoryObjects;
let jobs: Jobs;

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  objects = createMemoryObjects('in-bucket', 'out-bucket');
  jobs = bench.jobs(objects, { importQuality: true, qualityHistory: 3, batchLines: 4 });
  await jobs.run();
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

async function filled(resources: readonly MadeUpResource[]): Promise<DataStore> {
  const id = await bench.newStore();
  const writer = await createBulkWriter({ database: bench.database, dataStoreId: id, slot: { node: 900 } });
  await writer.write(
    writer.prepare(
      resources.map((tree) => {
        const parsed = parseResource(Buffer.from(JSON.stringify(tree)));
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
        return parsed.resource;
      }),
    ),
  );
  return (await bench.registry.open(id))!;
}

async function reported(store: DataStore): Promise<QualityReport> {
  const job = await ended(jobs, await jobs.startQuality({ kind: qualityKind, dataStoreId: store.id }));
  expect(job.message).toBeUndefined();
  expect(job).toMatchObject({ status: 'COMPLETED', kind: 'data-quality' });
  const report = (await store.qualityReports.newest())!;
  expect(report.jobId).toBe(job.jobId);
  return report;
}

function measure({ measures }: QualityReport, id: string): MeasureFigures {
  return measures.find((each) => each.id === id)!;
}

function expectFigures(report: QualityReport): void {
  for (const [id, { checked, failed, parts, examples = {} }] of Object.entries(expectedQuality)) {
    const found = measure(report, id);
    expect([id, found.checked, found.failed]).toEqual([id, checked, failed]);
    if (parts !== undefined)
      expect([
        id,
        Object.fromEntries(found.parts.map((part) => [part.part, [part.checked, part.failed]])),
      ]).toEqual([id, parts]);
    for (const [part, names] of Object.entries(examples))
      expect(found.parts.find((each) => each.part === part)?.examples).toEqual(names);
  }
}

describe('a report on a data store', () => {
  it('says what was worked out by hand', async () => {
    const store = await filled(madeUpQuality);
    const report = await reported(store);
    expect(report).toMatchObject({ dataStoreId: store.id, validation: 'strict', resources: 19 });
    expect(report.types).toEqual([
      { type: 'Encounter', resources: 1 },
      { type: 'Observation', resources: 7 },
      { type: 'Patient', resources: 10 },
      { type: 'Practitioner', resources: 1 },
    ]);
    expectFigures(report);
    const birth = measure(report, 'element-present').parts.find(({ part }) => part === 'Patient.birthDate');
    // Ten patients, three without a date of birth.
    expect(birth).toEqual({
      part: 'Patient.birthDate',
      checked: 10,
      failed: 3,
      examples: ['Patient/p0', 'Patient/p1', 'Patient/p2'],
    });
  });

  it('tells nothing that the resources say but codes of systems and names of profiles', async () => {
    const secret = 'Jane Roe 999-22-1962';
    const store = await filled([
      {
        resourceType: 'Patient',
        id: 'a',
        identifier: [{ system: secret, value: secret }],
        name: [{ family: secret }],
        birthDate: '2999-12-31',
        maritalStatus: { coding: [{ system: secret, code: secret }], text: secret },
        meta: { profile: [secret] },
      },
      { resourceType: 'Patient', id: 'b', identifier: [{ system: secret, value: secret }] },
    ]);
    const report = await reported(store);
    expect(measure(report, 'identifier-unique')).toMatchObject({ checked: 2, failed: 2 });
    const text = JSON.stringify([report, await store.qualityReports.history(10)]);
    for (const part of ['Jane', '999-22', '2999']) expect(text).not.toContain(part);
  });

  it('finds code systems that are stored, and judges by those that are whole', async () => {
    const system = (content: string, url: string): MadeUpResource => ({
      resourceType: 'CodeSystem',
      id: `cs-${content}`,
      url,
      status: 'active',
      content,
      concept: [{ code: 'a' }],
    });
    const codes = (id: string, url: string): MadeUpResource => ({
      resourceType: 'Basic',
      id,
      code: {
        coding: [
          { system: url, code: 'a' },
          { system: url, code: 'b' },
        ],
      },
    });
    const store = await filled([
      system('complete', 'http://a.example/whole'),
      system('fragment', 'http://a.example/part'),
      codes('1', 'http://a.example/whole'),
      codes('2', 'http://a.example/part'),
      codes('3', 'http://a.example/nowhere'),
    ]);
    const report = await reported(store);
    expect(measure(report, 'code-known').parts).toEqual([
      { part: 'http://a.example/whole', checked: 2, failed: 1, examples: ['Basic/1'] },
    ]);
    expect(measure(report, 'system-known').parts.map(({ part, failed }) => [part, failed])).toEqual([
      ['http://a.example/nowhere', 2],
      ['http://a.example/part', 0],
      ['http://a.example/whole', 0],
    ]);
  });

  it('does not count what is deleted, nor as a target', async () => {
    const store = await filled(madeUpQuality);
    await store.delete('Practitioner', 'doctor');
    await store.delete('Patient', 'p9');
    const report = await reported(store);
    expect(report.resources).toBe(17);
    expect(measure(report, 'reference-resolves')).toMatchObject({ checked: 10, failed: 3 });
    expect(measure(report, 'identifier-unique')).toMatchObject({ checked: 9, failed: 0 });
  });

  it('of nothing has no figures', async () => {
    const report = await reported(await filled([]));
    expect(report).toMatchObject({ resources: 0, types: [] });
    expect(report.measures.every(({ checked }) => checked === 0)).toBe(true);
  });

  it('leaves the figures of earlier ones, as many as are to be kept', async () => {
    const store = await filled(madeUpQuality.slice(0, 1));
    const jobIds: string[] = [];
    for (let resources = 1; resources <= 4; resources++) {
      await store.update(
        (parseResource(Buffer.from(JSON.stringify(madeUpQuality[resources]))) as never as { resource: never })
          .resource,
        madeUpQuality[resources]!.id,
      );
      jobIds.push((await reported(store)).jobId);
    }
    const history = await store.qualityReports.history(10);
    expect(history.map(({ jobId, resources }) => [jobId, resources])).toEqual([
      [jobIds[1], 3],
      [jobIds[2], 4],
      [jobIds[3], 5],
    ]);
    expect(history[2]?.figures['resource-valid']).toEqual({ checked: 5, failed: 0 });
    const rows = await bench.database.query(
      `SELECT 1 FROM ds_${store.id}.quality_report WHERE report IS NOT NULL`,
    );
    // Names of resources stand in the newest only.
    expect(rows).toHaveLength(1);
  });
});

describe('a report on an import', () => {
  const ndjson = (resources: readonly MadeUpResource[]): Buffer =>
    Buffer.from(resources.map((each) => `${JSON.stringify(each)}\n`).join(''));

  async function imported(storeId: string, folder: string, resources: readonly MadeUpResource[]) {
    await objects.put('in-bucket', `${folder}/x.ndjson`, ndjson(resources));
    const job = await ended(
      jobs,
      await jobs.startImport(importRequest(storeId, `s3://in-bucket/${folder}/`)),
    );
    const [quality] = (await jobs.list(qualityKind, storeId, {}, { limit: 1 })).jobs;
    expect(quality?.request).toMatchObject({ importJobId: job.jobId });
    expect(await ended(jobs, quality!)).toMatchObject({ status: 'COMPLETED' });
    return job;
  }

  const beside = (storeId: string, importId: string, name: string): string | undefined =>
    objects.text('out-bucket', `logs/${storeId}-FHIR_IMPORT-${importId}/${name}`);

  it('is beside its manifest, of what it wrote and nothing else', async () => {
    const store = await filled([
      {
        resourceType: 'Patient',
        id: 'other',
        identifier: [{ system: 'http://a.example/mrn', value: '801' }],
      },
      { resourceType: 'Patient', id: 'p0' },
    ]);
    const job = await imported(store.id, 'first', madeUpQuality);
    const report = JSON.parse(beside(store.id, job.jobId, 'data-quality.json')!) as QualityReport;
    expect(report).toMatchObject({ dataStoreId: store.id, importJobId: job.jobId, resources: 19 });
    expect(report.types.map(({ type, resources }) => [type, resources])).toEqual([
      ['Encounter', 1],
      ['Observation', 7],
      ['Patient', 10],
      ['Practitioner', 1],
    ]);
    // Whether an identifier is shared is asked of the whole data store: p1 has that of the other patient.
    expect(measure(report, 'identifier-unique')).toMatchObject({ checked: 10, failed: 3 });
    expect(measure(report, 'reference-resolves')).toMatchObject({ checked: 10, failed: 2 });
    expect(beside(store.id, job.jobId, 'data-quality.html')).toMatch(/^<!doctype html>/);
    expect(beside(store.id, job.jobId, 'manifest.json')).toBeDefined();
    expect(await store.qualityReports.newest(job.jobId)).toEqual(report);
    // It is no report on the data store.
    expect(await store.qualityReports.newest()).toBeUndefined();
    expect(await store.qualityReports.history(10)).toEqual([]);
  });

  it('counts each resource once, as the import left it and nobody changed it since', async () => {
    const storeId = await bench.newStore();
    const patient = (id: string, more: object = {}): MadeUpResource => ({
      resourceType: 'Patient',
      id,
      ...more,
    });
    const job = await imported(storeId, 'twice', [
      patient('a'),
      patient('b', { birthDate: '1980' }),
      patient('a', { birthDate: '1980' }),
      patient('c'),
    ]);
    const report = JSON.parse(beside(storeId, job.jobId, 'data-quality.json')!) as QualityReport;
    const birth = (of: QualityReport) =>
      measure(of, 'element-present').parts.find(({ part }) => part === 'Patient.birthDate');
    expect(report.resources).toBe(3);
    expect(birth(report)).toMatchObject({ checked: 3, failed: 1, examples: ['Patient/c'] });
    // Once more, after somebody else changed one of them.
    const store = (await bench.registry.open(storeId))!;
    await store.delete('Patient', 'c');
    const again = await jobs.startQuality({
      kind: qualityKind,
      dataStoreId: storeId,
      importJobId: job.jobId,
    });
    await ended(jobs, again);
    const later = (await store.qualityReports.newest(job.jobId))!;
    expect(later).toMatchObject({ jobId: again.jobId, resources: 2 });
    expect(birth(later)).toMatchObject({ checked: 2, failed: 0 });
  });

  it('of which nobody wrote down what it wrote fails, and says so', async () => {
    const dataStoreId = await bench.newStore();
    const { jobId } = await imported(dataStoreId, 'early', [{ resourceType: 'Patient', id: 'a' }]);
    await bench.database.query('DELETE FROM wellspring.import_span WHERE job_id = $1', [jobId]);
    const job = await jobs.startQuality({ kind: qualityKind, dataStoreId, importJobId: jobId });
    expect(await ended(jobs, job)).toMatchObject({
      status: 'FAILED',
      message: expect.stringMatching(/an earlier version/) as string,
    });
  });

  it('that is not there, or of another data store, cannot be asked for', async () => {
    const [here, there] = [await bench.newStore(), await bench.newStore()];
    const job = await imported(here, 'here', [{ resourceType: 'Patient', id: 'a' }]);
    for (const [dataStoreId, importJobId] of [
      [there, job.jobId],
      [here, 'f'.repeat(32)],
    ] as const)
      await expect(jobs.startQuality({ kind: qualityKind, dataStoreId, importJobId })).rejects.toMatchObject({
        code: 'job-not-found',
      });
  });
});

describe('a report among other jobs', () => {
  it('that waits is cancelled at once, and one that has ended stays', async () => {
    const dataStoreId = await bench.newStore();
    // This node only puts jobs in line.
    const idle = bench.jobs(objects);
    await jobs.stop();
    const job = await idle.startQuality({ kind: qualityKind, dataStoreId });
    expect(await idle.cancelQuality(dataStoreId, job.jobId)).toMatchObject({ status: 'CANCEL_COMPLETED' });
    expect(await idle.cancelQuality(dataStoreId, job.jobId)).toMatchObject({ status: 'CANCEL_COMPLETED' });
    expect(await idle.cancelQuality(await bench.newStore(), job.jobId)).toBeUndefined();
    // Neither deleting the data store nor a patch of it has to wait for a report.
    await idle.startQuality({ kind: qualityKind, dataStoreId });
    expect(await idle.unfinished(dataStoreId)).toBe(0);
    await idle.startAdministration({
      kind: 'bulk-patch',
      dataStoreId,
      type: 'Patient',
      mediaType: 'application/json-patch+json',
      operations: '[]',
      before: new Date().toISOString(),
    });
    expect(await idle.startQuality({ kind: qualityKind, dataStoreId })).toMatchObject({ status: 'QUEUED' });
  });
});

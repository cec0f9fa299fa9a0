import { gzipSync } from 'node:zlib';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ImportJobRecord, Jobs } from '../jobs.js';
import { createJobBench, ended, historyOf, importRequest, type JobBench } from '../testing/job-bench.js';
import { createMemoryObjects, type MemoryObjects } from '../testing/memory-objects.js';
import { noProgress } from './import-progress.js';

let server: TestDatabase;
let bench: JobBench;
const running: Jobs[] = [];
const logged: unknown[] = [];

beforeAll(async () => {
  server = await testDatabase();
  const log = (...line: unknown[]): void => void logged.push(line);
  bench = await createJobBench(server.url, { info: log, warn: log, error: log });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

async function start(objects: MemoryObjects, settings = {}): Promise<Jobs> {
  const jobs = bench.jobs(objects, settings);
  running.push(jobs);
  await jobs.run();
  return jobs;
}

async function importAll(
  objects: MemoryObjects,
  settings = {},
): Promise<{ record: ImportJobRecord; store: string; folder: string }> {
  const store = await bench.newStore();
  const jobs = await start(objects, settings);
  const record = await ended(jobs, await jobs.startImport(importRequest(store, 's3://in-bucket/in/')));
  return { record, store, folder: `logs/${store}-FHIR_IMPORT-${record.jobId}/` };
}

function objectsWith(files: Readonly<Record<string, string | Buffer>>): MemoryObjects {
  const objects = createMemoryObjects('in-bucket', 'out-bucket');
  for (const [key, content] of Object.entries(files))
    objects.buckets.get('in-bucket')!.set(`in/${key}`, Buffer.from(content));
  return objects;
}

interface LogLine {
  readonly lineId: number;
  readonly UpdateResourceResponse: {
    readonly jsonBlob: {
      readonly resourceType: string;
      readonly id?: string;
      readonly issue?: readonly {
        readonly severity: string;
        readonly code: string;
        readonly diagnostics: string;
      }[];
    };
  };
  readonly statusCode: number;
}

function logOf(objects: MemoryObjects, key: string): LogLine[] {
  const text = objects.text('out-bucket', key);
  if (text === undefined) return [];
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine);
}

const patient = (id: string, family = 'Doe'): string =>
  JSON.stringify({ resourceType: 'Patient', id, name: [{ family }] });

describe('an import', () => {
  it('stores each line that holds a resource, and logs every other with its number and why', async () => {
    const lines: readonly [line: string, refusal: RegExp | 'ok' | 'blank'][] = [
      [patient('a'), 'ok'],
      ['', 'blank'],
      [`${patient('crlf')}\r`, 'ok'],
      ['{"resourceType":"Patient","id":"b"', /JSON/],
      ['no json at all', /JSON/],
      ['[]', /array|object/],
      [
        '{"resourceType":"Patient","name":[{"family":"No id"}]}',
        /^Missing required id field in resource json$/,
      ],
      [`{"resourceType":"Patient","id":"${'x'.repeat(65)}"}`, /id/],
      ['{"resourceType":"Patient","id":"a/b"}', /id/],
      ['{"resourceType":"Martian","id":"m"}', /Martian/],
      ['{"id":"typeless"}', /resourceType/],
      ['{"resourceType":"Patient","id":"wrong","birthDate":"yesterday"}', /birthDate/],
      ['{"resourceType":"Patient","id":"unknown","favouriteColour":"red"}', /favouriteColour/],
      ['{"resourceType":"Patient","id":"twice","active":true,"active":false}', /active|twice|duplicate/i],
      ['   \t ', 'blank'],
      ['['.repeat(10_000), /deep|level|JSON/],
      [patient('last'), 'ok'],
    ];
    const bytes = Buffer.concat([
      Buffer.from(`${lines.map(([line]) => line).join('\n')}\n`),
      // Not UTF-8, in a line of its own, at the end without a line feed.
      Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]),
    ]);
    const objects = objectsWith({ 'sub/patients.ndjson': bytes, 'readme.txt': 'nothing' });
    const { record, store, folder } = await importAll(objects);

    const refused = [...lines.entries()].filter(([, [, what]]) => what instanceof RegExp);
    expect(record.status).toBe('COMPLETED_WITH_ERRORS');
    expect(record.progress).toMatchObject({
      scannedFiles: 1,
      scannedBytes: bytes.length,
      importedFiles: 1,
      failedFiles: 0,
      nonFhirFiles: 1,
      nonFhirBytes: 7,
      scannedResources: 3 + refused.length + 1,
      importedResources: 3,
      customerErrors: refused.length + 1,
      serverErrors: 0,
    });
    const failures = logOf(objects, `${folder}FAILURE/sub/patients.ndjson`);
    expect(failures.map(({ lineId }) => lineId)).toEqual([
      ...refused.map(([index]) => index + 1),
      lines.length + 1,
    ]);
    for (const [place, [, [, why]]] of refused.entries()) {
      const { UpdateResourceResponse, statusCode } = failures[place]!;
      expect(statusCode).toBe(400);
      expect(UpdateResourceResponse.jsonBlob.resourceType).toBe('OperationOutcome');
      expect(UpdateResourceResponse.jsonBlob.issue![0]!.diagnostics).toMatch(why);
    }
    expect(failures.at(-1)!.UpdateResourceResponse.jsonBlob.issue![0]!.diagnostics).toMatch(/UTF-8/);
    const successes = logOf(objects, `${folder}SUCCESS/sub/patients.ndjson`);
    expect(successes).toEqual(
      [
        [1, 'a'],
        [3, 'crlf'],
        [lines.length, 'last'],
      ].map(([lineId, id]) => ({
        lineId,
        UpdateResourceResponse: { jsonBlob: { resourceType: 'Patient', id, meta: { versionId: '1' } } },
        statusCode: 201,
      })),
    );
    const data = (await bench.registry.open(store))!;
    for (const id of ['a', 'crlf', 'last']) expect(await data.read('Patient', id)).toBeDefined();
    expect(await data.read('Patient', 'wrong')).toBeUndefined();
  });

  it('writes the manifest of the service, and no FAILURE folder where nothing failed', async () => {
    const content = `${patient('a')}\n${patient('b')}\n`;
    const objects = objectsWith({ 'a.ndjson': content });
    const { record, store, folder } = await importAll(objects);
    expect(record.status).toBe('COMPLETED');
    expect(JSON.parse(objects.text('out-bucket', `${folder}manifest.json`)!)).toEqual({
      inputDataConfig: { s3Uri: 's3://in-bucket/in/' },
      outputDataConfig: {
        s3Uri: `s3://out-bucket/logs/${store}-FHIR_IMPORT-${record.jobId}/`,
        encryptionKeyID: 'arn:aws:kms:us-east-1:000000000000:key/1',
      },
      successOutput: { successOutputS3Uri: `s3://out-bucket/${folder}SUCCESS/` },
      failureOutput: { failureOutputS3Uri: `s3://out-bucket/${folder}FAILURE/` },
      numberOfScannedFiles: 1,
      numberOfFilesImported: 1,
      numberOfFilesReadWithCustomerError: 0,
      sizeOfScannedFilesInMB: content.length / 1e6,
      // Without the two line feeds.
      sizeOfDataImportedSuccessfullyInMB: (content.length - 2) / 1e6,
      numberOfResourcesScanned: 2,
      numberOfResourcesImportedSuccessfully: 2,
      numberOfResourcesWithCustomerError: 0,
      numberOfResourcesWithServerError: 0,
    });
    expect([...objects.buckets.get('out-bucket')!.keys()].sort()).toEqual([
      `${folder}SUCCESS/a.ndjson`,
      `${folder}manifest.json`,
    ]);
    const left = await bench.database.query('SELECT 1 FROM wellspring.import_range');
    expect(left).toEqual([]);
  });

  it('makes the later line the later version, also across batches and files', async () => {
    const line = (index: number): string => patient(`p${index % 7}`, `n${index}`);
    const numbers = Array.from({ length: 420 }, (_, index) => index);
    const objects = objectsWith({
      'a.ndjson': numbers.slice(0, 200).map(line).join('\n'),
      'b.ndjson.gz': gzipSync(numbers.slice(200).map(line).join('\n')),
    });
    const { record, store } = await importAll(objects, { batchLines: 3, workers: 2 });
    expect(record.status).toBe('COMPLETED');
    expect(record.progress?.importedResources).toBe(420);
    const data = (await bench.registry.open(store))!;
    for (let id = 0; id < 7; id++) {
      const history = await historyOf(data, 'Patient', `p${id}`);
      expect(history.map(({ name }) => (name as { family: string }[])[0]!.family)).toEqual(
        numbers.filter((index) => index % 7 === id).map((index) => `n${index}`),
      );
    }
  });

  it('gives a resource that exists a new version', async () => {
    const objects = objectsWith({ 'a.ndjson': patient('a', 'Old') });
    const store = await bench.newStore();
    const jobs = await start(objects);
    await ended(jobs, await jobs.startImport(importRequest(store, 's3://in-bucket/in')));
    objects.buckets.get('in-bucket')!.set('in/a.ndjson', Buffer.from(patient('a', 'New')));
    const again = await ended(jobs, await jobs.startImport(importRequest(store, 's3://in-bucket/in')));
    const folder = `logs/${store}-FHIR_IMPORT-${again.jobId}/`;
    expect(logOf(objects, `${folder}SUCCESS/a.ndjson`)).toMatchObject([
      { lineId: 1, UpdateResourceResponse: { jsonBlob: { meta: { versionId: '2' } } }, statusCode: 200 },
    ]);
    const history = await historyOf((await bench.registry.open(store))!, 'Patient', 'a');
    expect(history.map(({ name }) => (name as { family: string }[])[0]!.family)).toEqual(['Old', 'New']);
  });

  it('imports the readable lines of a compressed file that breaks off, and says so', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => patient(`p${index}`, `n${index * 7919}`));
    const compressed = gzipSync(lines.join('\n'));
    const objects = objectsWith({ 'a.ndjson.gz': compressed.subarray(0, compressed.length - 200) });
    const { record, folder } = await importAll(objects);
    expect(record.status).toBe('COMPLETED_WITH_ERRORS');
    const { importedResources, failedFiles, importedFiles, customerErrors } = record.progress!;
    expect(importedResources).toBeGreaterThan(300);
    expect({ failedFiles, importedFiles, customerErrors }).toEqual({
      failedFiles: 1,
      importedFiles: 0,
      customerErrors: 0,
    });
    const [failure, ...others] = logOf(objects, `${folder}FAILURE/a.ndjson.gz.ndjson`);
    expect(others).toEqual([]);
    expect(failure!.lineId).toBe(importedResources + 1);
    expect(failure!.UpdateResourceResponse.jsonBlob.issue![0]!.diagnostics).toMatch(/break off/);
  });

  it('refuses a line over the limit and goes on with the next', async () => {
    const long = JSON.stringify({ resourceType: 'Patient', id: 'long', language: 'x'.repeat(5000) });
    const objects = objectsWith({ 'a.ndjson': [patient('a'), long, patient('b')].join('\n') });
    const { record, folder } = await importAll(objects, { maxLineBytes: 4000 });
    expect(record.progress).toMatchObject({ importedResources: 2, customerErrors: 1 });
    const [failure] = logOf(objects, `${folder}FAILURE/a.ndjson`);
    expect(failure).toMatchObject({ lineId: 2, statusCode: 400 });
    expect(failure!.UpdateResourceResponse.jsonBlob.issue![0]).toMatchObject({
      code: 'too-long',
      diagnostics: expect.stringMatching(/4000 bytes at most/) as string,
    });
  });

  it.each<[string, (objects: MemoryObjects) => void, RegExp]>([
    [
      'the input bucket is missing',
      (objects) => objects.buckets.delete('in-bucket'),
      /The input s3:\/\/in-bucket\/in\/ cannot be listed/,
    ],
    [
      'nothing is below the input',
      (objects) => {
        objects.buckets.get('in-bucket')!.clear();
      },
      /no .ndjson or .ndjson.gz file/,
    ],
    [
      'the output cannot be written',
      (objects) => objects.buckets.delete('out-bucket'),
      /output s3:\/\/out-bucket\/logs\/.* cannot be written/,
    ],
  ])('fails with a message where %s', async (_what, breakIt, message) => {
    const objects = objectsWith({ 'a.ndjson': patient('a') });
    breakIt(objects);
    const { record } = await importAll(objects);
    expect(record.status).toBe('FAILED');
    expect(record.message).toMatch(message);
    expect(record.progress ?? noProgress).toMatchObject({ importedResources: 0 });
  });

  it.each<[string, (buckets: MemoryObjects['buckets']) => void, RegExp]>([
    [
      'the output bucket',
      (buckets) => buckets.delete('out-bucket'),
      /The output s3:\/\/out-bucket\/logs\/.*\/ cannot be written/,
    ],
    [
      'the input bucket',
      (buckets) => buckets.delete('in-bucket'),
      /The input s3:\/\/in-bucket\/in\/b.ndjson cannot be read/,
    ],
    [
      'a file',
      (buckets) => buckets.get('in-bucket')!.delete('in/b.ndjson'),
      /The input s3:\/\/in-bucket\/in\/b.ndjson cannot be read/,
    ],
  ])('says what is missing where %s goes while it runs', async (_what, remove, message) => {
    const objects = objectsWith({ 'a.ndjson': patient('a'), 'b.ndjson': patient('b') });
    const get = objects.get.bind(objects);
    objects.get = (bucket, key, range) => {
      if (key === 'in/b.ndjson') remove(objects.buckets);
      return get(bucket, key, range);
    };
    const { record } = await importAll(objects);
    expect(record.status).toBe('FAILED');
    expect(record.message).toMatch(message);
  });

  it('keeps what an operator must not miss out of the message and in the log', async () => {
    const objects = objectsWith({ 'a.ndjson': patient('a') });
    objects.put = () => Promise.reject(new Error("EACCES: permission denied, open '/srv/lake/out-bucket'"));
    const { record } = await importAll(objects);
    expect(record.status).toBe('FAILED');
    expect(record.message).toMatch(/The output s3:\/\/out-bucket\/logs\/.*\/ cannot be written/);
    expect(record.message).not.toMatch(/srv/);
    expect(JSON.stringify(logged)).toMatch(/EACCES/);
  });

  it('forgets what ended imports kept, also of a node that died before it could', async () => {
    const objects = objectsWith({ 'a.ndjson': patient('a') });
    const { record } = await importAll(objects);
    const left = (): Promise<unknown[]> =>
      bench.database.query('SELECT 1 FROM wellspring.import_file WHERE job_id = $1', [record.jobId]);
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
    await bench.database.query(
      `INSERT INTO wellspring.import_file (job_id, ordinal, key, size, etag, state)
       VALUES ($1, 0, 'in/a.ndjson', 1, '', 'imported')`,
      [record.jobId],
    );
    await start(objects);
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
  });

  it('fails where a file is changed while it runs', async () => {
    const objects = objectsWith({ 'a.ndjson': patient('a'), 'b.ndjson': patient('b') });
    const get = objects.get.bind(objects);
    objects.get = (bucket, key, range) => {
      objects.buckets.get('in-bucket')!.set('in/b.ndjson', Buffer.from(patient('changed')));
      return get(bucket, key, range);
    };
    const { record, folder } = await importAll(objects, { workers: 1 });
    expect(record.status).toBe('FAILED');
    // What was stored until then is logged.
    const logged = logOf(objects, `${folder}SUCCESS/a.ndjson`).length;
    expect(record.progress).toMatchObject({ importedResources: logged });
    expect(objects.text('out-bucket', `${folder}manifest.json`)).toContain('"numberOfScannedFiles": 2');
    expect(record.message).toMatch(/s3:\/\/in-bucket\/in\/b.ndjson was changed/);
  });

  it('fails where its data store is deleted', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => patient(`p${index}`));
    const objects = objectsWith({ 'a.ndjson': lines.join('\n') });
    const store = await bench.newStore();
    const jobs = await start(objects, { batchLines: 5, workers: 1 });
    const job = await jobs.startImport(importRequest(store, 's3://in-bucket/in'));
    await expect.poll(async () => progressOf(jobs, job), { timeout: 20_000 }).toBeGreaterThan(0);
    await bench.registry.update(store, { status: 'DELETING' });
    // Again where it met a batch: each of the two waits for tables that the other has locked.
    await bench.database.transaction((client) => client.query(`DROP SCHEMA ds_${store} CASCADE`));
    const record = await ended(jobs, job);
    expect(record.status).toBe('FAILED');
    expect(record.message).toMatch(/data store was deleted/);
  });

  it('goes on after its node stopped, on another, and doubles nothing', async () => {
    const lines = Array.from({ length: 2000 }, (_, index) => patient(`p${index % 1500}`, `n${index}`));
    const objects = objectsWith({
      'a.ndjson': lines.slice(0, 900).join('\n'),
      'b.ndjson.gz': gzipSync(lines.slice(900).join('\n')),
    });
    const store = await bench.newStore();
    let jobs = await start(objects, { batchLines: 10 });
    const job = await jobs.startImport(importRequest(store, 's3://in-bucket/in'));
    for (const least of [1, 600, 1200]) {
      await expect
        .poll(() => progressOf(jobs, job), { timeout: 20_000, interval: 5 })
        .toBeGreaterThanOrEqual(least);
      const began = Date.now();
      await jobs.stop();
      expect(Date.now() - began).toBeLessThan(6000);
      jobs = await start(objects, { batchLines: 10 });
    }
    await expectExactlyOnce(jobs, job, objects, lines);
  });

  it('goes on when its connections break again and again, and doubles nothing', async () => {
    const lines = Array.from({ length: 2000 }, (_, index) => patient(`p${index % 1500}`, `n${index}`));
    const objects = objectsWith({
      'a.ndjson': lines.slice(0, 900).join('\n'),
      'b.ndjson': lines.slice(900).join('\n'),
    });
    const store = await bench.newStore();
    const jobs = await start(objects, { batchLines: 10 });
    const job = await jobs.startImport(importRequest(store, 's3://in-bucket/in'));
    const over = new AbortController();
    const breaking = (async () => {
      for (let kills = 0; !over.signal.aborted && kills < 12; kills++) {
        await new Promise((resolve) => setTimeout(resolve, 120));
        await bench.database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = 'wellspring import' AND datname = current_database()`,
        );
      }
    })();
    const record = await ended(jobs, job).finally(() => {
      over.abort();
    });
    await breaking;
    expect(record.status).toBe('COMPLETED');
    await expectExactlyOnce(jobs, job, objects, lines);
  });

  async function progressOf(jobs: Jobs, job: ImportJobRecord): Promise<number> {
    const record = (await jobs.describe('import', job.dataStoreId, job.jobId)) as ImportJobRecord;
    return record.progress?.scannedResources ?? 0;
  }

  /** 2000 lines of 1500 patients in a.ndjson (900 lines) and the next file: each line one version. */
  async function expectExactlyOnce(
    jobs: Jobs,
    job: ImportJobRecord,
    objects: MemoryObjects,
    lines: readonly string[],
  ): Promise<void> {
    const record = await ended(jobs, job);
    expect(record.message).toBeUndefined();
    expect(record.status).toBe('COMPLETED');
    expect(record.progress).toMatchObject({ scannedResources: 2000, importedResources: 2000 });
    const data = (await bench.registry.open(job.dataStoreId))!;
    for (const id of ['p0', 'p250', 'p499']) {
      const history = await historyOf(data, 'Patient', id);
      const index = Number(id.slice(1));
      expect(history.map(({ name }) => (name as { family: string }[])[0]!.family)).toEqual([
        `n${index}`,
        `n${index + 1500}`,
      ]);
    }
    const [versions] = await bench.database.query<{ count: number; most: number }>(
      `SELECT count(*)::int AS count, max(version) AS most FROM ds_${job.dataStoreId}.version`,
    );
    expect(versions).toEqual({ count: 2000, most: 2 });
    const folder = `logs/${job.dataStoreId}-FHIR_IMPORT-${job.jobId}/SUCCESS/`;
    const logs = [...objects.buckets.get('out-bucket')!.keys()]
      .filter((key) => key.startsWith(folder))
      .sort();
    const logged = logs.flatMap((key) => logOf(objects, key));
    expect(logged.map(({ lineId }) => lineId)).toEqual([
      ...Array.from({ length: 900 }, (_, index) => index + 1),
      ...Array.from({ length: lines.length - 900 }, (_, index) => index + 1),
    ]);
    expect(logged.map(({ UpdateResourceResponse }) => UpdateResourceResponse.jsonBlob.id)).toEqual(
      lines.map((line) => (JSON.parse(line) as { id: string }).id),
    );
  }
});

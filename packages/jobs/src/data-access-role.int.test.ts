import { testCaller } from '@wellspring/access/testing';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { WellspringError } from '@wellspring/errors';
import { createAuthorizedClient, type ObjectClient } from '@wellspring/objects';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExportRequest, Jobs } from './jobs.js';
import { createJobBench, ended, importRequest, type JobBench } from './testing/job-bench.js';
import { createMemoryObjects, type MemoryObjects } from './testing/memory-objects.js';

let server: TestDatabase;
let bench: JobBench;
const running: Jobs[] = [];
beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

type Right = readonly [action: string, resource: RegExp];

/** What a role may do at the moment; undefined: there is no such role. */
interface Role {
  rights: readonly Right[] | undefined;
}

const noRole = new WellspringError('access-denied', 'User: healthlake.amazonaws.com may not be this role');

/** The rights that HealthLake's guide gives the role of an import. */
const importRights: readonly Right[] = [
  ['s3:ListBucket', /^arn:aws:s3:::(in|out)-bucket$/],
  ['s3:GetObject', /^arn:aws:s3:::in-bucket\/in\//],
  ['s3:PutObject', /^arn:aws:s3:::out-bucket\//],
];

function acting(client: ObjectClient, role: Role, asked: string[] = []) {
  const caller = () => {
    const { rights } = role;
    if (rights === undefined) return Promise.reject(noRole);
    return Promise.resolve(
      testCaller({
        authorize({ action, resource }) {
          asked.push(`${action} ${resource}`);
          const isAllowed = rights.some(([name, pattern]) => name === action && pattern.test(resource));
          if (isAllowed) return Promise.resolve();
          const message = `The role is not authorized to perform: ${action} on resource: ${resource}`;
          return Promise.reject(new WellspringError('access-denied', message));
        },
      }),
    );
  };
  return async (): Promise<ObjectClient> => {
    await caller();
    return createAuthorizedClient({ client, caller, policies: undefined });
  };
}

async function start(objects: MemoryObjects, role: Role, asked?: string[], settings = {}): Promise<Jobs> {
  const jobs = bench.jobs(objects, settings, acting(objects, role, asked));
  running.push(jobs);
  await jobs.run();
  return jobs;
}

const patient = (id: string): string => JSON.stringify({ resourceType: 'Patient', id });
function clinic(): MemoryObjects {
  const objects = createMemoryObjects('in-bucket', 'out-bucket');
  const files = objects.buckets.get('in-bucket')!;
  for (const name of ['a', 'b', 'c']) files.set(`in/${name}.ndjson`, Buffer.from(patient(name)));
  return objects;
}
const without = (action: string, bucket = ''): readonly Right[] =>
  importRights.filter(([name, pattern]) => name !== action || !pattern.source.includes(bucket));

describe('an import', () => {
  it('acts as its role, with the rights that the guide of HealthLake gives it', async () => {
    const [objects, asked] = [clinic(), [] as string[]];
    const jobs = await start(objects, { rights: importRights }, asked);
    const store = await bench.newStore();
    const job = await ended(jobs, await jobs.startImport(importRequest(store, 's3://in-bucket/in/')));
    expect([job.status, job.progress?.importedResources]).toEqual(['COMPLETED', 3]);
    for (const name of ['a', 'b', 'c'])
      expect(asked).toContain(`s3:GetObject arn:aws:s3:::in-bucket/in/${name}.ndjson`);
    const folder = `arn:aws:s3:::out-bucket/logs/${store}-FHIR_IMPORT-${job.jobId}/`;
    expect(asked).toContain(`s3:PutObject ${folder}manifest.json`);
  });

  it.each([
    ['list its input', without('s3:ListBucket'), /input s3:.*cannot be listed: .*s3:ListBucket/],
    ['read its input', without('s3:GetObject'), /input s3:.*a.ndjson cannot be read: .*s3:GetObject/],
    ['write its output', without('s3:PutObject'), /output s3:.*cannot be written: .*s3:PutObject/],
  ])('fails, and stores nothing, where its role may not %s', async (_what, rights, message) => {
    const jobs = await start(clinic(), { rights });
    const store = await bench.newStore();
    const job = await ended(jobs, await jobs.startImport(importRequest(store, 's3://in-bucket/in/')));
    expect([job.status, job.message]).toEqual(['FAILED', expect.stringMatching(message)]);
    const registered = (await bench.registry.open(store))!;
    expect(await registered.read('Patient', 'a')).toBeUndefined();
  });

  it('is not put in line for a role that cannot be used', async () => {
    const jobs = await start(clinic(), { rights: undefined });
    const store = await bench.newStore();
    await expect(jobs.startImport(importRequest(store, 's3://in-bucket/in/'))).rejects.toThrow(noRole);
    const request: ExportRequest = {
      dataStoreId: store,
      output: { s3Uri: 's3://out-bucket/', kmsKeyId: 'key' },
      dataAccessRoleArn: 'arn:aws:iam::000000000000:role/gone',
    };
    await expect(jobs.startExport(request)).rejects.toThrow(noRole);
    for (const kind of ['import', 'export'] as const)
      expect((await jobs.list(kind, store, {}, { limit: 10 })).jobs).toEqual([]);
  });

  it('ends at once when its role loses a right, or is deleted', async () => {
    for (const left of [without('s3:GetObject'), undefined]) {
      const [objects, role]: [MemoryObjects, Role] = [clinic(), { rights: importRights }];
      const taken: MemoryObjects = {
        ...objects,
        get(bucket, key, range) {
          if (key === 'in/a.ndjson') role.rights = left;
          return objects.get(bucket, key, range);
        },
      };
      // The listing is done by then; reading is asked for once the file is open.
      const jobs = await start(taken, role);
      const store = await bench.newStore();
      const job = await ended(jobs, await jobs.startImport(importRequest(store, 's3://in-bucket/in/')));
      expect([job.status, job.message]).toEqual([
        'FAILED',
        expect.stringMatching(left === undefined ? /may not be this role/ : /cannot be read: .*s3:GetObject/),
      ]);
      await running.pop()?.stop();
    }
  });
});

describe('an export', () => {
  const order = (dataStoreId: string): ExportRequest => ({
    dataStoreId,
    output: { s3Uri: 's3://out-bucket/x', kmsKeyId: 'key' },
    dataAccessRoleArn: 'arn:aws:iam::000000000000:role/export',
  });

  it('needs no more than to write below its output', async () => {
    const [objects, asked] = [clinic(), [] as string[]];
    const jobs = await start(objects, { rights: [['s3:PutObject', /^arn:aws:s3:::out-bucket\/x\//]] }, asked);
    const job = await ended(jobs, await jobs.startExport(order(await bench.newStore())));
    expect(job.status).toBe('COMPLETED');
    expect(asked.every((each) => each.includes(' arn:aws:s3:::out-bucket/x/'))).toBe(true);
  });

  it('fails where its role may not write', async () => {
    const objects = clinic();
    const jobs = await start(objects, { rights: [['s3:PutObject', /^arn:aws:s3:::out-bucket\/y\//]] });
    const job = await ended(jobs, await jobs.startExport(order(await bench.newStore())));
    expect([job.status, job.message]).toEqual([
      'FAILED',
      expect.stringMatching(
        /output .* cannot be written: .*s3:PutObject on resource: arn:aws:s3:::out-bucket.x/,
      ),
    ]);
    expect(objects.buckets.get('out-bucket')!.size).toBe(0);
  });

  it('fails where its role was deleted while it waited', async () => {
    const role: Role = { rights: importRights };
    const jobs = bench.jobs(clinic(), {}, acting(createMemoryObjects('out-bucket'), role));
    running.push(jobs);
    const waiting = await jobs.startExport(order(await bench.newStore()));
    role.rights = undefined;
    await jobs.run();
    const job = await ended(jobs, waiting);
    expect([job.status, job.message]).toEqual([
      'FAILED',
      expect.stringMatching(/^The role arn:aws:iam::000000000000:role.export cannot be used: .*may not be/),
    ]);
  });

  it('to the place of the program itself needs no role', async () => {
    const [objects, asked] = [clinic(), [] as string[]];
    const jobs = await start(objects, { rights: undefined }, asked);
    const job = await ended(jobs, await jobs.startExport({ dataStoreId: await bench.newStore() }));
    expect([job.status, asked]).toEqual(['COMPLETED', []]);
  });

  it('that is cancelled ends, also where its role may not remove what it wrote', async () => {
    const objects = clinic();
    const role: Role = { rights: [['s3:PutObject', /./]] };
    const jobs = bench.jobs(objects, { tidyMs: 50 }, acting(objects, role));
    running.push(jobs);
    const waiting = await jobs.startExport(order(await bench.newStore()));
    await bench.database.query(`UPDATE wellspring.job SET status = 'CANCEL_SUBMITTED' WHERE id = $1`, [
      waiting.jobId,
    ]);
    await jobs.run();
    expect((await ended(jobs, waiting)).status).toBe('CANCEL_COMPLETED');
  });
});

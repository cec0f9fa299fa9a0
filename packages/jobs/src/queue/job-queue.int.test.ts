import { connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrateJobs } from '../create-jobs.js';
import { LeaseLost } from '../job-message.js';
import { defaultJobSettings } from '../job-settings.js';
import type { ImportRequest, Placed } from '../jobs.js';
import { enqueueJob } from './enqueue-job.js';
import { claimJob, fenceJob, finishClaim, releaseClaim, renewClaim, type JobClaim } from './job-claim.js';
import { findJob, listJobs } from './job-list.js';
import { createJobQueue, type JobQueue } from './job-queue.js';
import { createOwnerLock, type OwnerLock } from './owner-lock.js';

let server: TestDatabase;
let database: Database;
let owner: OwnerLock;
let stores = 0;

const newStore = (): string => (++stores).toString(16).padStart(32, '0');
const request = (
  dataStoreId: string,
  more: Partial<ImportRequest & Placed> = {},
): ImportRequest & Placed => ({
  dataStoreId,
  inputS3Uri: 's3://in-bucket/in/',
  output: { s3Uri: 's3://out-bucket/', kmsKeyId: 'key' },
  dataAccessRoleArn: 'arn:aws:iam::000000000000:role/import',
  ...more,
});
const claim = (lock = owner, leaseMs = 60_000): Promise<JobClaim | undefined> =>
  claimJob(database, lock.owner, leaseMs, ['import', 'export'], []);
const statusOf = async (store: string, id: string): Promise<string | undefined> =>
  (await findJob(database, 'import', store, id))?.status;

beforeAll(async () => {
  server = await testDatabase();
  await migrateJobs(server.url);
  database = connect({ url: server.url, max: 10 });
  owner = createOwnerLock(database, () => undefined);
  await owner.ensure();
});
afterEach(async () => {
  await database.query('DELETE FROM wellspring.job');
});
afterAll(async () => {
  await owner.close();
  await database.close();
  await server.drop();
});

describe('the line of jobs', () => {
  it('runs one import of a data store at a time, first in first out', async () => {
    const [store, other] = [newStore(), newStore()];
    const first = await enqueueJob(database, 'import', request(store), 25);
    const second = await enqueueJob(database, 'import', request(store), 25);
    const elsewhere = await enqueueJob(database, 'import', request(other), 25);
    const exported = await enqueueJob(database, 'export', request(store), 25);
    expect([first, second, elsewhere, exported].map(({ status }) => status)).toEqual([
      'SUBMITTED',
      'QUEUED',
      'SUBMITTED',
      'SUBMITTED',
    ]);
    const taken = [await claim(), await claim(), await claim()];
    expect(taken.map((each) => each?.job.jobId)).toEqual([first.jobId, elsewhere.jobId, exported.jobId]);
    expect(await claim()).toBeUndefined();
    await finishClaim(database, taken[0]!, { status: 'COMPLETED' }, 0);
    expect((await claim())?.job.jobId).toBe(second.jobId);
  });

  it('refuses a job when as many wait as may', async () => {
    const store = newStore();
    for (let index = 0; index <= 3; index++) await enqueueJob(database, 'import', request(store), 3);
    await expect(enqueueJob(database, 'import', request(store), 3)).rejects.toMatchObject({
      code: 'job-queue-full',
    });
    await expect(enqueueJob(database, 'export', request(store), 3)).resolves.toBeDefined();
  });

  it('starts one job a client token, also when twenty ask at once', async () => {
    const store = newStore();
    const asked = await Promise.all(
      Array.from({ length: 20 }, () =>
        enqueueJob(database, 'import', request(store, { clientToken: 'token' }), 25),
      ),
    );
    expect(new Set(asked.map(({ jobId }) => jobId)).size).toBe(1);
    const another = request(store, { clientToken: 'token', inputS3Uri: 's3://other-bucket/' });
    await expect(enqueueJob(database, 'import', another, 25)).rejects.toMatchObject({
      code: 'client-token-reused',
    });
  });

  it('lists newest first, in pages, filtered', async () => {
    const store = newStore();
    const ids: string[] = [];
    for (const jobName of ['a', 'b', 'a', 'b', 'a'])
      ids.unshift((await enqueueJob(database, 'import', request(store, { jobName }), 25)).jobId);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listJobs(database, 'import', store, {}, { limit: 2, ...(after && { after }) });
      seen.push(...page.jobs.map(({ jobId }) => jobId));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(ids);
    const named = await listJobs(database, 'import', store, { jobName: 'b' }, { limit: 10 });
    expect(named.jobs.map(({ jobId }) => jobId)).toEqual([ids[1], ids[3]]);
    const submitted = await listJobs(database, 'import', store, { status: 'SUBMITTED' }, { limit: 10 });
    expect(submitted.jobs.map(({ jobId }) => jobId)).toEqual([ids[4]]);
    const later = new Date(Date.now() + 60_000);
    expect(
      (await listJobs(database, 'import', store, { submittedAfter: later }, { limit: 10 })).jobs,
    ).toEqual([]);
    expect(
      (await listJobs(database, 'import', store, { submittedBefore: later }, { limit: 10 })).jobs,
    ).toHaveLength(5);
  });
});

describe('the lease of a job', () => {
  it('is taken over when its process dies, at once', async () => {
    const store = newStore();
    await enqueueJob(database, 'import', request(store), 25);
    const dying = createOwnerLock(database, () => undefined);
    await dying.ensure();
    const held = await claim(dying);
    expect(await claim()).toBeUndefined();
    await dying.close();
    await expect.poll(async () => (await claim())?.attempt).toBe(2);
    await expect(renewClaim(database, held!, 1000, undefined)).rejects.toThrow(LeaseLost);
    await expect(finishClaim(database, held!, { status: 'COMPLETED' }, 0)).rejects.toThrow(LeaseLost);
  });

  it('runs out when its process is silent', async () => {
    const store = newStore();
    await enqueueJob(database, 'import', request(store), 25);
    const silent = createOwnerLock(database, () => undefined);
    await silent.ensure();
    await claim(silent, 50);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await claim())?.attempt).toBe(2);
    await silent.close();
  });

  it('cannot be taken over while a batch of its holder commits, and fences the batch after it', async () => {
    const store = newStore();
    await enqueueJob(database, 'import', request(store), 25);
    const held = (await claim(owner, 1))!;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await database.transaction(async (client) => {
      await fenceJob(client, held.job.jobId, held.attempt);
      expect(await claim()).toBeUndefined();
      // The heartbeat is not held up by a batch.
      await renewClaim(database, held, 1, undefined);
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const next = (await claim())!;
    expect(next.attempt).toBe(2);
    await expect(
      database.transaction((client) => fenceJob(client, held.job.jobId, held.attempt)),
    ).rejects.toThrow(LeaseLost);
  });

  it('is free again when it is given back, ahead of the jobs that wait', async () => {
    const store = newStore();
    const first = await enqueueJob(database, 'import', request(store), 25);
    await enqueueJob(database, 'import', request(store), 25);
    await releaseClaim(database, (await claim())!);
    expect((await claim())?.job.jobId).toBe(first.jobId);
  });
});

describe('createJobQueue', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

  it('begins a job at once when it is put in line, and the next when it ends', async () => {
    const store = newStore();
    const order: string[] = [];
    // Polling would take a minute: what starts them is the notification.
    const settings = { ...defaultJobSettings, pollMs: 60_000 };
    const queue: JobQueue = createJobQueue({
      database,
      settings,
      log,
      runJob: async (taken) => {
        order.push(taken.job.jobId);
        await finishClaim(database, taken, { status: 'COMPLETED' }, 0);
      },
    });
    await queue.run();
    const ids: string[] = [];
    for (let index = 0; index < 3; index++)
      ids.push((await enqueueJob(database, 'import', request(store), 25)).jobId);
    await expect.poll(() => order, { timeout: 5000 }).toEqual(ids);
    await expect.poll(() => statusOf(store, ids[2]!)).toBe('COMPLETED');
    await queue.stop();
  });

  it('aborts what runs when it stops, and takes nothing after that', async () => {
    const store = newStore();
    let aborted = false;
    const queue = createJobQueue({
      database,
      settings: { ...defaultJobSettings, pollMs: 20 },
      log,
      runJob: async (taken, stopping) => {
        // It may have been taken in the very moment of stopping: then there is no event to wait for.
        await new Promise<void>((resolve) => {
          if (stopping.aborted) resolve();
          else
            stopping.addEventListener('abort', () => {
              resolve();
            });
        });
        aborted = true;
        await releaseClaim(database, taken);
      },
    });
    await queue.run();
    const { jobId } = await enqueueJob(database, 'import', request(store), 25);
    await expect.poll(() => statusOf(store, jobId)).toBe('IN_PROGRESS');
    await queue.stop();
    expect(aborted).toBe(true);
    expect((await claim())?.job.jobId).toBe(jobId);
  });

  it('goes on when its connections break', async () => {
    const store = newStore();
    const queue = createJobQueue({
      database,
      settings: { ...defaultJobSettings, pollMs: 50 },
      log,
      runJob: (taken) => finishClaim(database, taken, { status: 'COMPLETED' }, 0),
    });
    await queue.run();
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'wellspring jobs' AND pid <> pg_backend_pid() AND datname = current_database()`,
    );
    const { jobId } = await enqueueJob(database, 'import', request(store), 25);
    await expect.poll(() => statusOf(store, jobId), { timeout: 10_000 }).toBe('COMPLETED');
    await queue.stop();
  });
});

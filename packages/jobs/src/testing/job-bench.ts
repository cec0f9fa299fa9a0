import { allocateNode, connect, type Database } from '@wellspring/database';
import { createRegistry, migrateCatalog, type DataStore, type DataStoreRegistry } from '@wellspring/store';
import type { ObjectClient } from '@wellspring/objects';
import { createJobs, migrateJobs } from '../create-jobs.js';
import type { JobObjects } from '../job-objects.js';
import type { JobSettings } from '../job-settings.js';
import type { ImportRequest, JobRecord, Jobs, Placed } from '../jobs.js';
import type { JobLog } from '../queue/job-log.js';

/** A database with the tables of stores and jobs, for tests. */
export interface JobBench {
  readonly database: Database;
  readonly registry: DataStoreRegistry;
  /** Makes an active data store and gives its id. */
  newStore(): Promise<string>;
  /** The jobs of a node of its own; `close()` stops them. Every role may do everything, unless it is said otherwise. */
  jobs(objects: ObjectClient, settings?: Partial<JobSettings>, objectsFor?: JobObjects['objectsFor']): Jobs;
  close(): Promise<void>;
}

/** Log lines are kept from the test's output; what is wrong shows in the jobs' status. */
export const silentLog: JobLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Prepares an empty database. */
export async function createJobBench(url: string, log: JobLog = silentLog): Promise<JobBench> {
  await migrateCatalog(url);
  await migrateJobs(url);
  const database = connect({ url, max: 20 });
  const slot = await allocateNode(database);
  const registry = createRegistry({ database, url, slot });
  const nodes: Jobs[] = [];
  return {
    database,
    registry,
    async newStore() {
      const { id } = await registry.create({});
      await registry.createSchema(id);
      await registry.update(id, { status: 'ACTIVE' });
      return id;
    },
    jobs(objects, settings = {}, objectsFor = () => Promise.resolve(objects)) {
      const node = createJobs({
        database,
        databaseUrl: url,
        registry,
        objects,
        objectsFor,
        log,
        // Reports on imports are tested where they are wanted.
        settings: {
          validationLevel: 'structure-only',
          workers: 2,
          pollMs: 50,
          settleMs: 50,
          importQuality: false,
          ...settings,
        },
      });
      nodes.push(node);
      return node;
    },
    async close() {
      await Promise.all(nodes.map((node) => node.stop()));
      await slot.release();
      await database.close();
    },
  };
}

/** An import request with what does not matter filled in. */
export function importRequest(
  dataStoreId: string,
  inputS3Uri: string,
  more: Partial<ImportRequest & Placed> = {},
): ImportRequest & Placed {
  return {
    dataStoreId,
    inputS3Uri,
    output: { s3Uri: 's3://out-bucket/logs', kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/1' },
    dataAccessRoleArn: 'arn:aws:iam::000000000000:role/import',
    ...more,
  };
}

/** Waits until a job has ended, and gives its record. */
export async function ended<Record extends JobRecord>(
  jobs: Jobs,
  { kind, dataStoreId, jobId }: Record,
  timeoutMs = 60_000,
): Promise<Record> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const record = await jobs.describe(kind, dataStoreId, jobId);
    if (record?.endedAt !== undefined) return record as Record;
    if (Date.now() > deadline) throw new Error(`The job is still ${record?.status ?? 'not there'}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Every version of a resource, oldest first, as parsed JSON. */
export async function historyOf(
  store: DataStore,
  type: string,
  id: string,
): Promise<Record<string, unknown>[]> {
  const page = await store.history(type, id, { count: 1000 });
  return (page?.versions ?? [])
    .map(({ body }) => JSON.parse(body!.toString()) as Record<string, unknown>)
    .reverse();
}

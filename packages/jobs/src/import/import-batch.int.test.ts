import { connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { WellspringError } from '@wellspring/errors';
import type { BulkBatch, BulkWriter } from '@wellspring/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrateJobs } from '../create-jobs.js';
import { LeaseLost } from '../job-message.js';
import { readBatch, type BatchContext } from './import-batch.js';
import { createLineBatcher, type LineBatch } from './line-batcher.js';
import { doneLines } from './range-table.js';

const jobId = 'a'.repeat(32);
let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await testDatabase();
  await migrateJobs(server.url);
  database = connect({ url: server.url, max: 5 });
  await database.query('CREATE TABLE stored (id text)');
});
beforeEach(async () => {
  await database.query('DELETE FROM stored');
  await database.query('DELETE FROM wellspring.job');
  await database.query(
    `INSERT INTO wellspring.job (id, kind, data_store_id, status, request, attempt)
     VALUES ($1, 'import', $1, 'IN_PROGRESS', '{}', 1)`,
    [jobId],
  );
  await database.query(
    `INSERT INTO wellspring.import_file (job_id, ordinal, key, size, etag) VALUES ($1, 0, 'a', 1, '')`,
    [jobId],
  );
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

/** What a writer of these tests is asked to do wrong. */
interface Faults {
  /** Thrown where one of these ids is prepared. */
  readonly unpreparable?: readonly string[];
  /** Refused by the database, as a value that no column takes. */
  readonly unstorable?: readonly string[];
  /** Errors of the next writes, before they do anything. */
  readonly before?: Error[];
  /** Errors of the next writes, after their COMMIT. */
  readonly after?: Error[];
}

let lastVid = 0n;

/** A bulk writer that stores ids in a table. */
function writerWith(faults: Faults): BulkWriter {
  return {
    prepare(resources, again) {
      if (resources.some(({ id }) => faults.unpreparable?.includes(id!))) throw new TypeError('no');
      const trees = (some: typeof resources) => some.map(({ tree }) => tree);
      expect(trees(again!())).toEqual(trees(resources));
      return { again } as BulkBatch;
    },
    async write(batch, inTransaction) {
      const resources = batch.again();
      const before = faults.before?.shift();
      if (before !== undefined) throw before;
      const results = resources.map(({ type, id }) => ({
        type,
        id: id!,
        version: 1,
        vid: (lastVid += 1n),
        created: true,
      }));
      await database.transaction(async (client) => {
        for (const { id } of resources)
          await client.query(
            faults.unstorable?.includes(id!) === true
              ? 'INSERT INTO stored SELECT $1::text WHERE 1 / 0 = 1'
              : 'INSERT INTO stored VALUES ($1)',
            [id],
          );
        await inTransaction?.(client, results);
      });
      const after = faults.after?.shift();
      if (after !== undefined) throw after;
      return results;
    },
  };
}

function batchOf(...lines: readonly string[]): LineBatch {
  const limits = { batchBytes: 1e6, batchLines: 1000, maxLineBytes: 1e6 };
  const batcher = createLineBatcher(limits);
  batcher.push(Buffer.from(lines.join('\n')));
  return batcher.end()[0]!;
}

const patient = (id: string): string => JSON.stringify({ resourceType: 'Patient', id });

function contextWith(faults: Faults, more: Partial<BatchContext> = {}): BatchContext & { errors: unknown[] } {
  const errors: unknown[] = [];
  return {
    database,
    writer: writerWith(faults),
    jobId,
    attempt: 1,
    retryMs: 5000,
    onServerError: (error) => errors.push(error),
    errors,
    ...more,
  };
}

const ids = ['a', 'b', 'c', 'd', 'e'];
const stored = async (): Promise<string[]> =>
  (await database.query<{ id: string }>('SELECT id FROM stored ORDER BY id')).map(({ id }) => id);

describe('a batch', () => {
  it.each<[string, Faults]>([
    ['cannot be prepared', { unpreparable: ['c'] }],
    ['cannot be stored', { unstorable: ['c'] }],
  ])('leaves out the one resource that %s', async (_what, faults) => {
    const context = contextWith(faults);
    const counts = await (await readBatch(context, 0, batchOf(...ids.map(patient), '{"bad"'))).write();
    expect(counts).toEqual({
      scanned: 6,
      imported: 4,
      importedBytes: 4 * patient('a').length,
      customerErrors: 1,
      serverErrors: 1,
    });
    expect(await stored()).toEqual(['a', 'b', 'd', 'e']);
    expect(context.errors).toHaveLength(1);
    // The ranges of its halves cover all lines, and nothing else.
    const length = ids.length * (patient('a').length + 1) + '{"bad"'.length;
    expect(await doneLines(database, jobId, 0)).toEqual({ start: { line: 7, offset: length }, done: [] });
  });

  it('is tried again while the database is away', async () => {
    const away = (): Error => new WellspringError('database-unavailable', 'away');
    const context = contextWith({ before: [away(), away(), away()] });
    const counts = await (await readBatch(context, 0, batchOf(...ids.map(patient)))).write();
    expect(counts.imported).toBe(5);
    expect(await stored()).toEqual(ids);
  });

  it('is not stored twice where the answer to its COMMIT was lost', async () => {
    const lost = new WellspringError('database-unavailable', 'lost');
    const counts = await (
      await readBatch(contextWith({ after: [lost] }), 0, batchOf(...ids.map(patient)))
    ).write();
    expect(counts.imported).toBe(5);
    expect(await stored()).toEqual(ids);
  });

  it('gives up when the database stays away', async () => {
    const before = Array.from({ length: 50 }, () => new WellspringError('database-unavailable', 'away'));
    const context = contextWith({ before }, { retryMs: 100 });
    await expect((await readBatch(context, 0, batchOf(patient('a')))).write()).rejects.toMatchObject({
      code: 'database-unavailable',
    });
  });

  it('is not stored for a job that another node has taken', async () => {
    const context = contextWith({}, { attempt: 0 });
    await expect((await readBatch(context, 0, batchOf(patient('a')))).write()).rejects.toThrow(LeaseLost);
    expect(await stored()).toEqual([]);
  });

  it('without a resource still counts and logs its lines', async () => {
    const counts = await (await readBatch(contextWith({}), 0, batchOf('', 'nothing', ''))).write();
    expect(counts).toMatchObject({ scanned: 1, imported: 0, customerErrors: 1 });
    expect((await doneLines(database, jobId, 0)).start.line).toBe(3);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@wellspring/database';
import type { ValidationLevel } from '@wellspring/fhir';
import type { ObjectClient } from '@wellspring/objects';
import { abortable } from '../abortable.js';
import { objectFailure, checkOutput } from '../object-failure.js';
import type { JobClaim, JobEnd } from '../queue/job-claim.js';
import type { JobSettings } from '../job-settings.js';
import type { ImportJobRecord } from '../jobs.js';
import { jobFolder } from '../job-folder.js';
import { parseS3Uri } from '../s3-uri.js';
import { createTaskGroup, type TaskGroup } from '../task-group.js';
import { createByteBudget } from './byte-budget.js';
import type { ImportPace } from './import-pace.js';
import { givesWay } from './import-share.js';
import { finishFile, storedProgress, storeListing, waitingFiles, type WaitingFile } from './file-table.js';
import { importEnd } from './import-end.js';
import { createIdentityOrder, type IdentityTurn } from './identity-order.js';
import { logName, writeLogs, writeManifest } from './import-output.js';
import { noProgress, type ImportProgress } from './import-progress.js';
import { listInput } from './input-listing.js';
import type { LineBatch } from './line-batcher.js';
import { doneLines, type RangeCounts } from './range-table.js';
import { readFile, type FileRead } from './read-file.js';
import { startWorkers, type BatchInWorker, type WorkerPool } from './worker-pool.js';
import type { WorkerShare } from './worker-share.js';

/** What an import works with. */
export interface ImportContext {
  readonly database: Database;
  /** For the worker threads, which have connections of their own. */
  readonly databaseUrl: string;
  /** Where the files are read. */
  readonly input: ObjectClient;
  /** Where logs and manifest are written. */
  readonly output: ObjectClient;
  readonly settings: JobSettings;
  readonly workers: WorkerShare;
  readonly pace: ImportPace;
  readonly claim: JobClaim & { readonly job: ImportJobRecord };
  /** Aborts the import; what is in flight then still gets `stopMs`. */
  /** How strictly the lines are validated. */
  readonly level: ValidationLevel;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
  /** Has the database look at what the data store holds now. */
  readonly analyze: () => Promise<void>;
  /** Told, without their content, of lines that could not be stored. */
  readonly onServerError: (message: string) => void;
}

/** From so many new resources on, what the planner knows of the tables is worth a second. */
const ANALYZE_FROM = 10_000;

/** Files whose lines are done and whose logs are being written, at the same time. */
const FILES_FINISHING = 4;

/**
 * Runs an import from where it stands to its end: lists the input, stores every line that is not
 * stored yet, writes logs and manifest.
 *
 * @throws JobFailure where it cannot go on; LeaseLost; whatever else breaks it, to be tried again
 */
export async function runImport(context: ImportContext): Promise<JobEnd> {
  const { database, output, settings, claim, signal } = context;
  const { job } = claim;
  const input = parseS3Uri(job.request.inputS3Uri);
  const target = jobFolder(job);
  if (job.request.own === true) await output.ensureBucket(target.bucket);
  await checkOutput(output, target);
  try {
    await storeListing(database, claim, listInput(context.input, input, settings, job.request.inputs));
  } catch (error) {
    throw objectFailure(error, input, 'listed');
  }
  signal.throwIfAborted();

  const { jobId, dataStoreId } = job;
  const { attempt } = claim;
  const { databaseUrl } = context;
  // Before there are threads that would have to be ended where it fails.
  const stored = await storedProgress(database, jobId);
  const pool = await startWorkers(
    context.workers,
    {
      databaseUrl,
      dataStoreId,
      jobId,
      attempt,
      retryMs: settings.retryMs,
      level: context.level,
      givesWay: givesWay(settings),
      embeddedDatabase: settings.embeddedDatabase,
    },
    context.onServerError,
  );
  const count = createCounter(stored, context.onProgress);
  try {
    await importFiles(context, pool, count, async (file, read, running) => {
      const broken = read.reason === undefined ? undefined : { line: read.nextLine, reason: read.reason };
      const name = logName(input, file.key);
      await writeLogs(
        database,
        output,
        { ...target, name },
        { jobId, ordinal: file.ordinal, broken },
        running,
      );
      await finishFile(database, claim, file.ordinal, read.reason);
      count.file(read.reason === undefined);
    });
  } finally {
    await pool.close();
  }

  if (count.stored() >= ANALYZE_FROM) await context.analyze();
  const progress = { ...(await storedProgress(database, jobId)), throughput: count.throughput() };
  await writeManifest(output, job, target, progress);
  return importEnd(progress, target);
}

async function importFiles(
  context: ImportContext,
  pool: WorkerPool,
  count: Counter,
  finish: (file: WaitingFile, read: FileRead, running: AbortSignal) => Promise<void>,
): Promise<void> {
  const { database, settings, claim } = context;
  const { jobId } = claim.job;
  const { bucket } = parseS3Uri(claim.job.request.inputS3Uri);
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const abort = (error: unknown): void => {
    failure.abort(error);
  };
  const all = createTaskGroup(abort);
  const order = createIdentityOrder();
  const budget = createByteBudget(settings.maxBytesInFlight);
  const finishing = createByteBudget(FILES_FINISHING);

  const store = async (
    batch: BatchInWorker,
    turn: IdentityTurn,
    bytes: number,
    done: () => void,
  ): Promise<void> => {
    try {
      await turn.ready(await batch.identities);
      count.range(await batch.write());
    } finally {
      turn.leave();
      budget.giveBack(bytes);
      done();
    }
  };

  const importFile = async (file: WaitingFile): Promise<void> => {
    const batches: TaskGroup = createTaskGroup(abort);
    const onBatch = async (lines: LineBatch): Promise<void> => {
      const bytes = lines.data.length;
      await abortable(budget.take(bytes), signal);
      await abortable(pool.room(), signal);
      const done = await context.pace.begin(signal);
      try {
        const stored = store(pool.read(file.ordinal, lines), order.enter(), bytes, done);
        batches.add(stored);
        all.add(stored);
      } catch (error) {
        done();
        throw error;
      }
    };
    const done = await doneLines(database, jobId, file.ordinal);
    const reading = { objects: context.input, bucket, limits: settings, signal, onBatch };
    const read = await readFile(reading, file, done).catch((error: unknown) => {
      throw objectFailure(error, { bucket, key: file.key }, 'read');
    });
    await abortable(finishing.take(1), signal);
    const finished = async (): Promise<void> => {
      try {
        await batches.settled();
        batches.check();
        await finish(file, read, signal);
      } finally {
        finishing.giveBack(1);
      }
    };
    all.add(finished());
  };

  try {
    for await (const file of waitingFiles(database, jobId)) await importFile(file);
    await abortable(all.settled(), signal);
    all.check();
  } catch (error) {
    // Stopping: what is in flight may finish, for a while. After a failure it only would delay.
    if (context.signal.aborted)
      await Promise.race([all.settled(), sleep(settings.stopMs, undefined, { ref: false })]);
    const cause: unknown = failure.signal.aborted ? failure.signal.reason : error;
    await pool.close();
    // Nothing of this run may write a log when the next one does.
    await all.settled();
    throw cause;
  }
}

interface Counter {
  range(counts: RangeCounts): void;
  file(imported: boolean): void;
  /** Resources stored since this run of the job began. */
  stored(): number;
  /** Resources stored a second since this run of the job began. */
  throughput(): number;
}

function createCounter(stored: ImportProgress, onProgress: (progress: ImportProgress) => void): Counter {
  const began = performance.now();
  let progress = { ...noProgress, ...stored };
  const storedHere = (): number => progress.importedResources - stored.importedResources;
  const throughput = (): number => {
    const seconds = (performance.now() - began) / 1000;
    return seconds > 0 ? Math.round((storedHere() / seconds) * 10) / 10 : 0;
  };
  const report = (change: Partial<ImportProgress>): void => {
    progress = { ...progress, ...change };
    onProgress({ ...progress, throughput: throughput() });
  };
  report({});
  return {
    stored: storedHere,
    throughput,
    range(counts) {
      report({
        scannedResources: progress.scannedResources + counts.scanned,
        importedResources: progress.importedResources + counts.imported,
        importedBytes: progress.importedBytes + counts.importedBytes,
        customerErrors: progress.customerErrors + counts.customerErrors,
        serverErrors: progress.serverErrors + counts.serverErrors,
      });
    },
    file(imported) {
      report(
        imported ? { importedFiles: progress.importedFiles + 1 } : { failedFiles: progress.failedFiles + 1 },
      );
    },
  };
}

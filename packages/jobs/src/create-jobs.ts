import { fileURLToPath } from 'node:url';
import { migrate, type Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { ValidationLevel } from '@wellspring/fhir';
import type { DataStoreRegistry } from '@wellspring/store';
import { storedEntry } from './administration/ledger.js';
import { findNotes } from './administration/note-table.js';
import { runAdministration } from './administration/run-administration.js';
import { cancelExport } from './export/cancel-export.js';
import { exportFiles } from './export/export-file-table.js';
import { runExport } from './export/run-export.js';
import { forgetJobs } from './forget-jobs.js';
import { forgetEndedImports } from './import/file-table.js';
import { leaveLogs } from './import/leave-logs.js';
import { runImport } from './import/run-import.js';
import { cancelQuality } from './quality/cancel-quality.js';
import { qualityKind, type QualityRequest } from './quality/quality-job.js';
import { runQuality } from './quality/run-quality.js';
import { createImportPace } from './import/import-pace.js';
import { shareOf } from './import/import-share.js';
import { createWorkerShare } from './import/worker-share.js';
import { defaultJobSettings, type JobSettings } from './job-settings.js';
import type {
  AdministrationJobRecord,
  ExportJobRecord,
  ExportRequest,
  ImportJobRecord,
  ImportRequest,
  JobKind,
  JobProgress,
  JobRecord,
  JobRequest,
  Jobs,
  Placed,
  QualityJobRecord,
  ReindexJobRecord,
} from './jobs.js';
import { enqueueJob } from './queue/enqueue-job.js';
import type { JobClaim, JobEnd } from './queue/job-claim.js';
import { countUnfinished, findJob, listJobs } from './queue/job-list.js';
import { createJobQueue } from './queue/job-queue.js';
import { failureFacts, type JobLog } from './queue/job-log.js';
import { runJob, type JobRun } from './queue/job-runner.js';
import { importFailures, importOutcomes, openJobFile } from './job-files.js';
import { JobFailure } from './job-message.js';
import { inputObjects, outputObjects, type JobObjects } from './job-objects.js';
import { levelOf } from './validation-level.js';
import { createPeriodicTask } from './periodic-task.js';
import { createParameterWatch } from './reindex/parameter-watch.js';
import { storedReindex } from './reindex/reindex-ledger.js';
import { runReindex } from './reindex/run-reindex.js';
import { parseS3Uri, s3Uri } from './s3-uri.js';
import { endCancelled, tidyJobs } from './tidy-jobs.js';

/** What the jobs work with. */
export interface JobsOptions extends JobObjects {
  readonly database: Database;
  /** The same database, for the import workers, which have connections of their own. */
  readonly databaseUrl: string;
  readonly registry: DataStoreRegistry;
  readonly log: JobLog;
  /** Whether clients are being served, so that imports keep to their share; default: they are not. */
  readonly isBusy?: () => boolean;
  /** What differs from `defaultJobSettings`. */
  readonly settings?: Partial<JobSettings>;
}

/**
 * Brings the tables of the jobs to the state of this program, in the schema `wellspring`.
 *
 * @throws WellspringError as `migrate` of the database room does
 */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  const folder = fileURLToPath(new URL('../migrations', import.meta.url));
  await migrate({ url: databaseUrl, schema: 'wellspring', folder, table: 'jobs_migration' });
}

/**
 * The jobs of this node. Nothing runs before `run()`, and `stop()` ends everything
 * it began. Any number of nodes may share one database.
 *
 * @example
 * await migrateJobs(url);
 * const jobs = createJobs({ database, databaseUrl: url, registry, objects, objectsFor, log });
 * await jobs.run();
 */
export function createJobs(options: JobsOptions): Jobs {
  const { database, databaseUrl, registry, objects, objectsFor, log } = options;
  const settings: JobSettings = { ...defaultJobSettings, ...options.settings };

  const workers = createWorkerShare(settings.workers);
  const pace = createImportPace({ isBusy: options.isBusy ?? (() => false), share: shareOf(settings) });

  const importLevel = async ({ dataStoreId, request }: ImportJobRecord): Promise<ValidationLevel> => {
    const store = await registry.open(dataStoreId);
    if (store === undefined) throw new JobFailure('The data store is not active any more');
    return levelOf(store, request, settings);
  };

  /** Of use, not needed: an import that has stored everything does not fail for it. */
  const reportOn = async (job: ImportJobRecord): Promise<void> => {
    const { jobId, dataStoreId } = job;
    const request: QualityRequest = {
      kind: qualityKind,
      dataStoreId,
      importJobId: jobId,
      // An import that is run again for its last step has one report.
      clientToken: jobId,
    };
    await enqueueJob(database, qualityKind, request, settings.maxQueued).catch((error: unknown) => {
      log.warn({ jobId, ...failureFacts(error) }, 'There will be no report on the data quality of an import');
    });
  };

  const execute = async ({ claim, signal, onProgress }: JobRun): Promise<JobEnd> => {
    const { job } = claim;
    switch (job.kind) {
      case 'import': {
        const end = await runImport({
          database,
          databaseUrl,
          input: await inputObjects(options, job),
          output: await outputObjects(options, job),
          settings,
          workers,
          pace,
          claim: { ...claim, job },
          level: await importLevel(job),
          signal,
          onProgress,
          analyze: async () => {
            // Of use, not needed: it must not fail a job whose resources are all stored.
            const store = await registry.open(job.dataStoreId);
            await store?.analyze().catch((error: unknown) => {
              log.warn({ jobId: job.jobId, ...failureFacts(error) }, 'ANALYZE after an import failed');
            });
          },
          onServerError: (reason) => {
            log.error({ jobId: job.jobId, reason }, 'A line of an import could not be stored');
          },
        });
        if (settings.importQuality) await reportOn(job);
        return end;
      }
      case 'export':
        return runExport({
          database,
          registry,
          objects: await outputObjects(options, job),
          settings,
          claim: { ...claim, job },
          signal,
          onProgress,
        });
      case 'bulk-delete':
      case 'erase':
      case 'purge':
      case 'bulk-patch':
        return runAdministration({ database, registry, settings, log, claim, job, signal, onProgress });
      case 'reindex':
        return runReindex({ database, registry, settings, claim, job, signal, onProgress });
      case 'data-quality':
        return runQuality({
          database,
          databaseUrl,
          registry,
          outputOf: (imported) => outputObjects(options, imported),
          settings,
          claim: { ...claim, job },
          signal,
          onProgress,
        });
      default:
        return job satisfies never;
    }
  };

  const conclude = async ({ job }: JobClaim): Promise<JobProgress | undefined> => {
    if (job.kind === 'import') return leaveLogs(database, await outputObjects(options, job), job);
    if (job.kind === 'export' || job.kind === 'data-quality') return undefined;
    if (job.kind === 'reindex') return (await storedReindex(database, job.jobId))?.progress;
    return (await storedEntry(database, job.jobId))?.progress;
  };

  const queue = createJobQueue({
    database,
    settings,
    log,
    runJob: async (claim: JobClaim, stopping: AbortSignal) => {
      await runJob({ database, registry, settings, log, execute, conclude }, claim, stopping);
      if (claim.job.kind === 'import') void tidying.now();
      // Only now nobody writes its files any more.
      else if (!stopping.aborted)
        await endCancelled({ database, objects, objectsFor, registry, signal: stopping }, claim.job.jobId);
    },
  });

  const tidying = createPeriodicTask(
    settings.tidyMs,
    async (signal) => {
      await forgetEndedImports(database, signal);
      await tidyJobs({ database, objects, objectsFor, registry, signal });
      await forgetJobs({ database, registry, signal });
    },
    (error) => {
      log.warn(failureFacts(error), 'What ended jobs have left waits for another look');
    },
  );

  const enqueue = async (kind: JobKind, request: JobRequest): Promise<JobRecord> => {
    const store = await registry.get(request.dataStoreId);
    if (store === undefined || store.status === 'DELETED')
      throw new WellspringError('data-store-not-found', `There is no data store ${request.dataStoreId}`);
    if (store.status !== 'ACTIVE')
      throw new WellspringError(
        'data-store-not-active',
        `The data store ${request.dataStoreId} is ${store.status}, not ACTIVE`,
      );
    return enqueueJob(database, kind, request, settings.maxQueued);
  };

  const ownPlace: Placed = {
    output: { s3Uri: s3Uri(settings.ownBucket, ''), kmsKeyId: 'alias/aws/s3' },
    own: true,
  };
  const withOutput = async (kind: JobKind, asked: ImportRequest | ExportRequest): Promise<JobRecord> => {
    const { output, dataStoreId, dataAccessRoleArn: roleArn } = asked;
    const request = { ...asked, ...(output === undefined ? ownPlace : { output }) };
    parseS3Uri(request.output.s3Uri);
    // A role that cannot be used is told of now, and not by a job that fails.
    if (kind === 'import' || output !== undefined) await objectsFor({ roleArn, kind, dataStoreId });
    return enqueue(kind, request);
  };

  const parameterWatch = createParameterWatch({
    database,
    registry,
    log,
    enqueue: (dataStoreId) => enqueue('reindex', { kind: 'reindex', dataStoreId, scope: 'parameters' }),
  });
  const requireEnded = async (dataStoreId: string, importJobId: string): Promise<void> => {
    const job = await findJob(database, 'import', dataStoreId, importJobId);
    if (job?.endedAt === undefined)
      throw new WellspringError('job-not-found', 'The data store has no import with this id that has ended');
  };

  return {
    async startImport(request) {
      parseS3Uri(request.inputS3Uri);
      return (await withOutput('import', request)) as ImportJobRecord;
    },
    async startExport(request) {
      return (await withOutput('export', request)) as ExportJobRecord;
    },
    async startAdministration(request) {
      return (await enqueue(request.kind, request)) as AdministrationJobRecord;
    },
    async startReindex(request) {
      return (await enqueue('reindex', request)) as ReindexJobRecord;
    },
    async startQuality(request) {
      const { dataStoreId, importJobId } = request;
      if (importJobId !== undefined) await requireEnded(dataStoreId, importJobId);
      return (await enqueue(request.kind, request)) as QualityJobRecord;
    },
    async cancelQuality(dataStoreId, jobId) {
      const job = await cancelQuality(database, dataStoreId, jobId);
      if (job?.status === 'CANCEL_SUBMITTED') void tidying.now();
      return job;
    },
    patchNotes: (jobId) => findNotes(database, jobId),
    describe: (kind, dataStoreId, jobId) => findJob(database, kind, dataStoreId, jobId),
    list: (kind, dataStoreId, filter, page) => listJobs(database, kind, dataStoreId, filter, page),
    async cancelExport(dataStoreId, jobId) {
      const job = await cancelExport(database, dataStoreId, jobId);
      // The files of one that has ended; the others' go when they are not written any more.
      if (job !== undefined) void tidying.now();
      return job;
    },
    exportFiles: (jobId) => exportFiles(database, jobId),
    importOutcomes: (job) => importOutcomes(database, job),
    importFailures: async (job) => importFailures(await outputObjects(options, job), job),
    openFile: (job, name) => openJobFile({ database, objects }, job, name),
    unfinished: (dataStoreId) => countUnfinished(database, dataStoreId),
    async run() {
      parameterWatch.start();
      await queue.run();
      tidying.start();
    },
    async stop() {
      await parameterWatch.stop();
      await queue.stop();
      await tidying.stop();
    },
  };
}

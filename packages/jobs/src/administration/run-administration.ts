import type { Database } from '@wellspring/database';
import type { DataStore, DataStoreRegistry } from '@wellspring/store';
import { JobFailure } from '../job-message.js';
import type { JobSettings } from '../job-settings.js';
import type { AdministrationJobRecord } from '../jobs.js';
import type { JobClaim, JobEnd } from '../queue/job-claim.js';
import { failureFacts, type JobLog } from '../queue/job-log.js';
import type { AdministrationProgress, AdministrationRequest } from './administration-job.js';
import type { AdministrationRun } from './administration-run.js';
import { levelOf } from '../validation-level.js';
import { openLedger } from './ledger.js';
import { runBulkDelete } from './run-bulk-delete.js';
import { runBulkPatch } from './run-bulk-patch.js';
import { runErase } from './run-erase.js';
import { runPurge } from './run-purge.js';

/** What such a job works with. */
export interface AdministrationContext {
  readonly database: Database;
  readonly registry: DataStoreRegistry;
  readonly settings: JobSettings;
  readonly log: JobLog;
  readonly claim: JobClaim;
  readonly job: AdministrationJobRecord;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: AdministrationProgress) => void;
}

/** From so many changes on it pays to have the database free their room, and count anew, at once. */
const ANALYZE_FROM = 10_000;

/**
 * Runs a job that deletes or changes many resources, from where it stands to its end: transaction by transaction,
 * each of which writes down how far the job is.
 *
 * @throws JobFailure where it cannot go on; LeaseLost; whatever else breaks it, to be tried again
 */
export async function runAdministration(context: AdministrationContext): Promise<JobEnd> {
  const { database, registry, settings, claim, job, signal, onProgress } = context;
  const store = await registry.open(job.dataStoreId);
  if (store === undefined) throw new JobFailure('The data store is not active any more');
  const ledger = await openLedger(database, claim, onProgress);
  await runRequest({ store, ledger, signal, batch: settings.changeBatch }, job.request, context);
  const { progress } = ledger.entry;
  if (progress.changed >= ANALYZE_FROM) await analyze(store, context);
  const failed = progress.customerErrors + progress.serverErrors > 0;
  return { status: failed ? 'COMPLETED_WITH_ERRORS' : 'COMPLETED', progress };
}

async function runRequest(
  run: AdministrationRun,
  request: AdministrationRequest,
  { log, job, settings }: AdministrationContext,
): Promise<void> {
  switch (request.kind) {
    case 'bulk-delete':
      return runBulkDelete(run, request);
    case 'erase':
      return runErase(run, request);
    case 'purge':
      return runPurge(run, request);
    case 'bulk-patch':
      return runBulkPatch(run, request, await levelOf(run.store, request, settings), (error) => {
        log.error({ jobId: job.jobId, ...failureFacts(error) }, 'A patched resource could not be stored');
      });
    default:
      return request satisfies never;
  }
}

/** Of use, not needed: it must not fail a job that has done all its work. */
async function analyze(store: DataStore, { log, job }: AdministrationContext): Promise<void> {
  await store.analyze().catch((error: unknown) => {
    log.warn({ jobId: job.jobId, ...failureFacts(error) }, 'VACUUM after a job failed');
  });
}

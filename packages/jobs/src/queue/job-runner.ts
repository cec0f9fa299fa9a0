import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient, type Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { DataStoreRegistry } from '@wellspring/store';
import { jobMessage, JobFailure, LeaseLost } from '../job-message.js';
import type { JobSettings } from '../job-settings.js';
import type { JobProgress } from '../jobs.js';
import { isUnavailable } from '../unavailable.js';
import { failureFacts, type JobLog } from './job-log.js';
import {
  finishClaim,
  reclaimJob,
  releaseClaim,
  renewClaim,
  type JobClaim,
  type JobEnd,
} from './job-claim.js';

/** What one run of a job gets. */
export interface JobRun {
  readonly claim: JobClaim;
  /** Aborted when the job must not go on here. */
  readonly signal: AbortSignal;
  /** Takes what has been done so far; it is written down twice a second. */
  readonly onProgress: (progress: JobProgress) => void;
}

/** What a runner of one job needs. */
export interface JobRunnerContext {
  readonly database: Database;
  readonly registry: DataStoreRegistry;
  readonly settings: JobSettings;
  readonly log: JobLog;
  readonly execute: (run: JobRun) => Promise<JobEnd>;
  /** Leaves behind what the owner of a failed job needs; gives the job's last progress. */
  readonly conclude: (claim: JobClaim) => Promise<JobProgress | undefined>;
}

/** The node stops: the job goes on elsewhere or later. */
export class NodeStopping extends Error {
  override readonly name = 'NodeStopping';
}

const PROGRESS_MS = 500;

/**
 * Runs a job that this node has taken, to its end or until `stopping` aborts: keeps the lease, writes
 * the progress, tries a broken run again, and writes down how the job ended.
 */
export async function runJob(
  context: JobRunnerContext,
  claim: JobClaim,
  stopping: AbortSignal,
): Promise<void> {
  const { database, log, settings } = context;
  const { jobId, kind } = claim.job;
  const about = { jobId, kind, dataStoreId: claim.job.dataStoreId };
  const held = { claim };
  let end: JobEnd;
  try {
    end = await runToItsEnd(context, held, stopping);
  } catch (error) {
    if (error instanceof LeaseLost) {
      log.warn(about, 'The job was cancelled, or another node has taken it over');
      return;
    }
    if (error instanceof NodeStopping) {
      // The lease or the lock of this process runs out where even this fails.
      await releaseClaim(database, held.claim).catch(() => undefined);
      return;
    }
    if (!isOwners(error)) log.error({ ...about, ...failureFacts(error) }, 'The job failed');
    const progress = await context.conclude(held.claim).catch((failure: unknown) => {
      log.warn({ ...about, ...failureFacts(failure) }, 'The logs of a failed job could not be written');
      return undefined;
    });
    const message = jobMessage(failureText(error));
    end = { status: 'FAILED', message, ...(progress !== undefined && { progress }) };
  }
  const written = await writeEnd(database, held.claim, end, settings, stopping);
  if (written) log.info({ ...about, status: end.status }, 'The job has ended');
}

/** Whether the job's message says all there is to know, so that the operator need not hear of it. */
function isOwners(error: unknown): boolean {
  return error instanceof JobFailure && (error.cause === undefined || error.cause instanceof WellspringError);
}

function failureText(error: unknown): string {
  if (error instanceof JobFailure) return error.message;
  if (isUnavailable(error)) return 'The database or the object store could not be reached for too long';
  return 'The server failed at this job: its log holds the cause under the job id';
}

/** Runs the job again where a run broke: while the database is away for a time, else a few times. */
async function runToItsEnd(
  context: JobRunnerContext,
  held: { claim: JobClaim },
  stopping: AbortSignal,
): Promise<JobEnd> {
  const { database, settings, log } = context;
  const { jobId } = held.claim.job;
  let runs = 0;
  let mark = { done: -1, at: Date.now(), attempts: 0 };
  for (let wait = 200; ; wait = Math.min(wait * 2, 5000)) {
    let done = mark.done;
    try {
      if (runs++ > 0) held.claim = await reclaimJob(database, held.claim);
      const run = createRun(context, held.claim, stopping);
      return await run.result.finally(() => {
        done = run.done();
      });
    } catch (error) {
      if (stopping.aborted) throw new NodeStopping();
      if (error instanceof LeaseLost || error instanceof JobFailure) throw error;
      await failWhereStoreIsGone(context, held.claim);
      if (done > mark.done) {
        mark = { done, at: Date.now(), attempts: 0 };
        wait = 200;
      }
      mark.attempts++;
      const enough = isUnavailable(error)
        ? Date.now() - mark.at > settings.retryMs
        : mark.attempts >= settings.maxAttempts;
      if (enough) throw error;
      log.warn({ jobId, ...failureFacts(error) }, 'The job is tried again');
      if (!(await pause(wait, stopping))) throw new NodeStopping();
    }
  }
}

/** One run of the job with its heartbeat. */
function createRun(
  context: JobRunnerContext,
  claim: JobClaim,
  stopping: AbortSignal,
): { readonly result: Promise<JobEnd>; done(): number } {
  const { database, settings } = context;
  const halt = new AbortController();
  const over = new AbortController();
  let progress: JobProgress | undefined;

  const heartbeat = async (): Promise<void> => {
    for (let beat = 1; await pause(PROGRESS_MS, over.signal); beat++) {
      try {
        await renewClaim(database, claim, settings.leaseMs, progress);
        if (beat % 4 === 0) await failWhereStoreIsGone(context, claim);
      } catch (error) {
        // While the database is away the batches wait for it too.
        if (error instanceof LeaseLost || error instanceof JobFailure) halt.abort(error);
      }
    }
  };

  const run = async (): Promise<JobEnd> => {
    const beating = heartbeat();
    try {
      return await context.execute({
        claim,
        signal: AbortSignal.any([stopping, halt.signal]),
        onProgress: (current) => {
          progress = current;
        },
      });
    } catch (error) {
      throw halt.signal.aborted ? halt.signal.reason : error;
    } finally {
      over.abort();
      await beating;
    }
  };
  return { result: run(), done: () => doneSoFar(progress) };
}

function doneSoFar(progress: JobProgress | undefined): number {
  if (progress === undefined) return 0;
  return 'scannedResources' in progress ? progress.scannedResources : progress.resources;
}

async function failWhereStoreIsGone({ registry }: JobRunnerContext, claim: JobClaim): Promise<void> {
  const record = await registry.get(claim.job.dataStoreId).catch((error: unknown) => {
    if (isTransient(error)) return 'unknown' as const;
    throw error;
  });
  if (record === 'unknown') return;
  if (record === undefined || record.status === 'DELETING' || record.status === 'DELETED')
    throw new JobFailure('The data store was deleted while the job ran');
}

/** Writes the end of a job, again while the database is away. False where it was not this node's to write. */
async function writeEnd(
  database: Database,
  claim: JobClaim,
  end: JobEnd,
  { retryMs, keepMs }: JobSettings,
  stopping: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + retryMs;
  for (;;) {
    try {
      await finishClaim(database, claim, end, keepMs);
      return true;
    } catch (error) {
      // Also where the first try was carried out and its answer lost.
      if (error instanceof LeaseLost) return false;
      if (!isTransient(error) || Date.now() > deadline || stopping.aborted) throw error;
      await pause(500, stopping);
    }
  }
}

/** Waits; false where the signal ended it. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, undefined, { signal }).then(
    () => true,
    () => false,
  );
}

import type { Database } from '@wellspring/database';
import type { JobSettings } from '../job-settings.js';
import { jobKinds, type JobKind } from '../jobs.js';
import { claimJob, type JobClaim } from './job-claim.js';
import { failureFacts, type JobLog } from './job-log.js';
import { createOwnerLock } from './owner-lock.js';

/** Takes jobs from the queue and runs them. */
export interface JobQueue {
  /** Begins; resolves when the queue was looked at for the first time. */
  run(): Promise<void>;
  /** Aborts the running jobs and resolves when they are given back. */
  stop(): Promise<void>;
}

/** What a queue needs. */
export interface JobQueueContext {
  readonly database: Database;
  readonly settings: JobSettings;
  readonly log: JobLog;
  /** Runs one job; it must not reject. */
  readonly runJob: (claim: JobClaim, stopping: AbortSignal) => Promise<void>;
}

/**
 * The queue on the job table. Every node looks at it when it is notified, when one of its jobs ends
 * and, in case a notification was lost, twice a second.
 */
export function createJobQueue({ database, settings, log, runJob }: JobQueueContext): JobQueue {
  const stopping = new AbortController();
  const running = new Map<string, { readonly kind: JobKind; readonly ended: Promise<void> }>();
  /** Something happened since the queue was looked at last. */
  let noticed = false;
  let wake: (() => void) | undefined;
  const notice = (): void => {
    noticed = true;
    wake?.();
  };
  const owner = createOwnerLock(database, notice);
  let loop: Promise<void> | undefined;
  let databaseAway = false;

  /** A function, since a loop's condition would take the signal for constant. */
  const stopped = (): boolean => stopping.signal.aborted;

  const freeKinds = (): JobKind[] =>
    jobKinds.filter((kind) => {
      const busy = [...running.values()].filter((job) => job.kind === kind).length;
      return busy < settings.maxRunning;
    });

  const start = (claim: JobClaim): void => {
    const { jobId, kind } = claim.job;
    log.info({ jobId, kind, attempt: claim.attempt }, 'The job begins');
    const ended = runJob(claim, stopping.signal)
      .catch((error: unknown) => {
        log.error({ jobId, ...failureFacts(error) }, 'How the job ended could not be written');
      })
      .then(() => {
        running.delete(jobId);
        notice();
      });
    running.set(jobId, { kind, ended });
  };

  const look = async (): Promise<void> => {
    await owner.ensure();
    for (let kinds = freeKinds(); kinds.length > 0 && !stopped(); kinds = freeKinds()) {
      const claim = await claimJob(database, owner.owner, settings.leaseMs, kinds, [...running.keys()]);
      if (claim === undefined) return;
      start(claim);
    }
  };

  const lookSafely = async (): Promise<void> => {
    try {
      await look();
      databaseAway = false;
    } catch (error) {
      // Said once, not twice a second.
      if (!databaseAway) log.warn(failureFacts(error), 'The job queue cannot be read; it is tried again');
      databaseAway = true;
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopped()) {
      if (!noticed)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, settings.pollMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      noticed = false;
      if (!stopped()) await lookSafely();
    }
  };

  return {
    async run() {
      if (loop !== undefined) return;
      await lookSafely();
      loop = watch();
    },
    async stop() {
      stopping.abort();
      notice();
      await loop;
      await Promise.all([...running.values()].map(({ ended }) => ended));
      await owner.close();
    },
  };
}

import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { WellspringError } from '@wellspring/errors';
import { JobFailure } from '../job-message.js';
import type { MeasuredQuality } from './measure-quality.js';
import type { QualityProgress } from './quality-job.js';
import type { FromQualityThread, QualityThreadData } from './quality-messages.js';

/**
 * What the thread may hold. Batches die young; what stays is what was looked up, and the largest resource there is
 * takes some 500 MB while it is worked on.
 */
const MEMORY_MB = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 1024 } as const;

/**
 * Measures a data store in a thread of its own, so that requests do not wait for it.
 *
 * @throws JobFailure where the data store is gone; the reason of the signal; what broke it, to be tried again
 */
export async function measureInThread(
  data: QualityThreadData,
  signal: AbortSignal,
  onProgress: (progress: QualityProgress) => void,
): Promise<MeasuredQuality> {
  signal.throwIfAborted();
  // The compiled file also where this one runs from source, under Vitest.
  const entry = createRequire(import.meta.url).resolve('@wellspring/jobs/quality-worker');
  const worker = new Worker(entry, {
    workerData: data,
    name: 'wellspring-quality',
    resourceLimits: MEMORY_MB,
  });
  const abort = (): void => void worker.terminate();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await new Promise<MeasuredQuality>((resolve, reject) => {
      worker.on('message', (message: FromQualityThread) => {
        switch (message.kind) {
          case 'progress':
            onProgress(message.progress);
            return;
          case 'measured':
            resolve(message.measured);
            return;
          case 'failed':
            reject(failureOf(message));
            return;
          default:
            message satisfies never;
        }
      });
      worker.on('error', (error: Error) => {
        reject(new Error(`The thread broke: ${error.name}`, { cause: error }));
      });
      worker.on('exit', () => {
        reject(signal.aborted ? (signal.reason as Error) : new Error('The thread ended before it was done'));
      });
    });
  } finally {
    signal.removeEventListener('abort', abort);
    // It ends by itself once its connections are closed; only what was aborted is ended at once.
    await ended(worker);
  }
}

const CLOSE_MS = 2000;

async function ended(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
  await new Promise<void>((resolve) =>
    worker.once('exit', () => {
      resolve();
    }),
  );
  clearTimeout(timer);
}

function failureOf({ transient, gone, message }: Extract<FromQualityThread, { kind: 'failed' }>): Error {
  if (gone) return new JobFailure(message);
  return transient ? new WellspringError('database-unavailable', message) : new Error(message);
}

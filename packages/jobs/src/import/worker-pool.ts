import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { WellspringError } from '@wellspring/errors';
import { LeaseLost } from '../job-message.js';
import type { LineBatch } from './line-batcher.js';
import type { RangeCounts } from './range-table.js';
import type { WorkerShare } from './worker-share.js';
import type { FromWorker, ImportWorkerData, ToWorker, WorkerFailure } from './worker-messages.js';

/** A batch in a worker. */
export interface BatchInWorker {
  /** One number a resource, once the lines are read. */
  readonly identities: Promise<Float64Array>;
  /** Stores the batch and frees its place in the worker. */
  write(): Promise<RangeCounts>;
}

/** The worker threads of one import. */
export interface WorkerPool {
  /** Resolves when a worker has room for another batch. */
  room(): Promise<void>;
  /** Gives a batch to the worker with most room. Its bytes move there: they are gone here. */
  read(ordinal: number, lines: LineBatch): BatchInWorker;
  /** Ends the threads; batches in them are rejected. */
  close(): Promise<void>;
}

// While one batch of a worker is being written, which is waiting, it reads the next.
const BATCHES_A_WORKER = 2;

// Parsed resources live for one batch. With room for one they die young: a tenth less processor time
// than with the default, for 30 MB a worker.
const YOUNG_GENERATION_MB = 32;
// By this V8 also decides how much garbage it lets lie: with its default, 4 GB of a large machine, an import held 583 MB at
// most, with this 411. What lives for long is small, and the largest resource takes some 500 MB while it is worked on.
const OLD_GENERATION_MB = 1024;

interface Thread {
  readonly worker: Worker;
  load: number;
}

interface Waiting {
  readonly thread: Thread;
  readonly read: (identities: Float64Array) => void;
  readonly fail: (error: Error) => void;
  written: ((counts: RangeCounts) => void) | undefined;
}

/**
 * Starts the workers of an import and waits until they have connected: one, and as many more as the
 * node's share has free. When another import gives threads back, this one grows into them.
 *
 * @param onServerError told, without their content, of lines that cannot be stored
 */
export async function startWorkers(
  share: WorkerShare,
  data: ImportWorkerData,
  onServerError: (message: string) => void,
): Promise<WorkerPool> {
  // The compiled file also where this one runs from source, under Vitest.
  const entry = createRequire(import.meta.url).resolve('@wellspring/jobs/import-worker');
  const started: Worker[] = [];
  /** Those of them that are ready. */
  const threads: Thread[] = [];
  const inFlight = new Map<number, Waiting>();
  const waitingForRoom: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  let broken: Error | undefined;
  let closing = false;
  let lastBatch = 0;
  /** Threads of the share that are this pool's. */
  let taken = 1;

  const breakAll = (error: Error): void => {
    broken ??= error;
    for (const { fail } of inFlight.values()) fail(broken);
    inFlight.clear();
    for (const { reject } of waitingForRoom.splice(0)) reject(broken);
  };

  const leave = (batch: number): Waiting | undefined => {
    const waiting = inFlight.get(batch);
    if (waiting === undefined) return undefined;
    inFlight.delete(batch);
    waiting.thread.load--;
    waitingForRoom.shift()?.resolve();
    return waiting;
  };

  const receive = (message: Exclude<FromWorker, { kind: 'ready' }>): void => {
    switch (message.kind) {
      case 'read':
        inFlight.get(message.batch)?.read(message.identities);
        return;
      case 'written':
        leave(message.batch)?.written?.(message.counts);
        return;
      case 'failed':
        leave(message.batch)?.fail(errorOf(message.failure));
        return;
      case 'server-error':
        onServerError(message.message);
        return;
    }
    message satisfies never;
  };

  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(entry, {
        workerData: data,
        name: 'wellspring-import',
        resourceLimits: {
          maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
          maxOldGenerationSizeMb: OLD_GENERATION_MB,
        },
      });
      started.push(worker);
      worker.on('message', (message: FromWorker) => {
        if (message.kind !== 'ready') {
          receive(message);
          return;
        }
        threads.push({ worker, load: 0 });
        waitingForRoom.shift()?.resolve();
        resolve();
      });
      worker.on('error', (error) => {
        reject(error);
        breakAll(error);
      });
      worker.on('exit', (code) => {
        const error = new Error(`An import worker ended with exit code ${code}`);
        reject(error);
        if (!closing) breakAll(error);
      });
    });

  const closeAll = async (): Promise<void> => {
    breakAll(new Error('The import workers are closed'));
    await Promise.all(started.map(closeThread));
    share.giveBack(taken);
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing = true;
    return (closed ??= closeAll());
  };

  const takeMore = (): boolean => {
    if (!share.takeMore()) return false;
    taken++;
    return true;
  };

  share.takeFirst();
  const starting = [start()];
  while (takeMore()) starting.push(start());
  try {
    await Promise.all(starting);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    async room() {
      while (!threads.some(({ load }) => load < BATCHES_A_WORKER)) {
        if (broken !== undefined) throw broken;
        // One that cannot be started breaks the pool, which is where the error shows.
        if (takeMore()) void start().catch(() => undefined);
        await new Promise<void>((resolve, reject) => {
          waitingForRoom.push({ resolve, reject });
        });
      }
    },
    read(ordinal, lines) {
      if (broken !== undefined) throw broken;
      const batch = ++lastBatch;
      const thread = threads.reduce((best, other) => (other.load < best.load ? other : best));
      thread.load++;
      let failWrite: ((error: Error) => void) | undefined;
      const identities = new Promise<Float64Array>((resolve, reject) => {
        inFlight.set(batch, {
          thread,
          read: resolve,
          fail: (error) => {
            reject(error);
            failWrite?.(error);
          },
          written: undefined,
        });
      });
      send(thread.worker, { kind: 'read', batch, ordinal, lines }, [lines.data.buffer]);
      return {
        identities,
        write: () =>
          new Promise((resolve, reject) => {
            const waiting = inFlight.get(batch);
            if (waiting === undefined) {
              reject(broken ?? new Error('The batch is not in its worker any more'));
              return;
            }
            failWrite = reject;
            waiting.written = resolve;
            send(thread.worker, { kind: 'write', batch });
          }),
      };
    },
    close,
  };
}

const CLOSE_MS = 2000;

/** Lets a worker close its connections, and ends it where it does not. */
async function closeThread(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) =>
    worker.once('exit', () => {
      resolve();
    }),
  );
  send(worker, { kind: 'close' });
  const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
  if (worker.threadId !== -1) await ended;
  clearTimeout(timer);
}

function send(worker: Worker, message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
  worker.postMessage(message, transfer);
}

function errorOf(failure: WorkerFailure): Error {
  switch (failure.kind) {
    case 'lease-lost':
      return new LeaseLost();
    case 'transient':
      return new WellspringError('database-unavailable', failure.message);
    case 'other':
      return new Error(failure.message);
  }
  failure.kind satisfies never;
}

import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Settings } from '../configuration/schema.js';
import type { Foundation } from '../foundation.js';
import { releaseObjectStore } from '../object-store.js';
import type { Order } from './messages.js';
import { untilServing } from './until-serving.js';

/** How long a process may take to stop, in milliseconds. */
const STOP_MS = 10_000;
/** How long is waited before a process that ended is replaced; twice as long each time, while none of them lasts. */
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** A process that served for so long was not at fault. */
const LASTED_MS = 60_000;

/** The processes that serve on a foundation. */
export interface ProcessGroup {
  /** @returns where they answer, once all of them do */
  start(): Promise<string>;
  /** Ends all of them, each within 10 s. */
  stop(): Promise<void>;
}

export interface ProcessGroupOptions {
  readonly foundation: Foundation;
  readonly settings: Settings;
  readonly log: Logger;
}

/** Makes the group; from its start on, a process that ends is replaced. */
export function createProcessGroup(options: ProcessGroupOptions): ProcessGroup {
  const { foundation, settings, log } = options;
  const stopping = new AbortController();
  /** A function, since the analysis would take the signal for constant. */
  const isStopping = (): boolean => stopping.signal.aborted;
  const members = new Set<Worker>();
  const keepers: Promise<void>[] = [];

  const begin = async (number: number): Promise<{ readonly worker: Worker; readonly endpoint: string }> => {
    const worker = cluster.fork();
    members.add(worker);
    worker.once('exit', () => members.delete(worker));
    // It is gone: its end is what is reacted to.
    worker.on('error', () => undefined);
    const endpoint = await untilServing(worker, { order: 'serve', foundation, settings, number });
    return { worker, endpoint };
  };
  const replace = async (number: number): Promise<Worker | undefined> => {
    try {
      const { worker } = await begin(number);
      send(worker, { order: 'be-ready' });
      log.info({ pid: worker.process.pid, process: number }, 'a process serves in the place of another');
      return worker;
    } catch (error) {
      if (!isStopping()) log.error({ err: error }, 'a serving process could not be started');
      return undefined;
    }
  };
  /** Replaces a process each time it ends. */
  const keep = async (number: number, first: Worker): Promise<void> => {
    let worker: Worker | undefined = first;
    for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const since = performance.now();
      if (worker !== undefined) {
        if (!worker.isDead()) await once(worker, 'exit');
        await giveBack(worker);
      }
      if (isStopping()) return;
      if (worker !== undefined)
        log.error(
          { pid: worker.process.pid, process: number, signal: worker.process.signalCode },
          'a process ended',
        );
      if (performance.now() - since > LASTED_MS) pause = SHORTEST_PAUSE_MS;
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!isStopping()) worker = await replace(number);
    }
  };
  /** What the process had locked in the object store; the database sees for itself that it is gone. */
  const giveBack = async ({ process: { pid } }: Worker): Promise<void> => {
    await releaseObjectStore(settings, foundation.dataFolder, pid!).catch((error: unknown) => {
      log.error({ err: error, pid }, 'the locks of a process that ended could not be given back');
    });
  };

  return {
    async start() {
      const begun = await Promise.all(
        Array.from({ length: foundation.processes }, (_, number) => begin(number)),
      );
      for (const [number, { worker }] of begun.entries()) {
        keepers.push(keep(number, worker));
        send(worker, { order: 'be-ready' });
      }
      return begun[0]!.endpoint;
    },
    async stop() {
      stopping.abort();
      await Promise.all([...members].map(end));
      await Promise.all(keepers);
    },
  };
}

/** Asks a process to end, and ends it where it does not. */
async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const ended = once(worker, 'exit');
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), STOP_MS);
  send(worker, { order: 'stop' });
  await ended;
  clearTimeout(timer);
}

/** Nothing is thrown where it has just ended. */
function send(worker: Worker, order: Order): void {
  worker.send(order, () => undefined);
}

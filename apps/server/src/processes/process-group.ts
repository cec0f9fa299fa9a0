import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Settings } from '../configuration/schema.js';
import type { Foundation } from '../foundation.js';
import { releaseObjectStore } from '../object-store.js';
import type { ConnectionDesk } from './connection-desk.js';
import { endIfSilent } from './end-if-silent.js';
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
  /** The port is the one that is listened on. */
  readonly settings: Settings;
  readonly desk: Pick<ConnectionDesk, 'add'>;
  readonly log: Logger;
}

const entry = fileURLToPath(new URL('serving-process.js', import.meta.url));

/** Makes the group; from its start on, a process that ends is replaced. */
export function createProcessGroup(options: ProcessGroupOptions): ProcessGroup {
  const { foundation, settings, desk, log } = options;
  const stopping = new AbortController();
  /** A function, since the analysis would take the signal for constant. */
  const isStopping = (): boolean => stopping.signal.aborted;
  const members = new Set<ChildProcess>();
  const keepers: Promise<void>[] = [];

  const begin = async (
    number: number,
  ): Promise<{ readonly child: ChildProcess; readonly endpoint: string }> => {
    const child = fork(entry, { serialization: 'advanced' });
    members.add(child);
    child.once('exit', () => members.delete(child));
    // What cannot be sent to a process is for one that ends, and its end is what is reacted to.
    child.on('error', () => undefined);
    const endpoint = await untilServing(child, { order: 'serve', foundation, settings, number });
    desk.add(child);
    endIfSilent(child, settings.WELLSPRING_PROCESS_SILENCE_MS, () => {
      log.error({ pid: child.pid, process: number }, 'a process says nothing any more, and is ended');
    });
    return { child, endpoint };
  };
  const replace = async (number: number): Promise<ChildProcess | undefined> => {
    try {
      const { child } = await begin(number);
      send(child, { order: 'be-ready' });
      log.info({ pid: child.pid, process: number }, 'a process serves in the place of another');
      return child;
    } catch (error) {
      if (!isStopping()) log.error({ err: error }, 'a serving process could not be started');
      return undefined;
    }
  };
  /** Replaces a process each time it ends. */
  const keep = async (number: number, first: ChildProcess): Promise<void> => {
    let child: ChildProcess | undefined = first;
    for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const since = performance.now();
      if (child !== undefined) {
        if (!hasEnded(child)) await once(child, 'exit');
        await giveBack(child);
      }
      if (isStopping()) return;
      if (child !== undefined)
        log.error({ pid: child.pid, process: number, signal: child.signalCode }, 'a process ended');
      if (performance.now() - since > LASTED_MS) pause = SHORTEST_PAUSE_MS;
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!isStopping()) child = await replace(number);
    }
  };
  /** What the process had locked in the object store; the database sees for itself that it is gone. */
  const giveBack = async ({ pid }: ChildProcess): Promise<void> => {
    await releaseObjectStore(settings, foundation.dataFolder, pid!).catch((error: unknown) => {
      log.error({ err: error, pid }, 'the locks of a process that ended could not be given back');
    });
  };

  return {
    async start() {
      const begun = await Promise.all(
        Array.from({ length: foundation.processes }, (_, number) => begin(number)),
      );
      for (const [number, { child }] of begun.entries()) {
        keepers.push(keep(number, child));
        send(child, { order: 'be-ready' });
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
async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  send(child, { order: 'stop' });
  await ended;
  clearTimeout(timer);
}

/** Nothing is thrown where it has just ended. */
function send(child: ChildProcess, order: Order): void {
  child.send(order, () => undefined);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import { marksOf, type TrailBlock } from './block.js';
import { packEvents } from './pack-events.js';
import type { TrailConnection } from './trail-connection.js';

/** What the trail is told of, on its way into it. */
export interface TrailQueue {
  /**
   * Whether a request may be begun: whether what it does can be recorded. A change is refused as soon as writing
   * fails, anything else where what came before it has been waiting for long.
   */
  admits(mayChange: boolean): boolean;
  /**
   * Writes events, together with all that wait; they are durable when the promise resolves. Where it rejects, they
   * wait on, and are written as soon as that is possible.
   *
   * @throws WellspringError `audit-trail-unavailable`
   */
  write(lines: readonly string[]): Promise<void>;
  /**
   * Has events written within a second.
   *
   * @returns false where there is no room, and they are not taken
   */
  add(lines: readonly string[]): boolean;
  /** Resolves when all that was waiting is written. */
  settled(): Promise<void>;
  /** Writes what waits, for a few seconds at most; resolves with the number of events that are lost. */
  stop(): Promise<number>;
}

export interface TrailQueueOptions {
  readonly connection: TrailConnection;
  /** Events that may wait; a quarter of them is kept for what is already under way. */
  readonly mostEvents: number;
  /** What the waiting events may have together, in bytes. */
  readonly mostBytes?: number;
  /** How long a change waits to be recorded before it is answered with a failure, in milliseconds. */
  readonly patienceMs?: number;
  /** How long events may wait before everything is refused, in milliseconds. */
  readonly staleMs?: number;
  readonly onBlock?: (block: TrailBlock) => void;
  readonly onFailure: (error: unknown) => void;
}

interface Waiting {
  readonly line: string;
  readonly since: number;
  readonly written: (() => void) | undefined;
}

/** How long events that nobody waits for are gathered, in milliseconds. */
const gatherMs = 200;
/** Of one block: enough to share its cost, little enough to read one for one event. */
const blockEvents = 256;
const blockBytes = 256 * 1024;
/** How long stopping may take, in milliseconds. */
const stopMs = 5_000;

/** Gathers events into blocks: those that are waited for at once, the others when there are many or after a while. */
export function createTrailQueue(options: TrailQueueOptions): TrailQueue {
  const {
    connection,
    mostEvents,
    mostBytes = 64 * 1024 * 1024,
    patienceMs = 10_000,
    staleMs = 5_000,
  } = options;
  const queue: Waiting[] = [];
  /** What is being written. */
  let held: readonly Waiting[] = [];
  let bytes = 0;
  /** Those in the queue that somebody waits for. */
  let urgent = 0;
  let draining = false;
  let failing = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stopping = new AbortController();

  const take = (): readonly Waiting[] => {
    let size = 0;
    let count = 0;
    while (count < Math.min(queue.length, blockEvents)) {
      size += queue[count]!.line.length;
      if (count > 0 && size > blockBytes) break;
      count += 1;
    }
    const taken = queue.splice(0, count);
    urgent -= taken.filter(({ written }) => written !== undefined).length;
    return taken;
  };
  /** Whether a block is to be written now, and not when more has been gathered. */
  const isDue = (): boolean => queue.length >= blockEvents || (queue.length > 0 && (urgent > 0 || draining));

  /** Tries until it is done; gives up only when the program ends. */
  const writeHeld = async (): Promise<boolean> => {
    const lines = held.map(({ line }) => line);
    const content = { events: lines.length, marks: marksOf(lines), body: await packEvents(lines) };
    for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, 2_000)) {
      try {
        const block = await connection.append(content);
        failing = false;
        options.onBlock?.(block);
        return true;
      } catch (error) {
        if (!failing) options.onFailure(error);
        failing = true;
        if (stopping.signal.aborted) return false;
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  const run = async (): Promise<void> => {
    // What else comes in this turn of the event loop shares the block.
    await new Promise(setImmediate);
    do {
      held = take();
      if (held.length === 0 || !(await writeHeld())) return;
      for (const { line, written } of held) {
        bytes -= line.length;
        written?.();
      }
      held = [];
    } while (isDue());
  };

  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    running ??= run()
      .catch(options.onFailure)
      .finally(() => {
        running = undefined;
        if (!stopping.signal.aborted) plan();
      });
  };

  const plan = (): void => {
    if (isDue()) start();
    else if (queue.length > 0 && running === undefined) timer ??= setTimeout(start, gatherMs);
  };

  const push = (lines: readonly string[], written?: () => void): void => {
    const since = performance.now();
    for (const [at, line] of lines.entries()) {
      bytes += line.length;
      queue.push({ line, since, written: at === lines.length - 1 ? written : undefined });
    }
    if (written !== undefined) urgent += 1;
    plan();
  };
  const waiting = (): number => queue.length + held.length;
  const isStale = (): boolean => {
    const oldest = held[0] ?? queue[0];
    return oldest !== undefined && performance.now() - oldest.since > staleMs;
  };

  return {
    admits: (mayChange) =>
      waiting() < mostEvents * 0.75 && bytes < mostBytes * 0.75 && !isStale() && !(mayChange && failing),
    write: (lines) =>
      new Promise((resolve, reject) => {
        const patience = setTimeout(() => {
          reject(
            new WellspringError(
              'audit-trail-unavailable',
              'The audit trail cannot be written at the moment. What was asked for may have been done',
            ),
          );
        }, patienceMs);
        push(lines, () => {
          clearTimeout(patience);
          resolve();
        });
      }),
    add(lines) {
      const size = lines.reduce((sum, line) => sum + line.length, 0);
      if (waiting() + lines.length > mostEvents || bytes + size > mostBytes) return false;
      push(lines);
      return true;
    },
    async settled() {
      while (waiting() > 0) {
        start();
        await running;
      }
    },
    async stop() {
      draining = true;
      start();
      const deadline = setTimeout(() => {
        stopping.abort();
      }, stopMs);
      while (running !== undefined && (queue.length > 0 || held.length > 0) && !stopping.signal.aborted)
        await running;
      clearTimeout(deadline);
      stopping.abort();
      await connection.close();
      return waiting();
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Horizon } from './horizon.js';

/** Waits for changes to settle, for any number of readers of a data store. */
export interface ChangeWatch {
  /** How far changes were settled when they were looked at last. */
  readonly settled: Horizon['settled'];
  /**
   * Resolves when all that is committed at the time of the call is settled, or the time is over.
   *
   * @returns the horizon then
   */
  readonly fresh: (patienceMs: number) => Promise<bigint | undefined>;
  /** Resolves when the horizon lies beyond a version id, the time is over, or the signal is aborted. */
  readonly beyond: (vid: bigint, patienceMs: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** How often the database is asked for news while somebody waits, in milliseconds. */
const EVERY = 200;
/** How soon again while what is known of is still being committed; twice as long each time after, up to that. */
const SOON = 5;

/** Whether a reader has waited enough; `latest` is the last version id that was committed when it was looked for. */
type Enough = (settled: bigint | undefined, latest: bigint) => boolean;

interface Waiter {
  readonly enough: Enough;
  readonly end: (error?: Error) => void;
}

/**
 * One loop for all readers of a data store; it runs while there is one, and asks the database, so it sees
 * what any node writes. Not by NOTIFY, which would have every write take a lock that all of them share.
 */
export function createChangeWatch(horizon: Horizon): ChangeWatch {
  const waiters = new Set<Waiter>();
  let running = false;
  /** Whether somebody has come since the database was asked. */
  let joined = false;
  // Read through a function: for the analysis of the code between, it never changes.
  const hasJoined = (): boolean => joined;
  let wake: AbortController | undefined;
  /** Rounds that found the same things still being committed. */
  let rounds = 0;

  const round = async (): Promise<void> => {
    // Who comes while the database is asked has to wait for the next answer.
    const asked = [...waiters];
    joined = false;
    const latest = await horizon.advance();
    const settled = horizon.settled();
    for (const waiter of asked) if (waiter.enough(settled, latest)) waiter.end();
    if (waiters.size === 0 || hasJoined()) return;
    wake = new AbortController();
    rounds = settled === undefined || settled < latest ? rounds + 1 : 0;
    const pause = rounds === 0 ? EVERY : Math.min(SOON * 2 ** rounds, EVERY);
    await sleep(pause, undefined, { signal: wake.signal }).catch(() => undefined);
    wake = undefined;
  };

  const run = async (): Promise<void> => {
    running = true;
    try {
      while (waiters.size > 0) await round();
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      for (const waiter of [...waiters]) waiter.end(failure);
    } finally {
      running = false;
    }
  };

  const wait = (enough: Enough, patienceMs: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const end = (error?: Error): void => {
        if (!waiters.delete(waiter)) return;
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        // What the database says is one error for all who wait.
        if (error === undefined) resolve();
        else reject(error);
      };
      const giveUp = (): void => {
        end();
      };
      const waiter = { enough, end };
      const timer = setTimeout(giveUp, patienceMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      waiters.add(waiter);
      joined = true;
      if (running) wake?.abort();
      else void run();
    });

  return {
    settled: horizon.settled,
    async fresh(patienceMs) {
      let wanted: bigint | undefined;
      await wait((settled, latest) => {
        wanted ??= latest;
        return settled !== undefined && settled >= wanted;
      }, patienceMs);
      return horizon.settled();
    },
    beyond: (vid, patienceMs, signal) =>
      wait((settled) => settled !== undefined && settled > vid, patienceMs, signal),
  };
}

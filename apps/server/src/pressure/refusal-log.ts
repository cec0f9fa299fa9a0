import type { Logger } from 'pino';

/** Tells the log of requests that were refused since there was too much to do. */
export interface RefusalLog {
  /** @param route without ids, queries and object keys */
  refused(route: string): void;
}

/** A line at most every so many milliseconds: who writes one for each does more than who answers them. */
const EVERY_MS = 5_000;

/** @param now milliseconds of a clock that never goes back */
export function createRefusalLog(
  log: Pick<Logger, 'warn'>,
  now: () => number = () => performance.now(),
): RefusalLog {
  let told = -Infinity;
  let since = 0;
  return {
    refused(route) {
      since += 1;
      if (now() - told < EVERY_MS) return;
      log.warn({ refused: since, last: route }, 'requests were refused: more came than can be worked on');
      told = now();
      since = 0;
    },
  };
}

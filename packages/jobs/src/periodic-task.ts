/** Work that is done again and again, one time after the other, until it is stopped. */
export interface PeriodicTask {
  /** Does it now, and every so often from then on. */
  start(): void;
  /** Does it soon; resolves when that is done. */
  now(): Promise<void>;
  /** Resolves when nothing is done any more. */
  stop(): Promise<void>;
}

/** @param work has its own time limits, ends early when the signal aborts; what it throws goes to `onFailure` */
export function createPeriodicTask(
  everyMs: number,
  work: (signal: AbortSignal) => Promise<void>,
  onFailure: (error: unknown) => void,
): PeriodicTask {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  let busy = 0;
  const now = (): Promise<void> => {
    busy += 1;
    last = last
      .then(() => (stopping.signal.aborted ? undefined : work(stopping.signal)))
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) onFailure(error);
      })
      .finally(() => {
        busy -= 1;
      });
    return last;
  };
  return {
    start() {
      if (timer !== undefined || stopping.signal.aborted) return;
      timer = setInterval(() => {
        if (busy === 0) void now();
      }, everyMs);
      timer.unref();
      void now();
    },
    now,
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await last;
    },
  };
}

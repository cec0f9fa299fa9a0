import { setTimeout as sleep } from 'node:timers/promises';

/** Decides when an import goes on, so that those who wait for an answer have the machine first. */
export interface ImportPace {
  /**
   * Waits until another batch may be worked on.
   *
   * @returns what is to be called when it is done
   * @throws the reason of the signal
   */
  begin(signal: AbortSignal): Promise<() => void>;
}

export interface ImportPaceOptions {
  /** Whether clients are being served. */
  readonly isBusy: () => boolean;
  /** Of the time, in percent, while they are; 100: as if there were none. */
  readonly share: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** How often it is looked whether it may go on, in milliseconds. */
const LOOK_MS = 20;
/** A batch that took long, since the machine is slow, is not paid for with more than this, in milliseconds. */
const LONGEST_REST_MS = 5_000;

/**
 * The pace of all imports of a node. While clients are served one batch is worked on at a time, and after it nothing for
 * as long as makes its time the share; else there is no pace.
 */
export function createImportPace(options: ImportPaceOptions): ImportPace {
  const { isBusy, share, now = () => performance.now() } = options;
  let running = 0;
  let restUntil = -Infinity;
  const mayGoOn = (): boolean => share >= 100 || !isBusy() || (running === 0 && now() >= restUntil);
  return {
    async begin(signal) {
      while (!mayGoOn()) {
        await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
        signal.throwIfAborted();
      }
      running += 1;
      const began = now();
      let done = false;
      return () => {
        if (done) return;
        done = true;
        running -= 1;
        const rest = (now() - began) * (100 / share - 1);
        restUntil = now() + Math.min(rest, LONGEST_REST_MS);
      };
    },
  };
}

import { WellspringError } from '@wellspring/errors';

/** Lets Bundles in, so many at a time as there is room for. */
export interface BundleAdmission {
  /**
   * Waits for its turn, first come, first served.
   *
   * @param bytes how large the body is, or may be
   * @returns what is to be called when the Bundle is done
   * @throws WellspringError `rate-exceeded` after a minute, `request-aborted` where the client goes away
   */
  enter(bytes: number, signal: AbortSignal): Promise<() => void>;
}

/** Bundles at a time: they take a processor each, and half of the database's connections. */
const TOGETHER = 4;
const PATIENCE_MS = 60_000;

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

/**
 * @param room what the bodies of all Bundles that are carried out may have together, in bytes; one that is
 *   larger goes alone
 */
export function createBundleAdmission(room: number, patienceMs = PATIENCE_MS): BundleAdmission {
  const queue: Waiting[] = [];
  let inside = 0;
  let taken = 0;

  const next = (): void => {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      if (inside > 0 && (inside >= TOGETHER || taken + first.bytes > room)) return;
      queue.shift();
      inside += 1;
      taken += first.bytes;
      first.enter();
    }
  };
  const leave = (bytes: number): void => {
    inside -= 1;
    taken -= bytes;
    next();
  };

  return {
    enter: (bytes, signal) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
        };
        const waiting: Waiting = {
          bytes,
          enter: () => {
            settle();
            let left = false;
            resolve(() => {
              if (!left) leave(bytes);
              left = true;
            });
          },
        };
        const giveUp = (error: WellspringError): void => {
          settle();
          queue.splice(queue.indexOf(waiting), 1);
          reject(error);
          next();
        };
        const onAbort = (): void => {
          giveUp(new WellspringError('request-aborted', 'The connection was closed'));
        };
        const timer = setTimeout(() => {
          giveUp(new WellspringError('rate-exceeded', 'Too many Bundles are waiting; try again'));
        }, patienceMs);
        signal.addEventListener('abort', onAbort, { once: true });
        queue.push(waiting);
        next();
      }),
  };
}

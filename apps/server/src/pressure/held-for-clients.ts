/** What is held in memory for a client that is to send or to take. */
export interface HeldForClient {
  readonly bytes: number;
  /** Closes the connection; what was held for it is given back then. */
  cut(): void;
}

/** Those for whose clients memory is held, the oldest first. */
export interface HeldForClients {
  add(held: HeldForClient): void;
  delete(held: HeldForClient): void;
  /** Nobody else has room: closes the connection that has held much for the longest time, where that was too long. */
  cutSlowest(): void;
}

/** Less is not worth a connection. */
const MUCH = 64 * 1024;
/** A client that takes longer gives way, where others wait for what it holds, in milliseconds. */
const TOO_LONG_MS = 30_000;

/** @param now milliseconds of a clock that never goes back */
export function createHeldForClients(now: () => number = () => performance.now()): HeldForClients {
  const since = new Map<HeldForClient, number>();
  return {
    add(held) {
      since.set(held, now());
    },
    delete(held) {
      since.delete(held);
    },
    cutSlowest() {
      for (const [held, began] of since) {
        if (now() - began < TOO_LONG_MS) return;
        if (held.bytes < MUCH) continue;
        since.delete(held);
        held.cut();
        return;
      }
    },
  };
}

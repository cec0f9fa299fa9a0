/**
 * How many worker threads the imports of one node may have together. Every import has one of its own
 * whatever the others take, so that none waits for another data store's; the rest go to whoever asks
 * first. That bounds the memory of a node by `threads` and the imports it runs, not by their product.
 */
export interface WorkerShare {
  /** Counts the first thread of an import. */
  takeFirst(): void;
  /** Whether one more is free; it is the caller's then. */
  takeMore(): boolean;
  giveBack(count: number): void;
}

/** A share of so many threads. */
export function createWorkerShare(threads: number): WorkerShare {
  let taken = 0;
  return {
    takeFirst() {
      taken++;
    },
    takeMore() {
      if (taken >= threads) return false;
      taken++;
      return true;
    },
    giveBack(count) {
      taken -= count;
    },
  };
}

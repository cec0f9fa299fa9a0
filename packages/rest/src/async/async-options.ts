/** How transactions in the background are kept. */
export interface AsyncOptions {
  /** The most that may be pending in one data store: 500. */
  readonly mostPending: number;
  /** Tells the runner that there is something to do. */
  readonly wake: () => void;
}

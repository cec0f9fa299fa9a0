/** How much a Bundle may hold. */
export interface BundleLimits {
  /** The largest body of a batch or transaction, in bytes: 64 MiB. */
  readonly bytes: number;
  /** Entries of a batch: 500. */
  readonly batchEntries: number;
  /** Entries of a transaction: 5000. */
  readonly transactionEntries: number;
}

/** What applies where no setting says otherwise. */
export const defaultBundleLimits: BundleLimits = {
  bytes: 64 * 1024 * 1024,
  batchEntries: 500,
  transactionEntries: 5_000,
};

/** What the answers to all entries together may hold; a Bundle with more searches than that is refused. */
export const ANSWER_BYTES = 64 * 1024 * 1024;

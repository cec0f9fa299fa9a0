/** What a job of the kind `reindex` was asked for. */
export interface ReindexRequest {
  readonly kind: 'reindex';
  readonly dataStoreId: string;
  /**
   * `parameters`: what has to be done since the data store's own search parameters have changed. `all`: that, and
   * then every index row of every resource is made anew.
   */
  readonly scope: 'parameters' | 'all';
}

/** How far such a job is. */
export interface ReindexProgress {
  /** Resources gone through, once for each of the things to do. */
  readonly resources: number;
  /** How many they will be, as far as it is known by now. */
  readonly estimated: number;
  /** What is being done: to add rows of new parameters, to remove those of old ones, or to make all anew. */
  readonly doing?: 'build' | 'remove' | 'remake';
}

/** Nothing done yet. */
export const noReindexProgress: ReindexProgress = { resources: 0, estimated: 0 };

/** How many matches a page has. */
export interface SearchCounts {
  /** Where `_count` does not say: 20. */
  readonly defaultCount: number;
  /** At most; a larger `_count` is taken for this: 1000. */
  readonly maxCount: number;
}

/** What applies where no setting says otherwise. */
export const defaultSearchCounts: SearchCounts = { defaultCount: 20, maxCount: 1_000 };

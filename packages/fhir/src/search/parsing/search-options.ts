import type { SearchParameters } from '../parameter-set.js';

/** How a search is to be understood. */
export interface SearchOptions {
  /** Unknown parameters are refused; otherwise they are ignored and noted. */
  readonly strict: boolean;
  /** The search parameters of the data store: R4's. */
  readonly parameters?: SearchParameters;
  /** The address of this server's FHIR base: absolute references below it are its own resources. */
  readonly baseUrl?: string;
  /** Matches on a page where `_count` does not say: 20. */
  readonly defaultCount?: number;
  /** The largest page; a larger `_count` is taken for this: 1000. */
  readonly maxCount?: number;
  /** What `ap` measures a date's distance to: the current time. */
  readonly now?: Date;
}

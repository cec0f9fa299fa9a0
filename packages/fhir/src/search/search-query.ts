import type { Subset } from '../subset/subset.js';
import type { Criterion } from './criterion.js';
import type { Include } from './include.js';

/** Resources whose parameter `param` fulfils at least one of the criteria (never an empty list). */
export interface Condition {
  /** The search parameter's name (`code`, `_id`, `_lastUpdated`). */
  readonly param: string;
  /** All of one kind. */
  readonly anyOf: readonly Criterion[];
}

/** The order of the matches. */
export interface SearchOrder {
  readonly by: '_lastUpdated';
  readonly direction: 'ascending' | 'descending';
}

/** A search of one resource type, understood and checked, not executed. */
export interface SearchQuery {
  readonly type: string;
  /** All are to be fulfilled; empty: every resource of the type. */
  readonly conditions: readonly Condition[];
  /** Matches on a page. 0 (also `_summary=count`): only the total is wanted; `total` is then `accurate`. */
  readonly count: number;
  /** The opaque place to go on from, out of an earlier page's link. Not checked here. */
  readonly cursor?: string;
  readonly total: 'none' | 'accurate';
  /** Newest first unless asked otherwise. */
  readonly sort: SearchOrder;
  /** The part of each match that is asked for, for whoever answers; absent: all of it. */
  readonly subset?: Subset;
  /** What is wanted with the matches, likewise; absent: nothing. */
  readonly includes?: readonly Include[];
  /**
   * The parameters that were used, as they were given, for the self link: result parameters
   * included, the cursor and what was ignored left out.
   */
  readonly applied: readonly (readonly [name: string, value: string])[];
}

import type { HttpRequest } from '@wellspring/http';
import type { Jobs } from '@wellspring/jobs';
import type { DataStore } from '@wellspring/store';
import type { IncludeLimits } from '../include/include-limits.js';
import type { QueryPair } from '../request/query-pairs.js';
import type { SearchCounts } from '../search-counts.js';
import type { ParsedTrees } from '../terminology/parsed-trees.js';

/** One request on its way through an interaction. */
export interface Exchange {
  readonly store: DataStore;
  readonly request: HttpRequest;
  /** The decoded parameters of the address, and of the form of a search by POST. */
  readonly query: readonly QueryPair[];
  /** What links begin with: `http://host/datastore/{id}/r4`. */
  readonly base: string;
  readonly maxBodyBytes: number;
  readonly jobs: Jobs | undefined;
  readonly includeLimits: IncludeLimits;
  readonly searchCounts: SearchCounts;
  /** Value sets and code systems that searches used lately, parsed. */
  readonly trees: ParsedTrees;
}

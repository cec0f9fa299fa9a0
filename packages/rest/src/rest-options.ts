import type { Jobs } from '@wellspring/jobs';
import type { DataStoreRegistry } from '@wellspring/store';
import type { IncludeLimits } from './include/include-limits.js';
import type { SearchCounts } from './search-counts.js';

/** What the FHIR data plane needs. */
export interface RestOptions {
  readonly registry: Pick<DataStoreRegistry, 'get' | 'open'>;
  /** The address that links begin with, `https://health.example`; absent: what the Host header says. */
  readonly publicUrl?: string | undefined;
  /** The version of the program, for the CapabilityStatement. */
  readonly version: string;
  /** The largest request body, in bytes. */
  readonly maxBodyBytes: number;
  /** Absent: what needs jobs is refused with interaction-not-supported. */
  readonly jobs?: Jobs | undefined;
  /** How much `_include` and `_revinclude` may add to a page: 3 steps by `:iterate`, 1000 resources. */
  readonly includes?: Partial<IncludeLimits> | undefined;
  /** How many matches a page of a search has: 20, and 1000 at most. */
  readonly searchCounts?: Partial<SearchCounts> | undefined;
}

import type { HttpRequest } from '@wellspring/http';
import type { Jobs } from '@wellspring/jobs';
import type { DataStore } from '@wellspring/store';
import type { AsyncOptions } from '../async/async-options.js';
import type { StatusPolls } from '../bulk-jobs/status-polls.js';
import type { BundleAdmission } from '../bundle/bundle-admission.js';
import type { BundleLimits } from '../bundle/bundle-limits.js';
import type { IncludeLimits } from '../include/include-limits.js';
import type { WaitingRoom } from '../operations/changes/waiting-room.js';
import type { QueryPair } from '../request/query-pairs.js';
import type { SearchCounts } from '../search-counts.js';
import type { ParsedTrees } from '../terminology/parsed-trees.js';

/** One request on its way through an interaction. */
export interface Exchange {
  readonly store: DataStore;
  readonly jobs: Jobs | undefined;
  readonly request: HttpRequest;
  /** The decoded parameters of the address, and of the form of a search by POST. */
  readonly query: readonly QueryPair[];
  /** What links begin with: `http://host/datastore/{id}/r4`. */
  readonly base: string;
  readonly maxBodyBytes: number;
  readonly bundleLimits: BundleLimits;
  readonly admission: BundleAdmission;
  /** Absent: transactions are carried out while the client waits. */
  readonly async: AsyncOptions | undefined;
  /** How long an idempotency key is remembered. */
  readonly idempotencyHours: number;
  readonly includeLimits: IncludeLimits;
  readonly searchCounts: SearchCounts;
  /** Where requests wait for changes. */
  readonly waitingRoom: WaitingRoom;
  /** How often clients ask how their bulk exports and imports stand. */
  readonly statusPolls: StatusPolls;
  /** Value sets and code systems that searches used lately, parsed. */
  readonly trees: ParsedTrees;
}

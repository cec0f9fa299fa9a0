import type { ValidationLevel } from '@wellspring/fhir';
import type { HttpRequest } from '@wellspring/http';
import type { Jobs } from '@wellspring/jobs';
import type { DataStore, PackageLimits } from '@wellspring/store';
import type { AsyncOptions } from '../async/async-options.js';
import type { RequireReadable } from '../authorization/require-readable.js';
import type { StoreRights } from '../authorization/store-rights.js';
import type { StatusPolls } from '../bulk-jobs/status-polls.js';
import type { BundleLimits } from '../bundle/bundle-limits.js';
import type { IncludeLimits } from '../include/include-limits.js';
import type { WaitingRoom } from '../operations/changes/waiting-room.js';
import type { QueryPair } from '../request/query-pairs.js';
import type { RestCaller } from '../rest-caller.js';
import type { SearchCounts } from '../search-counts.js';
import type { Permissions } from '../visibility/permissions.js';

/** One request on its way through an interaction. */
export interface Exchange {
  readonly store: DataStore;
  readonly caller: RestCaller;
  /** What of IAM the caller may do in the data store. */
  readonly rights: StoreRights;
  /** What a token gave its bearer, `store` being what they see with it; undefined: the request was signed. */
  readonly permissions: Permissions | undefined;
  readonly jobs: Jobs | undefined;
  /** Asks whether the caller may read what an import will read. */
  readonly requireReadable: RequireReadable;
  readonly request: HttpRequest;
  /** The decoded parameters of the address, and of the form of a search by POST. */
  readonly query: readonly QueryPair[];
  /** What links begin with: `http://host/datastore/{id}/r4`. */
  readonly base: string;
  readonly maxBodyBytes: number;
  /** How strictly is validated where neither the request nor the data store says. */
  readonly validationLevel: ValidationLevel;
  readonly packageLimits: PackageLimits;
  readonly bundleLimits: BundleLimits;
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
  /** The largest release of a code system that is loaded, in bytes. */
  readonly maxReleaseBytes: number;
}

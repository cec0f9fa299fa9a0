import type { AccessQuestion, RequestQuotas } from '@wellspring/access';
import type { ValidationLevel } from '@wellspring/fhir';
import type { Jobs } from '@wellspring/jobs';
import type { DataStoreRegistry, PackageLimits } from '@wellspring/store';
import type { AsyncOptions } from './async/async-options.js';
import type { RequireReadable } from './authorization/require-readable.js';
import type { BundleLimits } from './bundle/bundle-limits.js';
import type { IncludeLimits } from './include/include-limits.js';
import type { SearchCounts } from './search-counts.js';

/** What the FHIR data plane needs. */
export interface RestOptions {
  readonly registry: Pick<DataStoreRegistry, 'get' | 'open'>;
  /** The ARN of a data store, be it there or not; default: of the account 000000000000 in us-east-1. */
  readonly dataStoreArn?: ((id: string) => string) | undefined;
  /** Condition keys of a data store, its tags, be it there or not; absent: it has none. */
  readonly conditionKeys?: ((id: string) => Promise<NonNullable<AccessQuestion['context']>>) | undefined;
  /** How many requests are answered; absent: any number. */
  readonly quotas?: RequestQuotas | undefined;
  /** Asks whether a caller may read an object that an import will read; absent: by the caller's own policies alone. */
  readonly requireReadable?: RequireReadable | undefined;
  /** Absent: what needs jobs is refused with interaction-not-supported. */
  readonly jobs?: Jobs | undefined;
  /** The address that links begin with, `https://health.example`; absent: what the Host header says. */
  readonly publicUrl?: string | undefined;
  /** The version of the program, for the CapabilityStatement. */
  readonly version: string;
  /** The largest request body, in bytes. */
  readonly maxBodyBytes: number;
  /** How strictly writes are validated where neither the request nor the data store says: `strict`. */
  readonly validationLevel?: ValidationLevel | undefined;
  /** How much a package may be; default as `defaultPackageLimits`. */
  readonly packages?: Partial<PackageLimits> | undefined;
  /** The largest release of a code system that is loaded, in bytes: 8 GiB. */
  readonly maxReleaseBytes?: number | undefined;
  /** How much a Bundle may hold: 64 MiB, 500 entries of a batch, 5000 of a transaction. */
  readonly bundles?: Partial<BundleLimits> | undefined;
  /** Absent: transactions are carried out while the client waits, whatever `Prefer` says. */
  readonly async?: AsyncOptions | undefined;
  /** How long an idempotency key is remembered, in hours: 24. */
  readonly idempotencyHours?: number | undefined;
  /** How much `_include` and `_revinclude` may add to a page: 3 steps by `:iterate`, 1000 resources. */
  readonly includes?: Partial<IncludeLimits> | undefined;
  /** How many requests may wait for changes at a time, server-sent events among them: 200. */
  readonly changeReaders?: number | undefined;
  /** How many requests a minute for the status of one bulk export or import are answered: 300; 0: any number. */
  readonly statusPolls?: number | undefined;
  /** Aborted when the program stops: what waits for changes ends. */
  readonly stopping?: AbortSignal | undefined;
  /** How many matches a page of a search has: 20, and 1000 at most. */
  readonly searchCounts?: Partial<SearchCounts> | undefined;
}

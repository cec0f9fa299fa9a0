import { defaultPackageLimits } from '@wellspring/store';
import { recordedStore } from './audit/recorded-store.js';
import { readableByCaller } from './authorization/require-readable.js';
import { createStatusPolls } from './bulk-jobs/status-polls.js';
import { defaultBundleLimits } from './bundle/bundle-limits.js';
import { defaultIncludeLimits } from './include/include-limits.js';
import type { Exchange } from './interactions/exchange.js';
import { createWaitingRoom } from './operations/changes/waiting-room.js';
import type { RestOptions } from './rest-options.js';
import { defaultSearchCounts } from './search-counts.js';

/** What belongs to one request. */
type OfOneRequest = Pick<
  Exchange,
  'store' | 'caller' | 'rights' | 'permissions' | 'request' | 'query' | 'base'
>;

/** Puts what belongs to one request together with what all have in common. */
export interface ExchangeMaker {
  (own: OfOneRequest): Exchange;
  /** The largest body of a Bundle, in bytes. */
  readonly bundleBytes: number;
}

export function exchangeMaker(options: Omit<RestOptions, 'registry'>): ExchangeMaker {
  const bundleLimits = { ...defaultBundleLimits, ...options.bundles };
  const common = {
    maxBodyBytes: options.maxBodyBytes,
    validationLevel: options.validationLevel ?? 'strict',
    packageLimits: { ...defaultPackageLimits, ...options.packages },
    idempotencyHours: options.idempotencyHours ?? 24,
    bundleLimits,
    async: options.async,
    includeLimits: { ...defaultIncludeLimits, ...options.includes },
    searchCounts: { ...defaultSearchCounts, ...options.searchCounts },
    waitingRoom: createWaitingRoom(options.changeReaders ?? 200, options.stopping),
    statusPolls: createStatusPolls(options.statusPolls ?? 300),
    maxReleaseBytes: options.maxReleaseBytes ?? 8 * 1024 ** 3,
    jobs: options.jobs,
    requireReadable: options.requireReadable ?? readableByCaller,
  };
  const make = (own: OfOneRequest): Exchange => ({
    ...common,
    ...own,
    store: recordedStore(own.store, own.caller.record),
  });
  return Object.assign(make, { bundleBytes: bundleLimits.bytes });
}

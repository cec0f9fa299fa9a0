import { defaultPackageLimits } from '@wellspring/store';
import { recordedStore } from './audit/recorded-store.js';
import { readableByCaller } from './authorization/require-readable.js';
import { createStatusPolls } from './bulk-jobs/status-polls.js';
import { defaultBundleLimits } from './bundle/bundle-limits.js';
import { defaultIncludeLimits } from './include/include-limits.js';
import type { Exchange } from './interactions/exchange.js';
import { createWaitingRoom } from './operations/changes/waiting-room.js';
import type { RestOptions } from './rest-options.js';
import type { Interaction } from './routing/interaction.js';
import { defaultSearchCounts } from './search-counts.js';

/** What belongs to one request. */
interface OfOneRequest extends Pick<
  Exchange,
  'store' | 'caller' | 'rights' | 'permissions' | 'request' | 'query' | 'base'
> {
  readonly interaction: Interaction;
}

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
  // What is spread comes last: each member behind a spread costs V8 of Node 20 a microsecond or two.
  const make = (own: OfOneRequest): Exchange => ({
    store: onlyReads(own.interaction) ? own.store : recordedStore(own.store, own.caller.record),
    caller: own.caller,
    rights: own.rights,
    permissions: own.permissions,
    request: own.request,
    query: own.query,
    base: own.base,
    ...common,
  });
  return Object.assign(make, { bundleBytes: bundleLimits.bytes });
}

/** Whether there is nothing for the trail to be told of: what is not known to only read may write. */
function onlyReads({ kind }: Interaction): boolean {
  return (
    kind === 'read' ||
    kind === 'vread' ||
    kind === 'search' ||
    kind === 'history' ||
    kind === 'history-of-many'
  );
}

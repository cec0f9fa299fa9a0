import { createBundleAdmission } from './bundle/bundle-admission.js';
import { defaultBundleLimits } from './bundle/bundle-limits.js';
import { defaultIncludeLimits } from './include/include-limits.js';
import type { Exchange } from './interactions/exchange.js';
import type { RestOptions } from './rest-options.js';
import { defaultSearchCounts } from './search-counts.js';
import { createParsedTrees } from './terminology/parsed-trees.js';

/** Puts what belongs to one request together with what all have in common. */
export type ExchangeMaker = (own: Pick<Exchange, 'store' | 'request' | 'query' | 'base'>) => Exchange;

export function exchangeMaker(options: Omit<RestOptions, 'registry'>): ExchangeMaker {
  const bundleLimits = { ...defaultBundleLimits, ...options.bundles };
  const common = {
    maxBodyBytes: options.maxBodyBytes,
    idempotencyHours: options.idempotencyHours ?? 24,
    bundleLimits,
    admission: createBundleAdmission(bundleLimits.bytes),
    async: options.async,
    includeLimits: { ...defaultIncludeLimits, ...options.includes },
    searchCounts: { ...defaultSearchCounts, ...options.searchCounts },
    trees: createParsedTrees(),
  };
  return (own) => ({ ...common, ...own });
}

import type { Quota } from '@wellspring/access';

/**
 * What one of several processes allows, so that all of them together allow the quota: each counts for itself the
 * requests that come to it.
 */
export function shareOfQuota(quota: Quota, processes: number): Quota {
  const { account, dataStore, ...same } = quota;
  return {
    ...same,
    ...(account !== undefined && { account: account / processes }),
    ...(dataStore !== undefined && { dataStore: dataStore / processes }),
  };
}

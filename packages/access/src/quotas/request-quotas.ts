import { createTokenBuckets } from '@wellspring/http';
import type { ActionName } from '../healthlake/actions.js';
import type { Quota } from './quota.js';
import type { QuotaOverrides } from './quota-overrides.js';

/** One request as quotas count it. */
export interface CountedRequest {
  /** The data store that it is to; undefined: it is about none. */
  readonly dataStoreId?: string | undefined;
  /** How large its body is, in bytes; undefined: it does not say. */
  readonly bytes?: number | undefined;
}

/** How many requests of each action are answered. */
export interface RequestQuotas {
  /**
   * Counts a request that may be made.
   *
   * @returns undefined where it is answered; else after how many whole seconds it may be repeated
   */
  take(action: ActionName, request: CountedRequest): number | undefined;
}

/** Buckets kept: a few for the account, a few for each data store. */
const MOST_BUCKETS = 10_000;

/**
 * Counts in this process: several nodes allow their sum. A second's worth of requests may come at once.
 *
 * @param quotas of a profile
 * @param overrides in the place of those of their actions
 * @param now milliseconds of a clock that never goes back
 */
export function createRequestQuotas(
  quotas: readonly Quota[],
  overrides: QuotaOverrides = new Map(),
  now?: () => number,
): RequestQuotas {
  const buckets = createTokenBuckets(MOST_BUCKETS, now);
  const byAction = new Map<ActionName, Quota>();
  for (const quota of quotas) for (const action of quota.actions) byAction.set(action, quota);
  for (const [action, quota] of overrides) {
    if (quota === undefined) byAction.delete(action);
    else byAction.set(action, quota);
  }
  return {
    take(action, { dataStoreId, bytes = 0 }) {
      const quota = byAction.get(action);
      if (quota === undefined) return undefined;
      const { name, counts, account, dataStore } = quota;
      const cost = counts === 'kilobytes' ? Math.max(1, Math.ceil(bytes / 1_024)) : 1;
      const taken = (key: string, perSecond: number | undefined): number | undefined =>
        perSecond === undefined
          ? undefined
          : buckets.take(key, { perSecond, burst: Math.max(1, perSecond) }, cost);
      // That of the data store first: what one may not any more counts for no other.
      const ofStore = dataStoreId === undefined ? undefined : taken(`${name}/${dataStoreId}`, dataStore);
      return ofStore ?? taken(name, account);
    },
  };
}

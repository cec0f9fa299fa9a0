import type { ActionName } from '../healthlake/actions.js';

/** How many requests of some actions together are answered a second. */
export interface Quota {
  /** What it is called in AWS's list of quotas. */
  readonly name: string;
  readonly actions: readonly ActionName[];
  /** What is counted: requests, or what they bring in kilobytes, each begun one for a whole. */
  readonly counts: 'requests' | 'kilobytes';
  /** Of all data stores together, a second. */
  readonly account?: number;
  /** Of each data store, a second. */
  readonly dataStore?: number;
}

/** A quota of requests of one action: the name of both is the same. */
export function ofAction(action: ActionName, account: number, dataStore?: number): Quota {
  return {
    name: action,
    actions: [action],
    counts: 'requests',
    account,
    ...(dataStore !== undefined && { dataStore }),
  };
}

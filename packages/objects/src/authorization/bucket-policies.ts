import { WellspringError } from '@wellspring/errors';
import { readPolicy, type PolicyDocument } from '@wellspring/policy';
import type { Buckets } from '../embedded/buckets.js';

/** The policies of buckets, ready to be asked. */
export interface BucketPolicies {
  /**
   * Undefined where the bucket has none, or is not there.
   *
   * @throws WellspringError `object-unreadable` for one that cannot be read any more: nothing is let through then
   */
  of(bucket: string): Promise<PolicyDocument | undefined>;
}

/** Policies that are kept compiled: about 40 KB each where they are as long as they may be. */
const mostKept = 200;

/**
 * Reads the policies that stand in the buckets' records. The record is looked at each time, so a change counts at
 * once; only what was made of the text is kept.
 */
export function createBucketPolicies(buckets: Pick<Buckets, 'get'>): BucketPolicies {
  const compiled = new Map<string, PolicyDocument>();
  return {
    async of(bucket) {
      const text = (await buckets.get(bucket))?.settings.policy;
      if (typeof text !== 'string') return undefined;
      const known = compiled.get(text);
      if (known) return known;
      const outcome = readPolicy(text, 'resource');
      if (!outcome.ok)
        throw new WellspringError('object-unreadable', 'The policy of this bucket cannot be read');
      if (compiled.size >= mostKept) compiled.delete(compiled.keys().next().value!);
      compiled.set(text, outcome.policy);
      return outcome.policy;
    },
  };
}

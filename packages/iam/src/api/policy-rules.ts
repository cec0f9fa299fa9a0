import { WellspringError } from '@wellspring/errors';
import { readPolicy, type PolicyKind } from '@wellspring/policy';
import { quotaExceeded } from './faults.js';
import { policySizes } from './limits.js';

/** @throws WellspringError `iam-malformed-policy-document` */
export function checkPolicy(document: string, kind: PolicyKind): void {
  const outcome = readPolicy(document, kind);
  if (!outcome.ok) throw new WellspringError('iam-malformed-policy-document', outcome.fault);
}

/** @throws WellspringError `iam-malformed-policy-document`, `iam-limit-exceeded` */
export function checkManagedPolicy(document: string): void {
  if (sizeOf(document) > policySizes.managed) throw quotaExceeded('PolicySize', policySizes.managed);
  checkPolicy(document, 'identity');
}

/** @throws WellspringError `iam-malformed-policy-document`, `iam-limit-exceeded` */
export function checkTrustPolicy(document: string): void {
  if (sizeOf(document) > policySizes.trust) throw quotaExceeded('ACLSizePerRole', policySizes.trust);
  checkPolicy(document, 'trust');
}

/** "IAM doesn't count white space when calculating the size of a policy against these quotas." */
export function sizeOf(document: string): number {
  return document.replace(/\s/g, '').length;
}

import { principalOf, userIdOf } from '@wellspring/access';
import type { StsOperation } from './sts-call.js';

/**
 * Says who signed the request. No policy is asked: whoever is let in may know who that was
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 */
export const getCallerIdentity: StsOperation = ({ asker: { identity } }) => {
  const principal = principalOf(identity);
  return Promise.resolve({
    Arn: 'arn' in principal ? principal.arn : undefined,
    UserId: userIdOf(identity),
    Account: identity.account,
  });
};

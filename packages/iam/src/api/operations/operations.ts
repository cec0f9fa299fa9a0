import type { OperationTable } from '../iam-call.js';
import { accessKeyOperations } from './access-keys.js';
import { accountOperations } from './account.js';
import { attachedPolicyOperations } from './attached-policies.js';
import { boundaryOperations } from './boundaries.js';
import { groupOperations } from './groups.js';
import { inlinePolicyOperations } from './inline-policies.js';
import { notThereOperations } from './not-there.js';
import { policyOperations } from './policies.js';
import { policyVersionOperations } from './policy-versions.js';
import { roleOperations } from './roles.js';
import { tagOperations } from './tags.js';
import { userOperations } from './users.js';

/** Every action of IAM that this server has. */
export const operations: OperationTable = {
  ...userOperations,
  ...accessKeyOperations,
  ...groupOperations,
  ...roleOperations,
  ...policyOperations,
  ...policyVersionOperations,
  ...inlinePolicyOperations,
  ...attachedPolicyOperations,
  ...boundaryOperations,
  ...tagOperations,
  ...accountOperations,
  ...notThereOperations,
};

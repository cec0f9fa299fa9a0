import { countEntities } from '../../tables/entity.js';
import type { Rows } from '../../tables/rows.js';
import {
  accessKeysPerUser,
  attachmentQuotas,
  entityQuotas,
  groupsPerUser,
  policySizes,
  versionsPerPolicy,
} from '../limits.js';
import type { OperationTable } from '../iam-call.js';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export const accountOperations: OperationTable = {
  async GetAccountSummary(call) {
    await call.ask('*');
    const rows = call.iam.store.read;
    return {
      SummaryMap: new Map<string, number>([
        ['Users', await countEntities(rows, 'user')],
        ['UsersQuota', entityQuotas.user.limit],
        ['Groups', await countEntities(rows, 'group')],
        ['GroupsQuota', entityQuotas.group.limit],
        ['Roles', await countEntities(rows, 'role')],
        ['RolesQuota', entityQuotas.role.limit],
        ['Policies', await countEntities(rows, 'policy')],
        ['PoliciesQuota', entityQuotas.policy.limit],
        ['PolicyVersionsInUse', await versionsInUse(rows)],
        ['VersionsPerPolicyQuota', versionsPerPolicy],
        ['AccessKeysPerUserQuota', accessKeysPerUser],
        ['GroupsPerUserQuota', groupsPerUser],
        ['AttachedPoliciesPerUserQuota', attachmentQuotas.user.limit],
        ['AttachedPoliciesPerGroupQuota', attachmentQuotas.group.limit],
        ['AttachedPoliciesPerRoleQuota', attachmentQuotas.role.limit],
        ['PolicySizeQuota', policySizes.managed],
        ['UserPolicySizeQuota', policySizes.user],
        ['GroupPolicySizeQuota', policySizes.group],
        ['AssumeRolePolicySizeQuota', policySizes.trust],
        // The root credential is a file of the server's, or settings; there is no other way in as root.
        ['AccountAccessKeysPresent', 1],
        ['AccountMFAEnabled', 0],
        ['MFADevices', 0],
        ['MFADevicesInUse', 0],
      ]),
    };
  },
};

async function versionsInUse(rows: Rows): Promise<number> {
  const [row] = await rows<{ count: number }>(
    'SELECT count(*)::int AS count FROM wellspring.iam_policy_version',
  );
  return row!.count;
}

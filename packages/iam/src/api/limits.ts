/**
 * IAM's quotas, as they are for an account that has not asked for more
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). Names are those in IAM's errors.
 */
export const entityQuotas = {
  user: { name: 'UsersPerAccount', limit: 5_000 },
  group: { name: 'GroupsPerAccount', limit: 300 },
  role: { name: 'RolesPerAccount', limit: 1_000 },
  policy: { name: 'PoliciesPerAccount', limit: 1_500 },
} as const;

export const attachmentQuotas = {
  user: { name: 'PoliciesPerUser', limit: 10 },
  group: { name: 'PoliciesPerGroup', limit: 10 },
  role: { name: 'PoliciesPerRole', limit: 10 },
} as const;

export const accessKeysPerUser = 2;
export const groupsPerUser = 10;
export const versionsPerPolicy = 5;
export const tagsPerEntity = 50;

/** Characters of policies, white space not counted; of inline policies, of all together. */
export const policySizes = { managed: 6_144, trust: 2_048, user: 2_048, group: 5_120, role: 10_240 } as const;

export type { Authorizer, ServiceRoles, ServiceSession } from './authorizer/authorizer.js';
export { createIam, type Iam, type IamOptions } from './create-iam.js';
export { dataAccessRoleArn, dataAccessRoleName } from './data-access-role.js';
export type {
  AccessKeyIdentity,
  IdentityDirectory,
  IdentityPolicies,
  RoleIdentity,
  UserIdentity,
} from './identity-directory.js';
export { migrateIam } from './migrate-iam.js';

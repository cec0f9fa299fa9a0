export { createAccessKeyUses, type AccessKeyUses } from './access-key-uses.js';
export { createIamHandler, iamErrorAnswer, type IamHandler } from './api/iam-handler.js';
export type { Authorizer, ServiceRoles, ServiceSession } from './authorizer/authorizer.js';
export { createAuthorizer, type AuthorizerOptions } from './authorizer/create-authorizer.js';
export { createCredentialSource, type CredentialSourceOptions } from './authorizer/credential-source.js';
export { checkMasterKey } from './check-master-key.js';
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
export { createSessionTokens, type SessionTokens } from './sts/session-token.js';
export type { StsOptions } from './sts/sts-call.js';
export { createStsHandler, stsErrorAnswer, type StsHandler } from './sts/sts-handler.js';

export type {
  AccessKeyIdentity,
  IdentityDirectory,
  IdentityPolicies,
  RoleIdentity,
  UserIdentity,
} from './identity-directory.js';

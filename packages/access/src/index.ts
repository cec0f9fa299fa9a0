export type { AccessQuestion, Caller } from './caller.js';
export { createAuthenticator, type Authenticated, type AuthenticationOptions } from './authenticate.js';
export type { AuthenticationFailure } from './authentication-failure.js';
export {
  expiredSessionToken,
  invalidSessionToken,
  oneCredential,
  unknownAccessKey,
  type Credential,
  type CredentialSource,
} from './credential/credential.js';
export { loadMasterKey, readMasterKey } from './credential/master-key.js';
export { loadRootCredential, type RootCredential } from './credential/root-credential.js';
export {
  principalOf,
  userIdOf,
  type Identity,
  type RoleSession,
  type RootIdentity,
  type SigningUser,
  type TemporaryCredentials,
} from './identity.js';
export { queryDenials, type QueryDenial } from './query-denials.js';
export { s3Denials, type S3Denial } from './s3-denials.js';
export { createSealer, type Sealer } from './sealing/sealer.js';
export { signRequest, type SignableRequest, type SigningIdentity } from './signature/sign-request.js';
export type { ActionDefinition } from './healthlake/action.js';
export { actionDefinition, healthLakeActions, isReadOnly, type ActionName } from './healthlake/actions.js';
export { dataStoreArn, dataStoreIdOf, transformationProfileArn, type ArnAccount } from './healthlake/arns.js';
export { controlPlaneActions } from './healthlake/control-plane-actions.js';
export { dataPlaneActions } from './healthlake/data-plane-actions.js';
export { healthLakeService, passRoleQuestion } from './healthlake/pass-role.js';
export type { Quota } from './quotas/quota.js';
export { readQuotaOverrides, type QuotaOverrides } from './quotas/quota-overrides.js';
export { quotaProfiles, type QuotaProfile } from './quotas/quota-profiles.js';
export { createRequestQuotas, type CountedRequest, type RequestQuotas } from './quotas/request-quotas.js';
export { actionsTables } from './healthlake/actions-table.js';
export { quotasTable } from './quotas/quotas-table.js';

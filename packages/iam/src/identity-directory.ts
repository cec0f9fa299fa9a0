import type { PolicyDocument } from '@wellspring/policy';

/** What a user, or a role, may do at most and at all. */
export interface IdentityPolicies {
  /** Inline and attached, of a user those of its groups, too. */
  readonly identity: readonly PolicyDocument[];
  readonly boundary: PolicyDocument | undefined;
  /** `aws:PrincipalTag/{key}`. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface UserIdentity extends IdentityPolicies {
  readonly name: string;
  /** `AIDA...` */
  readonly userId: string;
  readonly arn: string;
}

export interface RoleIdentity extends IdentityPolicies {
  readonly name: string;
  /** `AROA...` */
  readonly roleId: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly maxSessionSeconds: number;
}

export interface AccessKeyIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly isActive: boolean;
  readonly user: UserIdentity;
}

/**
 * Who there is, read through caches that are dropped as soon as a policy, key, user, group or role changes:
 * at once in this process, within a second in others.
 */
export interface IdentityDirectory {
  accessKey(accessKeyId: string): Promise<AccessKeyIdentity | undefined>;
  userById(userId: string): Promise<UserIdentity | undefined>;
  roleByArn(arn: string): Promise<RoleIdentity | undefined>;
  roleById(roleId: string): Promise<RoleIdentity | undefined>;
  /** A managed policy as it is now, the account's own or AWS's. */
  managedPolicy(arn: string): Promise<PolicyDocument | undefined>;
}

import type { PolicyDocument, Principal } from '@wellspring/policy';

/** When credentials that end by themselves were made, and when they end: milliseconds since 1970. */
export interface TemporaryCredentials {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The account itself, by the root credential or by temporary ones made with it. */
export interface RootIdentity {
  readonly kind: 'root';
  /** 12 digits. */
  readonly account: string;
  /** Undefined where the credentials last. */
  readonly temporary?: TemporaryCredentials;
}

/** An IAM user, by an access key or by temporary credentials made with one (GetSessionToken). */
export interface SigningUser {
  readonly kind: 'user';
  readonly account: string;
  readonly name: string;
  /** `AIDA...` */
  readonly userId: string;
  readonly arn: string;
  readonly temporary?: TemporaryCredentials;
}

/** A role that somebody took on (AssumeRole), or that a service acts as. */
export interface RoleSession {
  readonly kind: 'role-session';
  readonly account: string;
  readonly roleName: string;
  /** `AROA...` */
  readonly roleId: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /** `arn:aws:sts::{account}:assumed-role/{roleName}/{sessionName}` */
  readonly arn: string;
  readonly temporary: TemporaryCredentials;
  /** What the session may have at most, beside the role: policies given with it, and ARNs of managed ones. */
  readonly bounds?: {
    readonly policies: readonly PolicyDocument[];
    readonly policyArns: readonly string[];
  };
  /** Session tags; they win over the role's. */
  readonly tags: Readonly<Record<string, string>>;
  /** Which of them go on to roles that this session takes on. */
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
  /** `healthlake.amazonaws.com`, where a service acts as the role. */
  readonly service?: string;
}

/** Whose credentials a request was signed with. */
export type Identity = RootIdentity | SigningUser | RoleSession;

/** The same as policies name it. */
export function principalOf(identity: Identity): Principal {
  const { account } = identity;
  switch (identity.kind) {
    case 'root':
      return { kind: 'root', account, arn: `arn:aws:iam::${account}:root` };
    case 'user':
      return { kind: 'user', account, arn: identity.arn };
    case 'role-session':
      return { kind: 'session', account, arn: identity.arn, roleArn: identity.roleArn };
    default:
      return identity satisfies never;
  }
}

/** `aws:userid`, and `UserId` of GetCallerIdentity. */
export function userIdOf(identity: Identity): string {
  switch (identity.kind) {
    case 'root':
      return identity.account;
    case 'user':
      return identity.userId;
    case 'role-session':
      return `${identity.roleId}:${identity.sessionName}`;
    default:
      return identity satisfies never;
  }
}

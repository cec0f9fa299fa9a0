import { readPolicy, type PolicyDocument, type PolicyKind } from '@wellspring/policy';
import type {
  AccessKeyIdentity,
  IdentityDirectory,
  RoleIdentity,
  UserIdentity,
} from '../identity-directory.js';

export const testAccount = '000000000000';

/** Reads the statements of a policy of a test. */
export function testPolicy(
  statements: object | readonly object[],
  kind: PolicyKind = 'identity',
): PolicyDocument {
  const outcome = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind);
  if (!outcome.ok) throw new Error(outcome.fault);
  return outcome.policy;
}

/** A statement that allows an action on everything, or on what else is said. */
export function allowing(action: string | readonly string[], more: object = {}): object {
  return { Effect: 'Allow', Action: action, Resource: '*', ...more };
}

/** A trust policy that lets a principal take the role on. */
export function trusting(principal: object, more: object = {}): PolicyDocument {
  return testPolicy({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more }, 'trust');
}

/** Users, roles and policies that stand in memory and can be changed while a test runs. */
export class TestDirectory implements IdentityDirectory {
  readonly users = new Map<string, UserIdentity>();
  readonly keys = new Map<string, AccessKeyIdentity>();
  readonly roles = new Map<string, RoleIdentity>();
  readonly policies = new Map<string, PolicyDocument>();

  addUser(name: string, more: Partial<UserIdentity> = {}): UserIdentity {
    const userId = `AIDA${name.toUpperCase()}`;
    const arn = `arn:aws:iam::${testAccount}:user/${name}`;
    const user = { name, userId, arn, identity: [], boundary: undefined, tags: {}, ...more };
    this.users.set(user.userId, user);
    return user;
  }

  addKey(accessKeyId: string, user: UserIdentity, more: Partial<AccessKeyIdentity> = {}): void {
    this.keys.set(accessKeyId, {
      accessKeyId,
      secretAccessKey: `secret of ${accessKeyId}`,
      isActive: true,
      user,
      ...more,
    });
  }

  addRole(name: string, trust: PolicyDocument, more: Partial<RoleIdentity> = {}): RoleIdentity {
    const roleId = `AROA${name.toUpperCase()}`;
    const role = {
      name,
      roleId,
      arn: `arn:aws:iam::${testAccount}:role/${name}`,
      identity: [],
      boundary: undefined,
      tags: {},
      trust,
      maxSessionSeconds: 3600,
      ...more,
    };
    this.roles.set(role.roleId, role);
    return role;
  }

  accessKey(id: string): Promise<AccessKeyIdentity | undefined> {
    return Promise.resolve(this.keys.get(id));
  }
  userById(id: string): Promise<UserIdentity | undefined> {
    return Promise.resolve(this.users.get(id));
  }
  roleById(id: string): Promise<RoleIdentity | undefined> {
    return Promise.resolve(this.roles.get(id));
  }
  roleByArn(arn: string): Promise<RoleIdentity | undefined> {
    return Promise.resolve([...this.roles.values()].find((role) => role.arn === arn));
  }
  managedPolicy(arn: string): Promise<PolicyDocument | undefined> {
    return Promise.resolve(this.policies.get(arn));
  }
}

import type { Identity, RoleSession, SigningUser } from '@wellspring/access';
import type { Awaitable } from '@wellspring/http';
import type { PolicyDocument } from '@wellspring/policy';
import type { IdentityDirectory } from '../identity-directory.js';

/** What an identity has at this moment. */
export interface HeldPolicies {
  readonly identity: readonly PolicyDocument[];
  readonly boundary: PolicyDocument | undefined;
  readonly session: readonly PolicyDocument[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Of the root, which has none. */
const nothing: HeldPolicies = { identity: [], boundary: undefined, session: undefined, tags: {} };

/**
 * Looks up the policies of an identity anew: what was changed since it signed its request counts.
 *
 * @returns undefined where the user or role is gone
 */
export function heldPolicies(
  identity: Identity,
  directory: IdentityDirectory,
): Awaitable<HeldPolicies | undefined> {
  switch (identity.kind) {
    case 'root':
      return nothing;
    case 'user':
      return ofUser(identity, directory);
    case 'role-session':
      return ofSession(identity, directory);
    default:
      return identity satisfies never;
  }
}

async function ofUser(
  { userId }: SigningUser,
  directory: IdentityDirectory,
): Promise<HeldPolicies | undefined> {
  const user = await directory.userById(userId);
  return user && { session: undefined, ...held(user) };
}

async function ofSession(
  { roleId, bounds }: RoleSession,
  directory: IdentityDirectory,
): Promise<HeldPolicies | undefined> {
  const role = await directory.roleById(roleId);
  if (!role) return undefined;
  if (!bounds) return { session: undefined, ...held(role) };
  // A policy that is not there any more gives nothing.
  const managed = await Promise.all(bounds.policyArns.map((arn) => directory.managedPolicy(arn)));
  const session = [...bounds.policies, ...managed.filter((policy) => policy !== undefined)];
  return { session, ...held(role) };
}

function held({ identity, boundary, tags }: Omit<HeldPolicies, 'session'>): Omit<HeldPolicies, 'session'> {
  return { identity, boundary, tags };
}

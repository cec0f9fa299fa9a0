import type { Identity } from '@wellspring/access';
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
export async function heldPolicies(
  identity: Identity,
  directory: IdentityDirectory,
): Promise<HeldPolicies | undefined> {
  switch (identity.kind) {
    case 'root':
      return nothing;
    case 'user': {
      const user = await directory.userById(identity.userId);
      return user && { session: undefined, ...held(user) };
    }
    case 'role-session': {
      const role = await directory.roleById(identity.roleId);
      if (!role) return undefined;
      const { bounds } = identity;
      if (!bounds) return { session: undefined, ...held(role) };
      // A policy that is not there any more gives nothing.
      const managed = await Promise.all(bounds.policyArns.map((arn) => directory.managedPolicy(arn)));
      const session = [...bounds.policies, ...managed.filter((policy) => policy !== undefined)];
      return { session, ...held(role) };
    }
    default:
      return identity satisfies never;
  }
}

function held({ identity, boundary, tags }: Omit<HeldPolicies, 'session'>): Omit<HeldPolicies, 'session'> {
  return { identity, boundary, tags };
}

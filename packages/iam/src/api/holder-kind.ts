import { required, type Parameter } from '../query-protocol/parameter.js';
import type { EntityKind } from '../tables/entity.js';
import { groupName, roleName, userName } from './parameters.js';

/** Users, groups and roles have policies; their actions differ in names alone. */
export interface HolderKind {
  readonly kind: Exclude<EntityKind, 'policy'>;
  /** As it stands in names of actions: `AttachUserPolicy`. */
  readonly title: 'User' | 'Group' | 'Role';
  /** The parameter that names one is `title` and `Name`; this is how it is read. */
  readonly holderName: Parameter<string>;
}

export const userKind: HolderKind = { kind: 'user', title: 'User', holderName: required(userName) };
export const groupKind: HolderKind = { kind: 'group', title: 'Group', holderName: required(groupName) };
export const roleKind: HolderKind = { kind: 'role', title: 'Role', holderName: required(roleName) };

export const holderKinds: readonly HolderKind[] = [userKind, groupKind, roleKind];

/**
 * The parameter that names the holder, by its own name in the form and as `holder` in the code.
 *
 * @example readParameters(form, { ...holderOf(userKind), PolicyName: required(policyName) })
 */
export function holderOf({ title, holderName }: HolderKind): { readonly holder: Parameter<string> } {
  return { holder: (form, _, findings) => holderName(form, `${title}Name`, findings) };
}

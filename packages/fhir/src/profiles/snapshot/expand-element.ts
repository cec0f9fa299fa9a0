import { ProfileFault } from '../profile-fault.js';
import { textOf, typesOf } from './element-json.js';
import type { ProfileElement } from './element-tree.js';
import type { ProfileTree } from './profile-tree.js';
import { referredContent, specifiedTree } from './specified-tree.js';

/**
 * What is below an element about which its own list says nothing: what its type says, or the profile on its type.
 * Of a choice of types that is what all have, id and extension.
 * @returns nodes that belong to another tree, to be copied before they are changed
 */
export async function contentOf(
  { element }: ProfileElement,
  tree: (canonical: string) => Promise<ProfileTree | undefined>,
): Promise<readonly ProfileElement[]> {
  const contentReference = textOf(element, 'contentReference');
  if (contentReference !== undefined) return referredContent(contentReference)?.children ?? [];
  const [type, ...others] = typesOf(element);
  if (type === undefined || others.length > 0) return specifiedTree('Element')!.children!;
  const [profile, ...alternatives] = type.profile;
  if (profile !== undefined && alternatives.length === 0) {
    const found = await usableTree(profile, tree);
    if (found !== undefined) return found.root.children ?? [];
  }
  return (specifiedTree(type.code) ?? specifiedTree('Element')!).children ?? [];
}

/** A profile on a type that cannot be used is said where it is checked; here the type is enough. */
async function usableTree(
  profile: string,
  tree: (canonical: string) => Promise<ProfileTree | undefined>,
): Promise<ProfileTree | undefined> {
  try {
    return await tree(profile);
  } catch (fault) {
    if (fault instanceof ProfileFault) return undefined;
    throw fault;
  }
}

import type { AccessQuestion } from '@wellspring/access';

/**
 * The condition keys of an object's tags: of those that it has, `s3:ExistingObjectTag/team`, or of those that it is to
 * have, `s3:RequestObjectTag/team`.
 *
 * @param tagging as they came with the object: `team=research&phi=no`
 */
export function tagKeys(
  name: 'ExistingObjectTag' | 'RequestObjectTag',
  tagging: string | undefined,
): NonNullable<AccessQuestion['context']> {
  const tags = [...new URLSearchParams(tagging ?? '')];
  return Object.fromEntries(tags.map(([key, value]) => [`s3:${name}/${key}`, value]));
}

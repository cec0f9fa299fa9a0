import type { Identity } from '@wellspring/access';

/** What a session hands on to the roles that it takes on. */
export interface Inherited {
  readonly tags: Readonly<Record<string, string>>;
  readonly sourceIdentity: string | undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining */
export function inheritedFrom(identity: Identity): Inherited {
  if (identity.kind !== 'role-session') return { tags: {}, sourceIdentity: undefined };
  const { tags, transitiveTagKeys, sourceIdentity } = identity;
  const handedOn = Object.entries(tags).filter(([key]) => transitiveTagKeys.includes(key));
  return { tags: Object.fromEntries(handedOn), sourceIdentity };
}

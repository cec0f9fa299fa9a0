import type { JsonObject } from '@wellspring/fhir';

/** A tag or a security label. */
export type Label = JsonObject;

/** The sets in a meta: profiles by URL, tags and security labels by system and code. */
export interface LabelSets {
  readonly profile: readonly string[];
  /** Extensions of the profiles, each at the place of its profile; null where it has none. */
  readonly profileExtensions: readonly (JsonObject | null)[];
  readonly tag: readonly Label[];
  readonly security: readonly Label[];
}

/** The sets of a valid meta. */
export function labelSets(meta: JsonObject): LabelSets {
  // Where a URL is left out, null keeps its place for its extension: such a one is no profile to match.
  const profile = (meta['profile'] ?? []) as readonly (string | null)[];
  const extensions = (meta['_profile'] ?? []) as readonly (JsonObject | null)[];
  const kept = profile.flatMap((url, at) => (url === null ? [] : [at]));
  return {
    profile: kept.map((at) => profile[at]!),
    profileExtensions: kept.map((at) => extensions[at] ?? null),
    tag: (meta['tag'] ?? []) as readonly Label[],
    security: (meta['security'] ?? []) as readonly Label[],
  };
}

/** "The identity of a tag or security label is the system+code"; version and display do not count. */
export function labelIdentity({ system, code }: Label): string {
  return JSON.stringify([system, code]);
}

/** The sets with others added; "duplicates are not created", and what is there stays as it is. */
export function withLabels(sets: LabelSets, added: LabelSets): LabelSets {
  let { profile, profileExtensions } = sets;
  added.profile.forEach((url, at) => {
    if (profile.includes(url)) return;
    profile = [...profile, url];
    profileExtensions = [...profileExtensions, added.profileExtensions[at] ?? null];
  });
  return {
    profile,
    profileExtensions,
    tag: union(sets.tag, added.tag),
    security: union(sets.security, added.security),
  };
}

/** The sets without others; "it is not an error if these tags, profiles, and labels do not exist". */
export function withoutLabels(sets: LabelSets, removed: LabelSets): LabelSets {
  const kept = sets.profile.flatMap((url, at) => (removed.profile.includes(url) ? [] : [at]));
  return {
    profile: kept.map((at) => sets.profile[at]!),
    profileExtensions: kept.map((at) => sets.profileExtensions[at] ?? null),
    tag: difference(sets.tag, removed.tag),
    security: difference(sets.security, removed.security),
  };
}

/** Whether two results of the above on the same sets have the same members. */
export function isSameSize(left: LabelSets, right: LabelSets): boolean {
  return (
    left.profile.length === right.profile.length &&
    left.tag.length === right.tag.length &&
    left.security.length === right.security.length
  );
}

/** The members of a meta that have these sets; FHIR has no empty arrays. */
export function metaMembers({ profile, profileExtensions, tag, security }: LabelSets) {
  return {
    profile: profile.length > 0 ? profile : undefined,
    _profile: profileExtensions.some((extension) => extension !== null) ? profileExtensions : undefined,
    security: security.length > 0 ? security : undefined,
    tag: tag.length > 0 ? tag : undefined,
  };
}

function union(labels: readonly Label[], added: readonly Label[]): readonly Label[] {
  const seen = new Set(labels.map(labelIdentity));
  return [...labels, ...added.filter((label) => seen.size < seen.add(labelIdentity(label)).size)];
}

function difference(labels: readonly Label[], removed: readonly Label[]): readonly Label[] {
  const gone = new Set(removed.map(labelIdentity));
  return labels.filter((label) => !gone.has(labelIdentity(label)));
}

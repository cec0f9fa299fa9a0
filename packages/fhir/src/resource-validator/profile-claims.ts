import type { JsonObject, JsonValue } from '../json/json-value.js';

/** A resource that claims profiles, where it stands, and whom it is contained in. */
export interface ClaimingResource {
  readonly tree: JsonObject;
  readonly rootResource: JsonObject;
  /** The Bundle that it, or what it is contained in, is an entry of. */
  readonly bundle: JsonObject | undefined;
  /** FHIRPath of where it stands: `Bundle.entry[2].resource`; undefined for the resource itself. */
  readonly path: string | undefined;
  readonly profiles: readonly string[];
}

/** The most profiles of one resource that are looked at. */
const MOST_PROFILES = 20;
/** The most resources within one that are looked at. */
const MOST_WITHIN = 2_000;

/** The profiles that a resource says it meets. */
export function claimedProfiles(tree: JsonObject): readonly string[] {
  const { meta } = tree;
  const profile = isObject(meta) ? meta['profile'] : undefined;
  const claimed = listOf(profile).filter((each) => typeof each === 'string');
  return [...new Set(claimed)].slice(0, MOST_PROFILES);
}

/** The resources within another that claim profiles: those contained, and the entries of a Bundle. */
export function* claimsWithin(
  tree: JsonObject,
  path = typeOf(tree),
  bundle?: JsonObject,
  count = { resources: 0 },
): Generator<ClaimingResource> {
  const within = [
    ...listOf(tree['contained']).map((inner, at) => ({
      inner,
      path: `${path}.contained[${at}]`,
      root: tree,
      bundle,
    })),
    ...listOf(tree['resourceType'] === 'Bundle' ? tree['entry'] : undefined).map((entry, at) => ({
      inner: isObject(entry) ? entry['resource'] : undefined,
      path: `${path}.entry[${at}].resource`,
      root: undefined,
      bundle: tree,
    })),
  ];
  for (const { inner, path: place, root, bundle: around } of within) {
    if (!isObject(inner) || ++count.resources > MOST_WITHIN) continue;
    const profiles = claimedProfiles(inner);
    if (profiles.length > 0)
      yield { tree: inner, rootResource: root ?? inner, bundle: around, path: place, profiles };
    if (root === undefined) yield* claimsWithin(inner, place, around, count);
  }
}

/** The type that a resource says it is of. */
export function typeOf({ resourceType }: JsonObject): string {
  return typeof resourceType === 'string' ? resourceType : 'Resource';
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

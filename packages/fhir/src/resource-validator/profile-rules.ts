import type { ConformanceSource } from '../conformance/conformance-source.js';
import type { Issue } from '../issue.js';
import type { JsonObject } from '../json/json-value.js';
import type { Findings } from '../validation/findings.js';

/** Where a resource stands that a profile is checked on. */
export interface ProfileContext {
  readonly resource: JsonObject;
  /** The one that contains it; else itself. */
  readonly rootResource: JsonObject;
}

/** A profile ready to be checked, or why it cannot be. */
export type ProfileOutcome<Profile> =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** How StructureDefinitions become rules, and what resources have to meet of them beyond the base specification. */
export interface ProfileRules<Profile> {
  compile(definition: JsonObject, source: ConformanceSource): Promise<ProfileOutcome<Profile>>;
  check(profile: Profile, tree: JsonObject, context: ProfileContext): Findings;
}

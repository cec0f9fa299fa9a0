import { resourceNode } from '../fhirpath/evaluation/node-children.js';
import type { JsonObject } from '../json/json-value.js';
import type { Findings } from '../validation/findings.js';
import { CheckRun } from './checking/check-run.js';
import { checkAgainst } from './checking/meets-profile.js';
import type { CompiledProfile } from './compiled-profile.js';

/** Where a resource is that is checked, if it is inside another. */
export interface ProfileContext {
  /** The resource that contains it; else it is its own. */
  readonly rootResource?: JsonObject;
  /** The Bundle that it (or its container) is an entry of, where references lead to other entries. */
  readonly bundle?: JsonObject;
  /** FHIRPath of the resource in the whole that is checked: `Bundle.entry[3].resource`. */
  readonly expression?: string;
}

/**
 * What a resource lacks of a profile: what the profile demands beyond the base specification, which `validateBase`
 * checks. The resource should be valid by its structure; what is not is passed over.
 *
 * @returns at most 100 issues that name the profile, the slice and, by FHIRPath, the element; and the bindings that
 *   only a terminology can judge. A profile of another type is one issue.
 * @see https://hl7.org/fhir/R4/profiling.html
 * @example
 * checkProfile(profile, { resourceType: 'Patient' }).issues[0]?.diagnostics
 * // Patient.name: is required, but missing (profile http://a.example/StructureDefinition/named|1.0.0)
 */
export function checkProfile(
  profile: CompiledProfile,
  tree: JsonObject,
  context: ProfileContext = {},
): Findings {
  const node = resourceNode(tree);
  const { rootResource = tree, bundle = node.type === 'Bundle' ? tree : undefined, expression } = context;
  const run = new CheckRun({ resource: tree, rootResource, bundle }, expression ?? node.type);
  if (profile.type !== node.type && profile.type !== 'Resource' && profile.type !== 'DomainResource')
    run.add(
      'invalid',
      'profile-of-other-type',
      `is not ${profile.type}, which ${profile.canonical} is about`,
    );
  else checkAgainst(run, node, profile);
  return run.findings;
}

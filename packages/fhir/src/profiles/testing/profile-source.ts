import { canonicalParts, type ConformanceSource } from '../../conformance/conformance-source.js';
import { specified } from '../../conformance/specification.js';
import type { JsonObject } from '../../json/json-value.js';
import type { Findings } from '../../validation/findings.js';
import { checkProfile, type ProfileContext } from '../check-profile.js';
import { compileProfile } from '../compile-profile.js';

const base = 'http://hl7.org/fhir/StructureDefinition/';

/** The URL that a self-made profile has by its name. */
export function urlOf(name: string): string {
  return `http://a.example/StructureDefinition/${name}`;
}

/** A profile in differential form; each element with its path, and whatever else. */
export function profileOf(
  name: string,
  type: string,
  element: readonly JsonObject[],
  more: JsonObject = {},
): JsonObject {
  return {
    resourceType: 'StructureDefinition',
    url: urlOf(name),
    version: '1.0.0',
    type,
    kind: 'resource',
    derivation: 'constraint',
    baseDefinition: base + type,
    differential: { element },
    ...more,
  };
}

/** The definition of an extension with one value. */
export function extensionOf(
  name: string,
  element: readonly JsonObject[] = [],
  more: JsonObject = {},
): JsonObject {
  return profileOf(name, 'Extension', [{ path: 'Extension.url', fixedUri: urlOf(name) }, ...element], {
    context: [{ type: 'element', expression: 'Patient' }],
    ...more,
  });
}

/** The specification with some definitions beside it. */
export function sourceOf(definitions: readonly JsonObject[]): ConformanceSource {
  return {
    find(type, by) {
      if (!('url' in by)) return Promise.resolve(undefined);
      const found = definitions.find(({ resourceType, url }) => resourceType === type && url === by.url);
      return Promise.resolve(found ?? specified(type, canonicalParts(by.url)));
    },
  };
}

/** What is found in a resource by a profile. */
export async function findingsOf(
  definition: JsonObject,
  tree: JsonObject,
  others: readonly JsonObject[] = [],
  context: ProfileContext = {},
): Promise<Findings> {
  const outcome = await compileProfile(definition, sourceOf([definition, ...others]));
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join());
  return checkProfile(outcome.profile, tree, context);
}

/** `detail at expression` of each issue: what tests compare. */
export async function faultsOf(
  definition: JsonObject,
  tree: JsonObject,
  others: readonly JsonObject[] = [],
  context: ProfileContext = {},
): Promise<readonly string[]> {
  const { issues } = await findingsOf(definition, tree, others, context);
  return issues.map(({ severity, detail, expression }) => {
    const shown = severity === 'error' ? '' : `${severity} `;
    return `${shown}${detail ?? ''} at ${expression?.join() ?? ''}`;
  });
}

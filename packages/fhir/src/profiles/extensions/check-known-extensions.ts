import { specified } from '../../conformance/specification.js';
import type { JsonObject } from '../../json/json-value.js';
import type { Findings } from '../../validation/findings.js';
import type { ProfileCompilation } from '../compile-profile.js';
import type { CompiledProfile } from '../compiled-profile.js';
import { checkExtensions } from './check-extensions.js';
import { extensionUrls } from './extension-urls.js';

const nothing: Findings = { issues: [], questions: [] };

/**
 * Checks the extensions of a resource whose definitions the source of a compilation has beyond the specification, whose
 * own extensions belong to the base rules. Definitions that cannot be used are passed over.
 *
 * @example
 * const findings = await checkKnownExtensions(patient, createProfileCompilation(source));
 */
export async function checkKnownExtensions(
  tree: JsonObject,
  compilation: Pick<ProfileCompilation, 'find'>,
): Promise<Findings> {
  const definitions = new Map<string, CompiledProfile>();
  for (const url of extensionUrls(tree)) {
    if (specified('StructureDefinition', { url }) !== undefined) continue;
    const outcome = await compilation.find(url);
    if (outcome?.ok === true) definitions.set(url, outcome.profile);
  }
  return definitions.size === 0 ? nothing : checkExtensions(tree, definitions);
}

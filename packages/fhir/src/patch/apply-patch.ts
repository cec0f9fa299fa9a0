import { WellspringError } from '@wellspring/errors';
import type { JsonObject } from '../json/json-value.js';
import { applyFhirPathOperation } from './fhirpath-patch/apply-fhirpath-patch.js';
import { applyJsonPatchOperation } from './json-patch/apply-json-patch.js';
import { PatchEffort } from './patch-effort.js';
import { copyTree, isPatchedObject, type PatchedObject, type PatchedValue } from './patched-tree.js';
import type { Patch } from './patch.js';

/**
 * Applies a patch to the tree of a resource: all of it, or nothing. The tree given stays as it is. Numbers of the
 * patch that a double does not hold as written stand in the result as `ExactNumber`; `patchResource` goes from text
 * to text and keeps those of the resource, too.
 *
 * The result need not be a valid resource, nor of the same type and id.
 *
 * @throws WellspringError `patch-test-failed`, `patch-not-applicable`, `patch-too-costly`
 * @example
 * const patch = readPatch('application/json-patch+json', Buffer.from('[{"op":"remove","path":"/active"}]'));
 * applyPatch(patch, { resourceType: 'Patient', active: true }); // { resourceType: 'Patient' }
 */
export function applyPatch(patch: Patch, resource: JsonObject): JsonObject {
  const effort = new PatchEffort();
  const root: [PatchedValue] = [copyTree(resource)];
  switch (patch.kind) {
    case 'json-patch':
      for (const operation of patch.operations) applyJsonPatchOperation(root, operation, effort);
      break;
    case 'fhirpath-patch':
      for (const operation of patch.operations)
        applyFhirPathOperation(root[0] as PatchedObject, operation, effort);
      break;
    default:
      patch satisfies never;
  }
  const [patched] = root;
  if (!isPatchedObject(patched))
    throw new WellspringError('patch-not-applicable', 'After the patch there would be no resource');
  return patched;
}

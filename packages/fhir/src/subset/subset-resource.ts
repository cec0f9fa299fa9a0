import { rootSelection } from './root-selection.js';
import { selectMembers } from './select-members.js';
import type { Subset } from './subset.js';

/**
 * The part of a stored resource that `_summary` or `_elements` asks for, tagged SUBSETTED where it is not all
 * of it.
 *
 * - `summary: 'true'`: at every depth the elements that the definitions mark as summary, and the
 *   required ones. Extensions are not among them, but for modifierExtension, the companion of a
 *   primitive that stays (`_birthDate`), and an object that has nothing else.
 * - `summary: 'text'`: narrative and required elements at the root.
 * - `summary: 'data'`: all but the narrative.
 * - `summary: 'false'`: the body as it is.
 * - `elements`: the named and the required elements at the root. Unknown names have no effect;
 *   `unknownElements` finds them.
 *
 * `id`, `meta`, `implicitRules` and `modifierExtension` always stay. What stays has its bytes: every
 * digit, every escape, the order. A subset of the same subset is the same.
 *
 * @param body JSON without white space between tokens, as `ParsedResource.stored` gives it, also
 * after `spliceVersion`
 * @param type the resource type
 * @throws Error if there is no such resource type.
 * @see https://hl7.org/fhir/R4/search.html#summary and https://hl7.org/fhir/R4/search.html#elements
 * @example
 * subsetResource(body, 'Patient', { elements: ['birthDate'] })
 * // {"resourceType":"Patient","id":"1","meta":{...,"tag":[{...,"code":"SUBSETTED"}]},"birthDate":"1970-01-31"}
 */
export function subsetResource(body: Buffer, type: string, what: Subset): Buffer {
  const selection = rootSelection(type, what);
  if (selection === undefined) return body;
  return Buffer.from(selectMembers(body.toString('latin1'), selection), 'latin1');
}

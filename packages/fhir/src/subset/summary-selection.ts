import { isPrimitiveType } from '../definitions/primitive-type.js';
import { r4 } from '../definitions/r4.js';
import { jsonMembers } from './json-members.js';
import type { Kept, Selection } from './selection.js';

/**
 * No element of an extension or a narrative is marked as part of the summary, not even the required
 * ones; where one of them stays it says something only as a whole. Meta is for the server to keep.
 */
const indivisible: ReadonlySet<string> = new Set(['Extension', 'Narrative', 'Meta']);

const selections = new Map<string, Selection>();

function keptOf(type: string): Kept {
  if (isPrimitiveType(type) || indivisible.has(type)) return 'whole';
  return type === 'Resource' ? 'resource' : summarySelection(type);
}

/**
 * The summary of a resource type, data type or backbone element: what the definitions mark as such,
 * and what is required, so that the parts that stay are whole.
 *
 * `modifierExtension` stays at the root too, though DomainResource does not mark it: "if an element
 * is at the root [...] and the element is a modifier, it must be marked as isSummary=true", says the
 * definition of ElementDefinition.isSummary, and a resource without it would mean something else.
 * @throws Error if there is no such type.
 */
export function summarySelection(name: string): Selection {
  const known = selections.get(name);
  if (known !== undefined) return known;
  const definition = r4.structure(name);
  if (definition === undefined) throw new Error(`no definition of ${name}`);

  const members = new Map<string, Kept>();
  const selection: Selection = { kept: (key) => members.get(key) };
  // Known before its elements are looked at, since they may lead back here.
  selections.set(name, selection);
  if (definition.kind === 'resource') members.set('resourceType', 'whole').set('modifierExtension', 'whole');
  for (const element of definition.elements) {
    if (!element.isSummary && !element.isRequired) continue;
    for (const { type, keys } of jsonMembers(element)) {
      for (const key of keys) members.set(key, keptOf(type));
    }
  }
  return selection;
}

import { r4 } from '../definitions/r4.js';
import { jsonMembers } from './json-members.js';

function elementNames(type: string): readonly string[] {
  return (r4.structure(type)?.elements ?? []).flatMap((element) =>
    element.isChoice
      ? [element.name, `${element.name}[x]`, ...jsonMembers(element).map(({ key }) => key)]
      : [element.name],
  );
}

/**
 * The names in `_elements` that are elements at the root of none of the types searched, in the order
 * given: an error where the client asks for strict handling, else without effect. A choice can be
 * named by its base name (`value`, `value[x]`) or with one of its types (`valueQuantity`).
 * @see https://hl7.org/fhir/R4/search.html#elements
 * @example unknownElements(['Patient'], ['name', 'subject', 'name.family']) // ['subject', 'name.family']
 */
export function unknownElements(types: readonly string[], names: readonly string[]): readonly string[] {
  const known = new Set(types.flatMap(elementNames));
  return names.filter((name) => !known.has(name));
}

import { elementTypes } from './element-types.js';
import { targetTypes } from './reference-parameters.js';
import type { SearchParameter } from './search-parameter.js';
import { searchParameters } from './search-parameters.js';

/** The search parameter by which each resource of a type tells the one of the same type that it is part of. */
export interface HierarchyLink {
  readonly type: string;
  readonly param: string;
}

const wholeElement = /^([A-Z][A-Za-z]+)\.(?:partOf|parent|parentDevice)$/;

/** "When the reference establishes a strict hierarchy": of those to the same type, the ones that say part of what. */
function linkOf(type: string): HierarchyLink | undefined {
  for (const parameter of searchParameters(type).values()) {
    if (parameter.type !== 'reference' || wholeElement.exec(parameter.expression)?.[1] !== type) continue;
    if (!targetTypes(parameter).includes(type) || isCanonical(type, parameter)) continue;
    return { type, param: parameter.name };
  }
  return undefined;
}

/**
 * The hierarchies that a reference parameter may lead into, which are what `:above` and `:below` go through.
 * @see https://hl7.org/fhir/R4/search.html#recursive
 * @example hierarchyLinks(procedureLocation) // [{ type: 'Location', param: 'partof' }]
 */
export function hierarchyLinks(parameter: Pick<SearchParameter, 'targets'>): readonly HierarchyLink[] {
  return targetTypes(parameter).flatMap((type) => linkOf(type) ?? []);
}

/** Whether the values of a reference parameter are canonical URLs, possibly with a version. */
export function isCanonical(type: string, parameter: SearchParameter): boolean {
  return elementTypes(type, parameter).has('canonical');
}

import { readDefinitions, type Definitions } from './definitions.js';

/** FHIR R4, read once. */
export const r4: Definitions = readDefinitions();

/**
 * Every R4 resource type, alphabetical: 146, without the abstract Resource and DomainResource. The
 * position in this list is not a stable number to store.
 * @see https://hl7.org/fhir/R4/resourcelist.html
 */
export const resourceTypes: readonly string[] = r4.resourceTypes;

const known: ReadonlySet<string> = new Set(resourceTypes);

/**
 * Whether this is the name of an R4 resource type.
 * @example isResourceType('Patient') // true
 */
export function isResourceType(name: string): boolean {
  return known.has(name);
}

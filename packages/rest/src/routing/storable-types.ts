import { isResourceType, resourceTypes } from '@wellspring/fhir';

/**
 * R4 types that only travel in requests and answers: the contract has them neither stored nor read.
 */
const transient: ReadonlySet<string> = new Set(['OperationOutcome', 'Parameters']);

/** Whether resources of this type are stored here. */
export function isStorableType(type: string): boolean {
  return isResourceType(type) && !transient.has(type);
}

/** Every type that is stored here. */
export function storableTypes(): readonly string[] {
  return resourceTypes.filter((type) => !transient.has(type));
}

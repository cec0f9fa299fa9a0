import { resourceTypes } from '../definitions/r4.js';
import type { SearchParameter } from './search-parameter.js';
import { searchParameters } from './search-parameters.js';

/** A search parameter with the type that has it: one that resources can be included by. */
export interface ReferringParameter {
  readonly source: string;
  readonly name: string;
}

/**
 * The search parameters of a type that are references, which is what `_include` takes.
 * @example referenceParameters('Device').map(({ name }) => name) // ['location', 'organization', 'patient']
 */
export function referenceParameters(type: string): readonly SearchParameter[] {
  return [...searchParameters(type).values()].filter((parameter) => parameter.type === 'reference');
}

/**
 * Whether references of a type's search parameter may lead to resources of another type.
 * @example canReferTo('Observation', 'subject', 'Patient') // true
 */
export function canReferTo(source: string, param: string, target: string): boolean {
  const parameter = searchParameters(source).get(param);
  return parameter?.type === 'reference' && (parameter.targets?.includes(target) ?? true);
}

/**
 * The reference parameters of all types that may lead to resources of this one, which is what
 * `_revinclude` takes.
 */
export function referringParameters(target: string): readonly ReferringParameter[] {
  return resourceTypes.flatMap((source) =>
    referenceParameters(source)
      .filter(({ name }) => canReferTo(source, name, target))
      .map(({ name }) => ({ source, name })),
  );
}

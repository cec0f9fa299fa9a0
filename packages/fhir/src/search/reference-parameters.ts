import { resourceTypes } from '../definitions/r4.js';
import type { SearchParameter } from './search-parameter.js';
import { searchParameters } from './search-parameters.js';

/** A search parameter with the type that has it: one that resources can be included by. */
export interface ReferringParameter {
  readonly source: string;
  readonly name: string;
}

const byType: ReadonlyMap<string, readonly SearchParameter[]> = new Map(
  resourceTypes.map((type) => [
    type,
    [...searchParameters(type).values()].filter((parameter) => parameter.type === 'reference'),
  ]),
);
const referringTo = new Map<string, readonly ReferringParameter[]>();

/**
 * The search parameters of a type that are references, which is what `_include` takes.
 * @example referenceParameters('Device').map(({ name }) => name) // ['location', 'organization', 'patient']
 */
export function referenceParameters(type: string): readonly SearchParameter[] {
  return byType.get(type) ?? [];
}

/**
 * The types that references of a search parameter may lead to; every type where its definition names
 * none.
 */
export function targetTypes(parameter: Pick<SearchParameter, 'targets'>): readonly string[] {
  return parameter.targets ?? resourceTypes;
}

/**
 * Whether references of a type's search parameter may lead to resources of another type.
 * @example canReferTo('Observation', 'subject', 'Patient') // true
 */
export function canReferTo(source: string, param: string, target: string): boolean {
  const parameter = searchParameters(source).get(param);
  return parameter?.type === 'reference' && targetTypes(parameter).includes(target);
}

/**
 * The reference parameters of all types that may lead to resources of this one, which is what
 * `_revinclude` takes.
 */
export function referringParameters(target: string): readonly ReferringParameter[] {
  const before = referringTo.get(target);
  if (before !== undefined) return before;
  const parameters = resourceTypes.flatMap((source) =>
    referenceParameters(source)
      .filter((parameter) => targetTypes(parameter).includes(target))
      .map(({ name }) => ({ source, name })),
  );
  // Names that are no resource types come from outside, without end.
  if (byType.has(target)) referringTo.set(target, parameters);
  return parameters;
}

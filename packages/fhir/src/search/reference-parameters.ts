import { isResourceType, resourceTypes } from '../definitions/r4.js';
import { r4Parameters, type SearchParameters } from './parameter-set.js';
import { parameterKey } from './parameter-key.js';
import type { SearchParameter } from './search-parameter.js';

/** A search parameter with the type that has it: one that resources can be included by. */
export interface ReferringParameter {
  readonly source: string;
  readonly name: string;
  readonly key: string;
}

/** What is worked out for a set of parameters, type by type. */
interface References {
  readonly byType: Map<string, readonly SearchParameter[]>;
  readonly referringTo: Map<string, readonly ReferringParameter[]>;
}

const known = new WeakMap<SearchParameters, References>();

function referencesOf(parameters: SearchParameters): References {
  let references = known.get(parameters);
  if (references === undefined)
    known.set(parameters, (references = { byType: new Map(), referringTo: new Map() }));
  return references;
}

/**
 * The search parameters of a type that are references, which is what `_include` takes.
 * @example referenceParameters('Device').map(({ name }) => name) // ['location', 'organization', 'patient']
 */
export function referenceParameters(
  type: string,
  parameters: SearchParameters = r4Parameters,
): readonly SearchParameter[] {
  const { byType } = referencesOf(parameters);
  const before = byType.get(type);
  if (before !== undefined) return before;
  const references = [...parameters.of(type).values()].filter((parameter) => parameter.type === 'reference');
  // Names that are no resource types come from outside, without end.
  if (isResourceType(type)) byType.set(type, references);
  return references;
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
 * @param param its key
 * @example canReferTo('Observation', 'subject', 'Patient') // true
 */
export function canReferTo(
  source: string,
  param: string,
  target: string,
  parameters: SearchParameters = r4Parameters,
): boolean {
  const parameter = parameters.keyed(source, param);
  return parameter?.type === 'reference' && targetTypes(parameter).includes(target);
}

/**
 * The reference parameters of all types that may lead to resources of this one, which is what
 * `_revinclude` takes.
 */
export function referringParameters(
  target: string,
  parameters: SearchParameters = r4Parameters,
): readonly ReferringParameter[] {
  const { referringTo } = referencesOf(parameters);
  const before = referringTo.get(target);
  if (before !== undefined) return before;
  const referring = resourceTypes.flatMap((source) =>
    referenceParameters(source, parameters)
      .filter((parameter) => targetTypes(parameter).includes(target))
      .map((parameter) => ({ source, name: parameter.name, key: parameterKey(parameter) })),
  );
  if (isResourceType(target)) referringTo.set(target, referring);
  return referring;
}

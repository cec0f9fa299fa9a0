import type { JsonObject } from '../../json/json-value.js';
import { r4Parameters, type SearchParameters } from '../parameter-set.js';
import { parameterVisit } from './extract-index-values.js';
import type { Extraction } from './extraction.js';

/**
 * The targets that one reference parameter takes from a resource, as {@link ReferenceValue} writes them, in
 * the order of the elements; one may be there several times. What `_include` follows needs no other values.
 * Empty for what is no reference parameter of the type.
 * @param param its key
 * @example referenceTargets('Observation', 'subject', tree) // ['Patient/123']
 */
export function referenceTargets(
  type: string,
  param: string,
  tree: JsonObject,
  parameters: SearchParameters = r4Parameters,
): readonly string[] {
  const extraction: Extraction = { resource: tree, values: [] };
  const parameter = parameters.keyed(type, param);
  if (parameter?.type === 'reference') parameterVisit(type, parameter)?.(tree, extraction);
  return extraction.values.flatMap((value) => (value.kind === 'reference' ? [value.target] : []));
}

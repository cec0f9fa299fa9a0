import type { Visit } from '../../fhirpath/visit.js';
import type { JsonObject } from '../../json/json-value.js';
import { searchParameters } from '../search-parameters.js';
import { compileParameter } from './extract-index-values.js';
import type { Extraction } from './extraction.js';

const compiled = new Map<string, Visit<Extraction>>();

/** Only parameters of the specification are kept: there is an end of them. */
function visitOf(type: string, param: string): Visit<Extraction> | undefined {
  const key = `${type}.${param}`;
  const before = compiled.get(key);
  if (before !== undefined) return before;
  const parameter = searchParameters(type).get(param);
  const visit = parameter?.type === 'reference' ? compileParameter(type, parameter) : undefined;
  if (visit !== undefined) compiled.set(key, visit);
  return visit;
}

/**
 * The targets that one reference parameter takes from a resource, as {@link ReferenceValue} writes them, in
 * the order of the elements; one may be there several times. What `_include` follows needs no other values.
 * Empty for what is no reference parameter of the type.
 * @example referenceTargets('Observation', 'subject', tree) // ['Patient/123']
 */
export function referenceTargets(type: string, param: string, tree: JsonObject): readonly string[] {
  const extraction: Extraction = { resource: tree, values: [] };
  visitOf(type, param)?.(tree, extraction);
  return extraction.values.flatMap((value) => (value.kind === 'reference' ? [value.target] : []));
}

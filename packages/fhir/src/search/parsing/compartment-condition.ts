import { compartmentItself, compartmentParameters } from '../../compartment/compartments.js';
import type { Condition, ParameterCondition } from '../search-query.js';

function belongsBy(param: string, compartment: string, id: string): ParameterCondition {
  return param === compartmentItself
    ? { kind: 'parameter', param: '_id', anyOf: [{ kind: 'id', id }] }
    : { kind: 'parameter', param, anyOf: [{ kind: 'reference', targets: [`${compartment}/${id}`] }] };
}

/**
 * What makes a resource of a type belong to a compartment: one of several references to it, or that it is
 * the resource which has the compartment. Undefined for a type that is never in it.
 * @see https://hl7.org/fhir/R4/compartmentdefinition.html
 */
export function compartmentCondition(compartment: string, id: string, type: string): Condition | undefined {
  const params = compartmentParameters(compartment, type);
  if (params === undefined) return undefined;
  const conditions = params.map((param) => belongsBy(param, compartment, id));
  return conditions.length === 1 ? conditions[0] : { kind: 'either', conditions };
}

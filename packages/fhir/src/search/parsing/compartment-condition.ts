import { compartmentItself, compartmentParameters } from '../../compartment/compartments.js';
import type { Condition, ParameterCondition } from '../search-query.js';

function belongsBy(param: string, compartment: string, ids: readonly string[]): ParameterCondition {
  return param === compartmentItself
    ? { kind: 'parameter', param: '_id', anyOf: ids.map((id) => ({ kind: 'id', id })) }
    : {
        kind: 'parameter',
        param,
        anyOf: [{ kind: 'reference', targets: ids.map((id) => `${compartment}/${id}`) }],
      };
}

/**
 * What makes a resource of a type belong to the compartment of one of several resources: one of several references
 * to it, or that it is the resource which has the compartment. Undefined for a type that is never in it.
 *
 * @param ids of the resources that the compartments are named by; at least one
 * @see https://hl7.org/fhir/R4/compartmentdefinition.html
 * @example compartmentCondition('Patient', ['1'], 'Observation') // by subject or performer
 */
export function compartmentCondition(
  compartment: string,
  ids: readonly string[],
  type: string,
): Condition | undefined {
  const params = compartmentParameters(compartment, type);
  if (params === undefined) return undefined;
  const conditions = params.map((param) => belongsBy(param, compartment, ids));
  return conditions.length === 1 ? conditions[0] : { kind: 'either', conditions };
}

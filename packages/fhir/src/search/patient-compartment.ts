import { compartmentParameters } from '../compartment/compartments.js';
import type { JsonObject } from '../json/json-value.js';
import type { IndexValue } from './index-value.js';

const patientReference = /^Patient\/([A-Za-z0-9\-.]{1,64})$/;

/**
 * The id of the patient whose compartment a resource is in, by the references that its search
 * parameters took from it. A resource can be in several; it is the first patient then, in the order
 * of the compartment's parameters. For a Patient it is the patient's own id as the tree has it:
 * undefined in one that has still to be given its id.
 * @param values what `extractIndexValues` gave for the same resource
 * @see https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 */
export function patientCompartment(
  type: string,
  tree: JsonObject,
  values: readonly IndexValue[],
): string | undefined {
  if (type === 'Patient') return ownId(tree);
  return patientsReferredTo(type, values).next().value;
}

/**
 * The ids of all patients in whose compartments a resource is, each once: of a Patient its own, and those of the
 * patients that it links to.
 * @param values what `extractIndexValues` gave for the same resource
 * @see https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 */
export function patientCompartments(
  type: string,
  tree: JsonObject,
  values: readonly IndexValue[],
): readonly string[] {
  const own = type === 'Patient' ? ownId(tree) : undefined;
  return [...new Set([...(own === undefined ? [] : [own]), ...patientsReferredTo(type, values)])];
}

function ownId(tree: JsonObject): string | undefined {
  return typeof tree['id'] === 'string' ? tree['id'] : undefined;
}

/** In the order of the compartment's parameters. */
function* patientsReferredTo(
  type: string,
  values: readonly IndexValue[],
): Generator<string, undefined, undefined> {
  for (const param of compartmentParameters('Patient', type) ?? []) {
    for (const value of values) {
      if (value.kind !== 'reference' || value.param !== param) continue;
      const id = patientReference.exec(value.target)?.[1];
      if (id !== undefined) yield id;
    }
  }
  return undefined;
}

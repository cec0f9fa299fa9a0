import {
  compartmentItself,
  compartmentParameters,
  localTarget,
  type Condition,
  type IndexValue,
  type TypeSearch,
} from '@wellspring/fhir';
import { storedParams } from '../search/plan/stored-params.js';

/*
 * A resource is in the compartment of a patient by its references under some parameters. By these alone it is told
 * where what concerns the patient lies: when it is written, and when it is searched for.
 */

const patientReference = /^Patient\/[A-Za-z0-9\-.]{1,64}$/;

/** The parameters whose rows put resources of a type into the compartment of a patient. */
function memberParams(type: string): ReadonlySet<string> {
  const params = (compartmentParameters('Patient', type) ?? []).filter(
    (param) => param !== compartmentItself,
  );
  return new Set(params.flatMap((param) => storedParams(type, param)));
}

/** The patients, as `Patient/id`, that a resource refers to by such parameters. @param values as they are indexed */
export function patientsReferredTo(type: string, values: readonly IndexValue[]): readonly string[] {
  const params = memberParams(type);
  const found = new Set<string>();
  for (const value of values)
    if (value.kind === 'reference' && params.has(value.param) && patientReference.test(value.target))
      found.add(value.target);
  return [...found];
}

/**
 * The patients, as `Patient/id`, of whose compartments all must be that a search finds; undefined where it may find
 * others.
 *
 * @param store whose absolute addresses are relative references
 */
export function patientsOfSearch(
  { type, conditions }: TypeSearch,
  store: string,
): ReadonlySet<string> | undefined {
  for (const condition of conditions) {
    const patients = patientsOfCondition(type, condition, store);
    if (patients !== undefined) return patients;
  }
  return undefined;
}

function patientsOfCondition(
  type: string,
  condition: Condition,
  store: string,
): ReadonlySet<string> | undefined {
  switch (condition.kind) {
    case 'parameter': {
      const { param, anyOf, negated = false } = condition;
      if (negated) return undefined;
      const stored = storedParams(type, param);
      const params = memberParams(type);
      const isMember = stored.every((each) => params.has(each));
      const found = new Set<string>();
      for (const criterion of anyOf) {
        if (criterion.kind === 'id' && type === 'Patient') found.add(`Patient/${criterion.id}`);
        else if (criterion.kind !== 'reference' || !isMember) return undefined;
        else
          for (const target of criterion.targets.map((each) => localTarget(each, store))) {
            if (!patientReference.test(target)) return undefined;
            found.add(target);
          }
      }
      return found;
    }
    case 'all': {
      for (const each of condition.conditions) {
        const patients = patientsOfCondition(type, each, store);
        if (patients !== undefined) return patients;
      }
      return undefined;
    }
    case 'either':
    case 'any': {
      const found = new Set<string>();
      for (const each of condition.conditions) {
        const patients = patientsOfCondition(type, each, store);
        if (patients === undefined) return undefined;
        for (const patient of patients) found.add(patient);
      }
      return found;
    }
    case 'chain':
    case 'reverse-chain':
    case 'hierarchy':
    case 'missing':
      return undefined;
    default:
      return condition satisfies never;
  }
}

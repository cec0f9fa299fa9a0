import { readFileSync } from 'node:fs';
import type { TestResource } from './served-store.js';

/**
 * Where the search parameters of the patient compartment look (https://hl7.org/fhir/R4/searchparameter-registry.html),
 * for the types of the guarded hospital.
 */
const elements: Readonly<Record<string, readonly string[]>> = {
  'Appointment.actor': ['participant.actor'],
  'Composition.subject': ['subject'],
  'Composition.author': ['author'],
  'Composition.attester': ['attester.party'],
  'Condition.patient': ['subject'],
  'Condition.asserter': ['asserter'],
  'Encounter.patient': ['subject'],
  'Group.member': ['member.entity'],
  'List.subject': ['subject'],
  'List.source': ['source'],
  'MedicationRequest.subject': ['subject'],
  'Observation.subject': ['subject'],
  'Observation.performer': ['performer'],
  'Patient.link': ['link.other'],
  'Provenance.patient': ['target'],
  'RelatedPerson.patient': ['patient'],
};

const table = JSON.parse(
  readFileSync(new URL('../../../fhir/definitions/compartments.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

/** The patients in whose compartments a resource is; undefined: it is of a type that is in none. */
export function patientsOf(resource: TestResource): ReadonlySet<string> | undefined {
  const params = table[`Patient.${resource.resourceType}`];
  if (params === undefined) return undefined;
  const found = new Set<string>();
  for (const param of params) {
    if (param === '{def}') {
      found.add(resource.id);
      continue;
    }
    const paths = elements[`${resource.resourceType}.${param}`];
    if (paths === undefined)
      throw new Error(`The test does not know where ${resource.resourceType}.${param} is`);
    for (const path of paths)
      for (const { reference = '' } of valuesAt(resource, path.split('.')) as { reference?: string }[]) {
        const [type, id] = reference.split('/');
        if (type === 'Patient' && id !== undefined) found.add(id);
      }
  }
  return found;
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (Array.isArray(value))
    return value.flatMap((each) => valuesAt(each, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return value === undefined ? [] : [value];
  return typeof value === 'object' && value !== null
    ? valuesAt((value as Readonly<Record<string, unknown>>)[name], rest)
    : [];
}

import { describe, expect, it } from 'vitest';
import { isResourceType } from '../definitions/r4.js';
import { searchParameters } from '../search/search-parameters.js';
import {
  compartmentItself,
  compartmentParameters,
  compartments,
  compartmentTypes,
  isCompartment,
} from './compartments.js';

/** The "Inclusion Criteria" of the pages https://hl7.org/fhir/R4/compartmentdefinition-*.html. */
const criteria: readonly (readonly [compartment: string, type: string, criterion: string])[] = [
  ['Patient', 'Account', 'subject'],
  ['Patient', 'AllergyIntolerance', 'patient or recorder or asserter'],
  ['Patient', 'Appointment', 'actor'],
  ['Patient', 'AuditEvent', 'patient'],
  ['Patient', 'Basic', 'patient or author'],
  ['Patient', 'CarePlan', 'patient or performer'],
  ['Patient', 'CareTeam', 'patient or participant'],
  ['Patient', 'Coverage', 'policy-holder or subscriber or beneficiary or payor'],
  ['Patient', 'MedicationDispense', 'subject or patient or receiver'],
  ['Patient', 'Observation', 'subject or performer'],
  ['Patient', 'ResearchSubject', 'individual'],
  ['Encounter', 'ChargeItem', 'context'],
  ['Encounter', 'Condition', 'encounter'],
  ['Encounter', 'DocumentManifest', 'related-ref'],
  ['Encounter', 'MedicationAdministration', 'context'],
  ['Encounter', 'Observation', 'encounter'],
  ['RelatedPerson', 'AdverseEvent', 'recorder'],
  ['RelatedPerson', 'AllergyIntolerance', 'asserter'],
  ['RelatedPerson', 'ChargeItem', 'enterer or performer-actor'],
  ['RelatedPerson', 'Coverage', 'policy-holder or subscriber or payor'],
  ['RelatedPerson', 'Patient', 'link'],
  ['RelatedPerson', 'Person', 'link'],
  ['Practitioner', 'Claim', 'enterer or provider or payee or care-team'],
  ['Practitioner', 'Encounter', 'practitioner or participant'],
  ['Practitioner', 'MessageHeader', 'receiver or author or responsible or enterer'],
  ['Practitioner', 'Patient', 'general-practitioner'],
  ['Practitioner', 'ResearchStudy', 'principalinvestigator'],
  ['Device', 'Claim', 'procedure-udi or item-udi or detail-udi or subdetail-udi'],
  ['Device', 'DeviceRequest', 'device or subject or requester or performer'],
  ['Device', 'MessageHeader', 'target'],
  ['Device', 'Observation', 'subject or device'],
];

describe('a compartment', () => {
  it.each(criteria)('%s has %s by %s', (compartment, type, criterion) => {
    expect(compartmentParameters(compartment, type)).toEqual(criterion.split(' or '));
  });

  // "The following resources are never in this compartment" on the same pages.
  it.each([
    ['Patient', 'Organization'],
    ['Patient', 'Practitioner'],
    ['Patient', 'Device'],
    ['Encounter', 'Patient'],
    ['Encounter', 'AllergyIntolerance'],
    ['RelatedPerson', 'Practitioner'],
    ['RelatedPerson', 'DiagnosticReport'],
    ['Practitioner', 'Coverage'],
    ['Device', 'Condition'],
    ['Device', 'Patient'],
  ])('%s never has %s', (compartment, type) => {
    expect(compartmentParameters(compartment, type)).toBeUndefined();
    expect(compartmentTypes(compartment)).not.toContain(type);
  });

  // "There is an instance of the patient compartment for each patient resource, and the identity of
  // the compartment is the same as the patient": so says each of the pages of its own.
  it.each(compartments)('%s has the resource it is named by', (compartment) => {
    expect(compartmentParameters(compartment, compartment)?.[0]).toBe(compartmentItself);
  });

  it('has a linked patient beside the patient itself', () => {
    expect(compartmentParameters('Patient', 'Patient')).toEqual(['{def}', 'link']);
  });

  // Rows of the pages' tables, and one for the Device itself, which its page does without.
  it.each([
    ['Patient', 66],
    ['Encounter', 25],
    ['RelatedPerson', 32],
    ['Practitioner', 59],
    ['Device', 33],
  ])('%s can have %i resource types', (compartment, count) => {
    expect(compartmentTypes(compartment)).toHaveLength(count);
    expect(compartmentTypes(compartment)).toEqual(compartmentTypes(compartment).toSorted());
  });

  it('is only entered by reference parameters that can refer to it', () => {
    for (const compartment of compartments) {
      for (const type of compartmentTypes(compartment)) {
        expect(isResourceType(type), type).toBe(true);
        for (const name of compartmentParameters(compartment, type) ?? []) {
          if (name === compartmentItself) continue;
          const parameter = searchParameters(type).get(name);
          expect(parameter?.type, `${type}.${name}`).toBe('reference');
          expect(parameter?.targets ?? [compartment], `${type}.${name}`).toContain(compartment);
        }
      }
    }
  });

  it.each(['Organization', 'patient', 'constructor', ''])('is not named %j', (name) => {
    expect(isCompartment(name)).toBe(false);
    expect(compartmentTypes(name)).toEqual([]);
    expect(compartmentParameters(name, 'Observation')).toBeUndefined();
  });

  it.each(['', 'constructor', 'observation'])('has no type %j', (type) => {
    expect(compartmentParameters('Patient', type)).toBeUndefined();
  });
});

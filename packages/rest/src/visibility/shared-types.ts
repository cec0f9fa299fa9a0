/**
 * Types of R4 that are in no patient's compartment and about no patient: who and where care is given, what is given,
 * and what is defined for everyone. A scope of a patient that names one of them by its name gives it to be read
 * (US Core's `patient/Practitioner.rs`); one that names all types (`patient/*.rs`) gives what is in the compartment.
 *
 * What may well be about a patient though no compartment has it is not here: Task, Device, Binary, Bundle, Contract,
 * GuidanceResponse, Substance and the like.
 */
const shared: ReadonlySet<string> = new Set([
  'ActivityDefinition',
  'CapabilityStatement',
  'CatalogEntry',
  'CodeSystem',
  'CompartmentDefinition',
  'ConceptMap',
  'Endpoint',
  'EventDefinition',
  'HealthcareService',
  'ImplementationGuide',
  'InsurancePlan',
  'Library',
  'Location',
  'Measure',
  'Medication',
  'MedicationKnowledge',
  'NamingSystem',
  'ObservationDefinition',
  'OperationDefinition',
  'Organization',
  'OrganizationAffiliation',
  'PlanDefinition',
  'Practitioner',
  'PractitionerRole',
  'Questionnaire',
  'SearchParameter',
  'SpecimenDefinition',
  'StructureDefinition',
  'StructureMap',
  'TerminologyCapabilities',
  'ValueSet',
]);

/** Whether resources of a type are about no patient. */
export function isSharedType(type: string): boolean {
  return shared.has(type);
}

/** An element that the use of a type depends on, though the specification leaves it optional. */
export interface ImportantElement {
  /** Path below the type; `[x]` stands for any type of a choice. Several: one of them is enough. */
  readonly element: string | readonly [string, ...string[]];
  /** What cannot be done without it. */
  readonly why: string;
}

const who = 'Whom or what it is about';
const whatCoded = 'What it is, in a code that programs understand';
const toTime = 'When it was, so that a history can be told in order';
const visit = 'At which encounter, so that care can be followed';
const byWhom = 'Who answers for it';
const isCurrent = 'Whether it still counts';
const identify = 'To tell it from others and find it in other systems';

/**
 * The elements that matter, by type: what US Core marks as to be supported, what IPS asks for, or what search and
 * measures of care go by, as far as R4 does not require it anyway.
 *
 * @see https://hl7.org/fhir/us/core/STU6.1/
 * @see https://hl7.org/fhir/uv/ips/STU1.1/
 */
export const importantElements: Readonly<Record<string, readonly ImportantElement[]>> = {
  Patient: [
    { element: 'identifier.value', why: identify },
    { element: ['name.family', 'name.text'], why: 'To tell people apart, and to match them' },
    { element: 'birthDate', why: 'To match people, and to know their age at every event' },
    { element: 'gender', why: 'To match people, and for reference ranges' },
    { element: 'address', why: 'To match people, and for questions about places' },
    { element: 'telecom', why: 'To reach the person' },
    { element: 'communication', why: 'To speak to the person in a language they understand' },
  ],
  Observation: [
    { element: 'category', why: 'To find vital signs and laboratory results' },
    { element: 'code.coding', why: whatCoded },
    { element: 'subject', why: who },
    { element: 'encounter', why: visit },
    { element: 'effective[x]', why: toTime },
    { element: ['value[x]', 'component', 'hasMember'], why: 'The result itself' },
    { element: 'performer', why: byWhom },
  ],
  Condition: [
    { element: 'clinicalStatus', why: isCurrent },
    { element: 'verificationStatus', why: 'How sure it is' },
    { element: 'category', why: 'To tell a problem list from diagnoses of an encounter' },
    { element: 'code.coding', why: whatCoded },
    { element: 'encounter', why: visit },
    { element: 'onset[x]', why: toTime },
    { element: 'recordedDate', why: 'When it became known' },
  ],
  Encounter: [
    { element: 'type.coding', why: whatCoded },
    { element: 'subject', why: who },
    { element: 'period.start', why: toTime },
    { element: 'participant', why: byWhom },
    { element: 'serviceProvider', why: 'Where care was given' },
    { element: ['reasonCode', 'reasonReference', 'diagnosis'], why: 'Why it took place' },
  ],
  Procedure: [
    { element: 'code.coding', why: whatCoded },
    { element: 'performed[x]', why: toTime },
    { element: 'encounter', why: visit },
    { element: 'performer', why: byWhom },
    { element: ['reasonCode', 'reasonReference'], why: 'Why it was done' },
  ],
  AllergyIntolerance: [
    { element: 'clinicalStatus', why: isCurrent },
    { element: 'verificationStatus', why: 'How sure it is' },
    { element: 'code.coding', why: whatCoded },
    { element: 'criticality', why: 'How dangerous it may become' },
    { element: 'reaction', why: 'How it shows' },
    { element: 'recordedDate', why: 'When it became known' },
  ],
  MedicationRequest: [
    { element: ['medicationCodeableConcept.coding', 'medicationReference'], why: whatCoded },
    { element: 'authoredOn', why: toTime },
    { element: 'requester', why: byWhom },
    { element: 'encounter', why: visit },
    { element: 'dosageInstruction', why: 'How much to take, and when' },
    { element: ['reasonCode', 'reasonReference'], why: 'Why it was prescribed' },
  ],
  MedicationAdministration: [
    { element: ['medicationCodeableConcept.coding', 'medicationReference'], why: whatCoded },
    { element: 'dosage.dose', why: 'How much was given' },
    { element: 'performer', why: byWhom },
  ],
  MedicationDispense: [
    { element: ['medicationCodeableConcept.coding', 'medicationReference'], why: whatCoded },
    { element: 'subject', why: who },
    { element: 'whenHandedOver', why: toTime },
    { element: 'quantity', why: 'How much was handed over' },
  ],
  MedicationStatement: [
    { element: ['medicationCodeableConcept.coding', 'medicationReference'], why: whatCoded },
    { element: 'effective[x]', why: toTime },
    { element: 'dosage', why: 'How much is taken, and when' },
  ],
  Medication: [{ element: 'code.coding', why: whatCoded }],
  Immunization: [
    { element: 'vaccineCode.coding', why: whatCoded },
    { element: 'lotNumber', why: 'To find those who got a bad lot' },
    { element: 'primarySource', why: 'Whether it was recorded by those who gave it' },
    { element: 'performer', why: byWhom },
  ],
  DiagnosticReport: [
    { element: 'category', why: 'To tell laboratory, imaging and notes apart' },
    { element: 'code.coding', why: whatCoded },
    { element: 'subject', why: who },
    { element: 'encounter', why: visit },
    { element: 'effective[x]', why: toTime },
    { element: 'performer', why: byWhom },
    { element: ['result', 'presentedForm', 'conclusion'], why: 'What it reports' },
  ],
  DocumentReference: [
    { element: 'type.coding', why: whatCoded },
    { element: 'category', why: 'To find clinical notes' },
    { element: 'subject', why: who },
    { element: 'date', why: toTime },
    { element: 'author', why: byWhom },
    { element: 'content.attachment.contentType', why: 'To open the document' },
  ],
  ServiceRequest: [
    { element: 'code.coding', why: whatCoded },
    { element: 'authoredOn', why: toTime },
    { element: 'requester', why: byWhom },
    { element: 'encounter', why: visit },
  ],
  CarePlan: [
    { element: 'category', why: 'What kind of plan it is' },
    { element: 'period', why: toTime },
    { element: 'activity', why: 'What is planned' },
  ],
  CareTeam: [{ element: 'participant.member', why: 'Who is in the team' }],
  Goal: [
    { element: ['target.dueDate', 'startDate'], why: toTime },
    { element: 'target.measure', why: 'Whether it was reached' },
  ],
  Specimen: [
    { element: 'type.coding', why: whatCoded },
    { element: 'subject', why: who },
    { element: 'collection.collected[x]', why: toTime },
  ],
  ImagingStudy: [
    { element: ['modality', 'series.modality'], why: whatCoded },
    { element: 'started', why: toTime },
    { element: 'identifier.value', why: identify },
  ],
  Device: [
    { element: 'type.coding', why: whatCoded },
    { element: 'udiCarrier', why: 'To find those who have a device that is recalled' },
    { element: 'patient', why: who },
  ],
  FamilyMemberHistory: [{ element: 'condition.code.coding', why: whatCoded }],
  Coverage: [
    { element: ['subscriberId', 'identifier.value'], why: identify },
    { element: 'period', why: 'Whether it still counts' },
    { element: 'type', why: 'What kind of insurance it is' },
  ],
  Claim: [
    { element: 'billablePeriod.start', why: toTime },
    { element: 'item.productOrService.coding', why: whatCoded },
    { element: 'total', why: 'What it costs' },
    { element: 'diagnosis', why: 'Why the service was needed' },
  ],
  ExplanationOfBenefit: [
    { element: 'billablePeriod.start', why: toTime },
    { element: 'item.productOrService.coding', why: whatCoded },
    { element: ['payment.amount', 'total'], why: 'What was paid' },
    { element: 'diagnosis', why: 'Why the service was needed' },
  ],
  Practitioner: [
    { element: 'identifier.value', why: identify },
    { element: ['name.family', 'name.text'], why: 'To name them' },
  ],
  PractitionerRole: [
    { element: 'practitioner', why: who },
    { element: 'organization', why: 'Where they work' },
    { element: 'specialty', why: 'What they do' },
  ],
  Organization: [
    { element: 'identifier.value', why: identify },
    { element: 'name', why: 'To name it' },
    { element: 'address', why: 'Where it is' },
  ],
  Location: [
    { element: 'name', why: 'To name it' },
    { element: 'address', why: 'Where it is' },
    { element: 'managingOrganization', why: byWhom },
  ],
  RelatedPerson: [
    { element: ['name.family', 'name.text'], why: 'To name them' },
    { element: 'relationship', why: 'What they are to the patient' },
    { element: 'telecom', why: 'To reach them' },
  ],
};

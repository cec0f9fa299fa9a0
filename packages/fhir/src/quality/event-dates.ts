/** The dates of a type that tell of what has happened. */
export interface EventDates {
  /** Paths below the type of dates, dateTimes, instants and Periods that cannot lie in the future. */
  readonly happened: readonly string[];
  /** The one that is an event in the life of the patient it is about. */
  readonly life?: string;
  /** Statuses in which nothing has happened yet, or ever will have. */
  readonly unless?: readonly string[];
}

/** What tells of an event by its date, by type. What may be planned (periods of validity, due dates) is not here. */
export const eventDates: Readonly<Record<string, EventDates>> = {
  Patient: { happened: ['birthDate', 'deceased[x]'] },
  Person: { happened: ['birthDate'] },
  RelatedPerson: { happened: ['birthDate'] },
  Practitioner: { happened: ['birthDate'] },
  Observation: {
    happened: ['effective[x]', 'issued'],
    life: 'effective[x]',
    unless: ['registered', 'cancelled'],
  },
  Condition: { happened: ['onset[x]', 'recordedDate'], life: 'onset[x]' },
  Encounter: { happened: ['period'], life: 'period', unless: ['planned', 'cancelled'] },
  Procedure: { happened: ['performed[x]'], life: 'performed[x]', unless: ['preparation', 'not-done'] },
  DiagnosticReport: { happened: ['effective[x]', 'issued'], unless: ['registered', 'cancelled'] },
  Immunization: { happened: ['occurrence[x]', 'recorded'], life: 'occurrence[x]', unless: ['not-done'] },
  AllergyIntolerance: { happened: ['onset[x]', 'recordedDate', 'lastOccurrence'], life: 'onset[x]' },
  MedicationRequest: { happened: ['authoredOn'], life: 'authoredOn', unless: ['draft', 'cancelled'] },
  MedicationAdministration: { happened: ['effective[x]'], life: 'effective[x]', unless: ['not-done'] },
  MedicationDispense: {
    happened: ['whenPrepared', 'whenHandedOver'],
    unless: ['preparation', 'cancelled', 'declined'],
  },
  MedicationStatement: { happened: ['dateAsserted'] },
  ServiceRequest: { happened: ['authoredOn'], unless: ['draft', 'revoked'] },
  Specimen: { happened: ['collection.collected[x]', 'receivedTime'], life: 'collection.collected[x]' },
  ImagingStudy: { happened: ['started'], life: 'started', unless: ['registered', 'cancelled'] },
  DocumentReference: { happened: ['date'] },
  Composition: { happened: ['date'] },
  ClinicalImpression: { happened: ['date'] },
  QuestionnaireResponse: { happened: ['authored'] },
  FamilyMemberHistory: { happened: ['date'] },
  AdverseEvent: { happened: ['date', 'detected', 'recordedDate'] },
  CarePlan: { happened: ['created'] },
  Communication: { happened: ['sent', 'received'] },
  Consent: { happened: ['dateTime'] },
  Claim: { happened: ['created'] },
  ExplanationOfBenefit: { happened: ['created'] },
  DeviceUseStatement: { happened: ['recordedOn'] },
  Media: { happened: ['issued'] },
  Provenance: { happened: ['recorded'] },
  AuditEvent: { happened: ['recorded'] },
};

/** What is recorded of the dead, which is no event in their lives: LOINC and SNOMED CT codes. */
export const afterDeathCodes: ReadonlySet<string> = new Set([
  // Cause of death, date and time of death, pronouncement, manner of death, autopsy report.
  '69453-9',
  '81956-5',
  '80616-6',
  '69449-7',
  '18743-5',
  // Autopsy examination.
  '29240004',
]);

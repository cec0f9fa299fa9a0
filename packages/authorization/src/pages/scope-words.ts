import { parseScope, type ResourceScope } from '@wellspring/smart';

/** A scope as a person reads it. */
export interface ScopeWords {
  /** `See laboratory results and measurements` */
  readonly right: string;
  /** What narrows it, or makes it wider than one thinks. */
  readonly note: string | undefined;
}

/** What the types that people meet are called outside of FHIR. */
const things: Readonly<Record<string, string>> = {
  '*': 'everything in the record',
  AllergyIntolerance: 'allergies',
  Appointment: 'appointments',
  CarePlan: 'care plans',
  CareTeam: 'who is in the care team',
  Claim: 'bills to insurers',
  Communication: 'messages',
  Condition: 'conditions and diagnoses',
  Consent: 'consents',
  Coverage: 'insurance cover',
  Device: 'implants and devices',
  DiagnosticReport: 'reports of laboratory tests and examinations',
  DocumentReference: 'documents and notes',
  Encounter: 'visits and stays',
  ExplanationOfBenefit: 'what insurers paid',
  FamilyMemberHistory: 'illnesses in the family',
  Goal: 'goals of care',
  ImagingStudy: 'X-rays and other images',
  Immunization: 'vaccinations',
  Location: 'places of care',
  Medication: 'medicines',
  MedicationAdministration: 'medicines that were given',
  MedicationDispense: 'medicines from the pharmacy',
  MedicationRequest: 'prescriptions',
  MedicationStatement: 'medicines being taken',
  Observation: 'laboratory results, measurements and observations',
  Organization: 'organisations of care',
  Patient: 'name, birth date, address and other personal details',
  Practitioner: 'doctors, nurses and other staff',
  Procedure: 'operations and procedures',
  QuestionnaireResponse: 'answers to questionnaires',
  RelatedPerson: 'relatives and contacts',
  ServiceRequest: 'referrals and orders',
  Specimen: 'samples',
};

/** Undefined for scopes that say nothing to a person: `launch/patient`, or who logged in. */
export function scopeWords(text: string): ScopeWords | undefined {
  if (text === 'offline_access')
    return {
      right: 'Keep this access when you are not using the app',
      note: 'For up to a year, without asking you again.',
    };
  if (text === 'online_access') return { right: 'Keep this access while you are logged in', note: undefined };
  const scope = parseScope(text);
  if (!scope) return undefined;
  const thing = things[scope.type] ?? `records of the kind “${spaced(scope.type)}”`;
  const notes = [
    scope.filters.length > 0 && `Only where ${scope.filters.map(filterWords).join(' and ')}.`,
    scope.level === 'user' && 'Of everybody whose record you may see, not of one patient alone.',
  ].filter((note) => note !== false);
  return {
    right: `${verbs(scope)} ${thing}`,
    note: notes.length > 0 ? notes.join(' ') : undefined,
  };
}

function verbs({ interactions }: ResourceScope): string {
  const words = [
    (interactions.has('r') || interactions.has('s')) && 'see',
    interactions.has('c') && 'add',
    interactions.has('u') && 'change',
    interactions.has('d') && 'delete',
  ].filter((word) => word !== false);
  const listed = words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}` : words[0]!;
  return listed.charAt(0).toUpperCase() + listed.slice(1);
}

/** `category=http://...|laboratory` is “category is laboratory”: the system tells a person nothing. */
function filterWords({ parameter, value }: ResourceScope['filters'][number]): string {
  const values = value.split(',').map((each) => each.split('|').at(-1)!);
  return `${parameter.replace(/^_/, '').replaceAll('-', ' ')} is ${values.join(' or ')}`;
}

function spaced(type: string): string {
  return type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

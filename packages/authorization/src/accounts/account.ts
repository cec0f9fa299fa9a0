import type { PatientDirectory } from '../patient-directory.js';

/** A person who can log in at one data store. */
export interface Account {
  /** A UUID: `sub` of their tokens. */
  readonly id: string;
  readonly username: string;
  readonly name: string;
  /** `Practitioner/5` */
  readonly fhirUser: string;
  /** Ids of the patients that they may act for; undefined: any of the data store. */
  readonly patients: readonly string[] | undefined;
  readonly disabled: boolean;
}

/** What can be a user, by SMART (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html). */
export const fhirUserTypes = [
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
  'Person',
] as const;

/** Those who work there may open any patient; everybody else has those that are named. */
const staff: ReadonlySet<string> = new Set(['Practitioner', 'PractitionerRole']);

/** The patients of an account as it is stored: a patient is their own, staff has everybody unless told otherwise. */
export function patientsOf(
  fhirUser: string,
  named: readonly string[] | undefined,
): readonly string[] | undefined {
  const [type = '', id = ''] = fhirUser.split('/');
  if (type === 'Patient') return [...new Set([id, ...(named ?? [])])];
  return named ?? (staff.has(type) ? undefined : []);
}

/**
 * Whether `user/` scopes are for somebody. A data plane gives all of a type by them; a fine-grained one what the user is
 * related to. It does not know the lists of accounts, so nobody who has one gets more by `user/` than it says.
 */
export function mayHaveUserScopes({ fhirUser, patients }: Account, fineGrained: boolean): boolean {
  return patients === undefined || (fineGrained && !staff.has(fhirUser.split('/')[0]!));
}

/** Whether a person may open that patient's record, who must be there. */
export async function mayOpen(
  account: Account,
  patientId: string,
  directory: PatientDirectory,
): Promise<boolean> {
  if (account.patients && !account.patients.includes(patientId)) return false;
  return (await directory.find({ ids: [patientId], practitioner: account.fhirUser, limit: 1 })).length > 0;
}

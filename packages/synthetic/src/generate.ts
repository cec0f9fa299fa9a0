import { patientsPerPractice, practice } from './care-team.js';
import type { JsonObject } from './json.js';
import { patientRecord } from './patient-record.js';
import { random } from './random.js';

/** What is generated. */
export interface GenerateOptions {
  /** The same seed makes the same bytes, on every machine and in every year. */
  readonly seed: number;
  readonly patients: number;
}

/**
 * Makes up patients as FHIR R4 resources: a practice (Organization, Practitioners) for every 25 of
 * them, then each patient with conditions, encounters, observations, prescriptions, vaccinations and
 * the note of the last visit. References are relative (`Patient/...`) and all resolve. One patient is
 * made at a time, so any number of them streams in flat memory, and a patient is the same however many
 * follow. Nobody in it exists.
 *
 * @example
 * for (const resource of generate({ seed: 1, patients: 50 })) console.log(JSON.stringify(resource));
 */
export function* generate({ seed, patients }: GenerateOptions): Generator<JsonObject, void, undefined> {
  for (let first = 0; first < patients; first += patientsPerPractice) {
    const theirs = practice(seed, first / patientsPerPractice);
    yield* theirs.resources;
    const end = Math.min(first + patientsPerPractice, patients);
    for (let number = first; number < end; number += 1)
      yield* patientRecord(random(`${seed}/patient/${number}`), number, theirs);
  }
}

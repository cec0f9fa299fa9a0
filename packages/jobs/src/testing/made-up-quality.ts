import type { JsonObject } from '@wellspring/fhir';

const ucum = 'http://unitsofmeasure.org';
const refer = (reference: string): JsonObject => ({ reference });
const quantity = (value: number, code: string): JsonObject => ({ value, unit: code, system: ucum, code });

/** A resource of the data below. */
export type MadeUpResource = JsonObject & { readonly resourceType: string; readonly id: string };

/**
 * Ten patients, their doctor and what happened to them, with known mistakes; what a report has to say of it is
 * worked out by hand beside it (`expectedQuality`).
 */
export const madeUpQuality: readonly MadeUpResource[] = [
  ...Array.from({ length: 10 }, (_, index): MadeUpResource => ({
    resourceType: 'Patient',
    id: `p${index}`,
    // p8 and p9 have one medical record number; p7 has the same value in another system.
    identifier: [
      {
        system: index === 7 ? 'http://other.example/mrn' : 'http://a.example/mrn',
        value: index >= 7 ? '888' : `80${index}`,
      },
    ],
    name: [{ family: `Family${index}` }],
    // p0, p1 and p2 have no date of birth; p3 is 126 years old at least.
    ...(index > 2 && { birthDate: index === 3 ? '1899-01-01' : '1980-06-15' }),
    // A code that administrative-gender has: validation takes no other.
    gender: 'female',
    // p4 died, p5 died before the birth.
    ...(index === 4 && { deceasedDateTime: '2010-01-01' }),
    ...(index === 5 && { deceasedDateTime: '1970-01-01' }),
    ...(index === 6 && { generalPractitioner: [refer('Practitioner/doctor'), refer('Practitioner/nobody')] }),
    // One code of v3-MaritalStatus, and one that it does not have.
    ...(index > 7 && {
      maritalStatus: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus',
            code: index === 8 ? 'M' : 'Married',
          },
        ],
      },
    }),
  })),
  { resourceType: 'Practitioner', id: 'doctor', name: [{ family: 'House' }] },
  // Heart rates: two possible, one not; one in a unit that does not fit; one before the birth and one 40 years
  // after the death of its patient; one of a patient who is not there.
  ...(
    [
      ['rate-1', 'Patient/p6', '2020-01-01', quantity(72, '/min')],
      ['rate-2', 'Patient/p6', '2020-01-02', quantity(1.2, '/s')],
      ['rate-3', 'Patient/p6', '2020-01-03', quantity(4000, '/min')],
      ['rate-4', 'Patient/p6', '2999-01-01', quantity(72, 'kg')],
      ['rate-5', 'Patient/p6', '1970-01-01', quantity(60, 'bpm')],
      ['rate-6', 'Patient/p4', '2011-01-01', quantity(61, '/min')],
      ['rate-7', 'Patient/gone', '2020-01-01', quantity(62, '/min')],
    ] as const
  ).map(([id, patient, effectiveDateTime, valueQuantity]): MadeUpResource => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: refer(patient),
    effectiveDateTime,
    valueQuantity,
    meta: { profile: ['http://a.example/profile'] },
  })),
  {
    resourceType: 'Encounter',
    id: 'backwards',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: refer('Patient/p6'),
    period: { start: '2020-02-02', end: '2020-02-01' },
  },
];

/** Looked at, failed, and by part: worked out from the data above, and from nothing else. */
export const expectedQuality: Readonly<
  Record<
    string,
    {
      readonly checked: number;
      readonly failed: number;
      readonly parts?: Readonly<Record<string, readonly [checked: number, failed: number]>>;
      readonly examples?: Readonly<Record<string, readonly string[]>>;
    }
  >
> = {
  // The period of the encounter breaks per-1. That `bpm` is no code of UCUM is a warning, as is p9's code, whose binding
  // is extensible.
  'resource-valid': {
    checked: 19,
    failed: 1,
    parts: { Encounter: [1, 1], Observation: [7, 0], Patient: [10, 0], Practitioner: [1, 0] },
    examples: { Encounter: ['Encounter/backwards'] },
  },
  'profile-valid': { checked: 7, failed: 0, parts: { 'http://a.example/profile': [7, 0] } },
  // Observations refer to seven patients, one of whom is not there; the encounter to one; p6 to two practitioners.
  'reference-resolves': {
    checked: 10,
    failed: 2,
    parts: {
      'Encounter to Patient': [1, 0],
      'Observation to Patient': [7, 1],
      'Patient to Practitioner': [2, 1],
    },
    examples: {
      'Observation to Patient': ['Observation/rate-7'],
      'Patient to Practitioner': ['Patient/p6'],
    },
  },
  // LOINC is not here: seven codes of it. Units of UCUM: seven, `bpm` is none. One class, two marital statuses.
  'code-known': {
    checked: 10,
    failed: 2,
    parts: {
      'http://terminology.hl7.org/CodeSystem/v3-ActCode': [1, 0],
      'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus': [2, 1],
      'http://unitsofmeasure.org': [7, 1],
    },
    examples: {
      'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus': ['Patient/p9'],
      'http://unitsofmeasure.org': ['Observation/rate-5'],
    },
  },
  'system-known': {
    checked: 17,
    failed: 7,
    parts: {
      'http://loinc.org': [7, 7],
      'http://terminology.hl7.org/CodeSystem/v3-ActCode': [1, 0],
      'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus': [2, 0],
      'http://unitsofmeasure.org': [7, 0],
    },
  },
  // `bpm` is no unit, so it is not asked whether it fits; of the six others kg does not.
  'unit-fits': { checked: 6, failed: 1, parts: { '8867-4 Heart rate': [6, 1] } },
  'value-possible': {
    checked: 5,
    failed: 1,
    parts: { '8867-4 Heart rate': [5, 1] },
    examples: { '8867-4 Heart rate': ['Observation/rate-3'] },
  },
  // Seven births, two deaths, seven times of observations and one encounter.
  'date-not-in-future': {
    checked: 17,
    failed: 1,
    parts: {
      'Encounter.period': [1, 0],
      'Observation.effective[x]': [7, 1],
      'Patient.birthDate': [7, 0],
      'Patient.deceased[x]': [2, 0],
    },
    examples: { 'Observation.effective[x]': ['Observation/rate-4'] },
  },
  'end-not-before-start': { checked: 1, failed: 1, parts: { 'Encounter.period': [1, 1] } },
  'death-not-before-birth': {
    checked: 2,
    failed: 1,
    parts: { Patient: [2, 1] },
    examples: { Patient: ['Patient/p5'] },
  },
  'age-possible': {
    checked: 7,
    failed: 1,
    parts: { Patient: [7, 1] },
    examples: { Patient: ['Patient/p3'] },
  },
  // Of patients who are there: six observations and the encounter.
  'event-not-before-birth': {
    checked: 7,
    failed: 1,
    parts: { Encounter: [1, 0], Observation: [6, 1] },
    examples: { Observation: ['Observation/rate-5'] },
  },
  'event-not-after-death': {
    checked: 1,
    failed: 1,
    parts: { Observation: [1, 1] },
    examples: { Observation: ['Observation/rate-6'] },
  },
  'identifier-unique': {
    checked: 10,
    failed: 2,
    parts: {
      'Patient http://a.example/mrn': [9, 2],
      'Patient http://other.example/mrn': [1, 0],
    },
    examples: { 'Patient http://a.example/mrn': ['Patient/p8', 'Patient/p9'] },
  },
};

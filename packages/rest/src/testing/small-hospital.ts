import type { TestResource } from './served-store.js';

const ref = (reference: string) => ({ reference });
const coded = (system: string, code: string, text?: string) => ({
  coding: [{ system, code }],
  ...(text !== undefined && { text }),
});
const loinc = 'http://loinc.org';
const sct = 'http://snomed.info/sct';
const ucum = 'http://unitsofmeasure.org';
const mrn = 'http://a.example/mrn';

/** A handful of resources of all kinds that searches tell apart: what each search finds is worked out by hand. */
export const smallHospital: readonly TestResource[] = [
  { resourceType: 'Organization', id: 'acme', name: 'Acme Hospital' },
  { resourceType: 'Organization', id: 'beta', name: 'Beta Clinic', partOf: ref('Organization/acme') },
  { resourceType: 'Practitioner', id: 'doctor', name: [{ family: 'Müller' }] },
  { resourceType: 'Device', id: 'scale' },
  {
    resourceType: 'Patient',
    id: 'anna',
    text: {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml">Severe <b>asthma</b> since childhood</div>',
    },
    identifier: [
      {
        type: coded('http://terminology.hl7.org/CodeSystem/v2-0203', 'MR'),
        system: mrn,
        value: '12345',
      },
    ],
    active: true,
    name: [{ family: "O'Brien", given: ['Anna-Maria'] }],
    telecom: [{ system: 'email', value: 'anna@example.org' }],
    gender: 'female',
    birthDate: '1980-05-17',
    address: [{ city: 'Zürich' }],
    managingOrganization: ref('Organization/acme'),
  },
  {
    resourceType: 'Patient',
    id: 'bob',
    identifier: [{ value: '12345' }],
    name: [{ family: 'Obrien' }],
    gender: 'male',
    birthDate: '1979-05',
    deceasedBoolean: true,
    generalPractitioner: [ref('Practitioner/doctor')],
    managingOrganization: ref('Organization/beta'),
  },
  {
    resourceType: 'Patient',
    id: 'clara',
    name: [{ family: 'Vandyke' }],
    birthDate: '1975',
    link: [{ other: ref('Patient/anna'), type: 'seealso' }],
  },
  { resourceType: 'Patient', id: 'zoe', name: [{ text: 'Zoë' }] },
  { resourceType: 'RelatedPerson', id: 'mother', patient: ref('Patient/anna') },
  {
    resourceType: 'Encounter',
    id: 'visit',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: ref('Patient/anna'),
    participant: [{ individual: ref('Practitioner/doctor') }],
  },
  {
    resourceType: 'Observation',
    id: 'pulse',
    status: 'final',
    code: coded(loinc, '8867-4', 'Heart rate'),
    subject: ref('Patient/anna'),
    encounter: ref('Encounter/visit'),
    performer: [ref('Practitioner/doctor')],
    effectiveDateTime: '2024-01-15T10:00:00Z',
    valueQuantity: { value: 80, unit: 'beats/min', system: ucum, code: '/min' },
  },
  {
    resourceType: 'Observation',
    id: 'sample',
    status: 'final',
    code: coded(loinc, '29463-7'),
    subject: ref('Patient/anna/_history/1'),
    effectiveDateTime: '2024-01-20',
    valueQuantity: { value: 5400, unit: 'mg', system: ucum, code: 'mg' },
  },
  {
    resourceType: 'Observation',
    id: 'pressure',
    status: 'final',
    code: coded(loinc, '85354-9'),
    subject: ref('Patient/bob'),
    device: ref('Device/scale'),
    effectivePeriod: { start: '2024-01-10', end: '2024-01-20' },
    component: [
      { code: coded(loinc, '8480-6'), valueQuantity: { value: 120, system: ucum, code: 'mm[Hg]' } },
      { code: coded(loinc, '8462-4'), valueQuantity: { value: 80, system: ucum, code: 'mm[Hg]' } },
    ],
  },
  {
    resourceType: 'Observation',
    id: 'finding',
    status: 'preliminary',
    code: coded(sct, '271807003'),
    subject: ref('Patient/clara'),
    effectivePeriod: { start: '2024-02-01' },
  },
  {
    resourceType: 'Observation',
    id: 'unplaced',
    status: 'final',
    code: { text: 'Head circumference' },
    subject: { identifier: { system: mrn, value: '777' } },
    derivedFrom: [ref('Observation/pulse')],
  },
  {
    resourceType: 'Condition',
    id: 'diabetes',
    code: coded(sct, '73211009'),
    subject: ref('Patient/anna'),
    encounter: ref('Encounter/visit'),
    asserter: ref('RelatedPerson/mother'),
  },
  { resourceType: 'Condition', id: 'flu', code: coded(sct, '6142004'), subject: ref('Patient/bob') },
  {
    resourceType: 'Condition',
    id: 'local',
    code: coded('http://a.example/cs', 'b'),
    subject: ref('Patient/clara'),
  },
  {
    resourceType: 'List',
    id: 'ward',
    status: 'current',
    mode: 'working',
    entry: [{ item: ref('Patient/anna') }, { item: ref('Patient/clara') }],
  },
  { resourceType: 'Location', id: 'here', position: { latitude: 42.2565, longitude: -83.6948 } },
  { resourceType: 'Location', id: 'near', position: { latitude: 42.3, longitude: -83.7 } },
  { resourceType: 'Location', id: 'far', position: { latitude: -42.3, longitude: 83.7 } },
  {
    resourceType: 'CodeSystem',
    id: 'cs',
    url: 'http://a.example/cs',
    status: 'active',
    content: 'complete',
    hierarchyMeaning: 'is-a',
    concept: [{ code: 'a', concept: [{ code: 'b', concept: [{ code: 'c' }] }] }, { code: 'd' }],
  },
  {
    resourceType: 'ValueSet',
    id: 'endocrine',
    url: 'http://a.example/fhir/sets/endocrine',
    status: 'active',
    compose: { include: [{ system: sct, concept: [{ code: '73211009' }, { code: '44054006' }] }] },
  },
];

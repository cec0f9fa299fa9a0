import type { TestResource } from './served-store.js';

const ref = (reference: string) => ({ reference });
const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const category = (code: string) => [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code }] },
];
const observation = (id: string, code: string, kind: string, more: object): TestResource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: category(kind),
  code: loinc(code),
  ...more,
});

/** A change to the hospital: a resource that is put, or one that is deleted. */
export type HospitalStep = TestResource | Deletion;

/** Of a resource by its name. */
export interface Deletion {
  readonly deleted: string;
}

/** Whether a step deletes. */
export function isDeletion(step: HospitalStep): step is Deletion {
  return !('resourceType' in step);
}

/**
 * Two patients with records of the same kind, and a third that links to the first, so that whatever a token of one
 * shows of another's is seen by its being there. Every id says whose it is.
 */
export const guardedHospital: readonly HospitalStep[] = [
  { resourceType: 'Organization', id: 'acme', name: 'Acme' },
  { resourceType: 'Organization', id: 'ward', name: 'Ward', partOf: ref('Organization/acme') },
  { resourceType: 'Location', id: 'house', name: 'House' },
  { resourceType: 'Location', id: 'room', name: 'Room', partOf: ref('Location/house') },
  { resourceType: 'Practitioner', id: 'd1', name: [{ family: 'Dupont' }] },
  { resourceType: 'Practitioner', id: 'd2', name: [{ family: 'Durand' }] },
  { resourceType: 'Medication', id: 'm', code: { text: 'Aspirin' } },
  {
    resourceType: 'Patient',
    id: 'p1',
    name: [{ family: 'Adams' }],
    gender: 'female',
    birthDate: '1980-01-01',
    generalPractitioner: [ref('Practitioner/d1')],
    managingOrganization: ref('Organization/acme'),
  },
  {
    resourceType: 'Patient',
    id: 'p2',
    name: [{ family: 'Brown' }],
    gender: 'male',
    birthDate: '1970-01-01',
    generalPractitioner: [ref('Practitioner/d2'), ref('Practitioner/d1')],
    managingOrganization: ref('Organization/ward'),
  },
  {
    resourceType: 'Patient',
    id: 'p3',
    name: [{ family: 'Clark' }],
    gender: 'male',
    link: [
      { other: ref('Patient/p1'), type: 'seealso' },
      { other: ref('RelatedPerson/r1'), type: 'refer' },
    ],
  },
  { resourceType: 'RelatedPerson', id: 'r1', patient: ref('Patient/p1'), name: [{ family: 'Adams' }] },
  { resourceType: 'RelatedPerson', id: 'r2', patient: ref('Patient/p2'), name: [{ family: 'Brown' }] },
  {
    resourceType: 'Encounter',
    id: 'e1',
    status: 'finished',
    class: { code: 'AMB' },
    subject: ref('Patient/p1'),
    participant: [{ individual: ref('Practitioner/d1') }],
    location: [{ location: ref('Location/room') }],
  },
  {
    resourceType: 'Encounter',
    id: 'e2',
    status: 'planned',
    class: { code: 'IMP' },
    subject: ref('Patient/p2'),
    participant: [{ individual: ref('Practitioner/d1') }],
    location: [{ location: ref('Location/room') }],
  },
  observation('lab1', '718-7', 'laboratory', {
    subject: ref('Patient/p1'),
    encounter: ref('Encounter/e1'),
    effectiveDateTime: '2024-01-01',
    valueQuantity: { value: 1 },
    performer: [ref('Practitioner/d1')],
  }),
  observation('vital1', '8867-4', 'vital-signs', {
    subject: ref('Patient/p1'),
    effectiveDateTime: '2024-02-01',
    valueQuantity: { value: 2 },
    derivedFrom: [ref('Observation/lab2')],
  }),
  observation('lab2', '718-7', 'laboratory', {
    subject: ref('Patient/p2'),
    encounter: ref('Encounter/e2'),
    effectiveDateTime: '2024-03-01',
    valueQuantity: { value: 3 },
    performer: [ref('Practitioner/d1')],
    derivedFrom: [ref('Observation/lab1')],
  }),
  observation('vital2', '8867-4', 'vital-signs', {
    subject: ref('Patient/p2'),
    effectiveDateTime: '2024-04-01',
    valueQuantity: { value: 4 },
    hasMember: [ref('Observation/vital1')],
  }),
  observation('by1of2', '9279-1', 'survey', {
    subject: ref('Patient/p2'),
    performer: [ref('Patient/p1')],
    effectiveDateTime: '2024-05-01',
  }),
  observation('nobodys', '9279-1', 'survey', { effectiveDateTime: '2024-06-01' }),
  observation('inside2', '9279-1', 'survey', {
    contained: [{ resourceType: 'Patient', id: 'c', name: [{ family: 'Inner' }] }],
    subject: ref('#c'),
    performer: [ref('Patient/p2')],
  }),
  observation('inside1', '9279-1', 'survey', {
    contained: [{ resourceType: 'Patient', id: 'c', name: [{ family: 'Inner' }] }],
    subject: ref('#c'),
    performer: [ref('Patient/p1')],
  }),
  {
    resourceType: 'Condition',
    id: 'c1',
    subject: ref('Patient/p1'),
    encounter: ref('Encounter/e1'),
    code: { text: 'flu' },
    asserter: ref('RelatedPerson/r1'),
  },
  {
    resourceType: 'Condition',
    id: 'c2',
    subject: ref('Patient/p2'),
    encounter: ref('Encounter/e2'),
    code: { text: 'flu' },
    evidence: [{ detail: [ref('Observation/lab1')] }],
  },
  {
    resourceType: 'MedicationRequest',
    id: 'mr1',
    status: 'active',
    intent: 'order',
    subject: ref('Patient/p1'),
    medicationReference: ref('Medication/m'),
  },
  {
    resourceType: 'MedicationRequest',
    id: 'mr2',
    status: 'active',
    intent: 'order',
    subject: ref('Patient/p2'),
    medicationReference: ref('Medication/m'),
  },
  {
    resourceType: 'Provenance',
    id: 'v1',
    target: [ref('Patient/p1'), ref('Observation/lab2')],
    recorded: '2024-01-01T00:00:00Z',
    agent: [{ who: ref('Practitioner/d1') }],
  },
  {
    resourceType: 'Provenance',
    id: 'v2',
    target: [ref('Patient/p2'), ref('Observation/lab1')],
    recorded: '2024-01-01T00:00:00Z',
    agent: [{ who: ref('Practitioner/d1') }],
  },
  {
    resourceType: 'Appointment',
    id: 'a12',
    status: 'booked',
    participant: [
      { actor: ref('Patient/p1'), status: 'accepted' },
      { actor: ref('Patient/p2'), status: 'accepted' },
    ],
  },
  {
    resourceType: 'Group',
    id: 'g1',
    type: 'person',
    actual: true,
    member: [{ entity: ref('Patient/p1') }, { entity: ref('Patient/p2') }],
  },
  { resourceType: 'Group', id: 'g2', type: 'person', actual: true, member: [{ entity: ref('Patient/p2') }] },
  {
    resourceType: 'List',
    id: 'l1',
    status: 'current',
    mode: 'working',
    subject: ref('Patient/p1'),
    entry: [{ item: ref('Observation/lab1') }, { item: ref('Observation/lab2') }],
  },
  {
    resourceType: 'List',
    id: 'l2',
    status: 'current',
    mode: 'working',
    subject: ref('Patient/p2'),
    entry: [{ item: ref('Observation/lab1') }, { item: ref('Observation/lab2') }],
  },
  { resourceType: 'Task', id: 't1', status: 'draft', intent: 'order', for: ref('Patient/p1') },
  { resourceType: 'Device', id: 'device1', patient: ref('Patient/p1') },
  {
    resourceType: 'Composition',
    id: 'doc1',
    status: 'final',
    type: loinc('60591-5'),
    subject: ref('Patient/p1'),
    date: '2024-01-01',
    author: [ref('Practitioner/d1')],
    title: 'Summary',
    section: [{ title: 'Results', entry: [ref('Observation/lab1'), ref('Observation/lab2')] }],
  },
  // More versions, and what is gone.
  { resourceType: 'Condition', id: 'gone1', subject: ref('Patient/p1'), code: { text: 'old' } },
  { resourceType: 'Condition', id: 'gone2', subject: ref('Patient/p2'), code: { text: 'old' } },
  { deleted: 'Condition/gone1' },
  { deleted: 'Condition/gone2' },
  observation('lab1', '718-7', 'laboratory', {
    subject: ref('Patient/p1'),
    encounter: ref('Encounter/e1'),
    effectiveDateTime: '2024-01-01',
    valueQuantity: { value: 11 },
    performer: [ref('Practitioner/d1')],
  }),
  observation('lab2', '718-7', 'laboratory', {
    subject: ref('Patient/p2'),
    encounter: ref('Encounter/e2'),
    effectiveDateTime: '2024-03-01',
    valueQuantity: { value: 33 },
    performer: [ref('Practitioner/d1')],
    derivedFrom: [ref('Observation/lab1')],
  }),
];

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationStore, validAnswer, type OperationStore } from '../../testing/operation-store.js';

interface Section {
  readonly title: string;
  readonly code: { readonly coding: readonly { readonly system: string; readonly code: string }[] };
  readonly text: { readonly div: string };
  readonly entry: readonly { readonly reference: string }[];
}
interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly type?: { readonly coding: readonly { readonly code: string }[] };
  readonly subject?: { readonly reference: string };
  readonly author?: readonly { readonly reference: string }[];
  readonly section?: readonly Section[];
}
interface Summary {
  readonly type: string;
  readonly entry: readonly { readonly fullUrl: string; readonly resource: Resource }[];
}
const ref = (reference: string) => ({ reference });
const status = (kind: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${kind}`, code }],
});
const category = (code: string) => [status('observation-category', code)];
const observation = (id: string, code: string, kind: string, date: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: category(kind),
  code: { coding: [{ system: 'http://loinc.org', code }], text: `Code ${code}` },
  subject: ref('Patient/full'),
  effectiveDateTime: date,
  ...more,
});

let store: OperationStore;
beforeAll(async () => {
  store = await operationStore();
  await store.put([
    { resourceType: 'Organization', id: 'org', name: 'Hospital' },
    { resourceType: 'Practitioner', id: 'doctor' },
    {
      resourceType: 'Patient',
      id: 'full',
      name: [{ family: 'F' }],
      managingOrganization: ref('Organization/org'),
    },
    { resourceType: 'Patient', id: 'empty' },
    { resourceType: 'Patient', id: 'child' },
    {
      resourceType: 'AllergyIntolerance',
      id: 'nuts',
      clinicalStatus: status('allergyintolerance-clinical', 'active'),
      code: { text: '<script>alert("Nuts & seeds")</script>' },
      patient: ref('Patient/full'),
      recorder: ref('Practitioner/doctor'),
    },
    {
      resourceType: 'AllergyIntolerance',
      id: 'mistake',
      verificationStatus: status('allergyintolerance-verification', 'entered-in-error'),
      code: { text: 'Mistake' },
      patient: ref('Patient/full'),
    },
    // In the compartment of the one who asserts it, and about another.
    {
      resourceType: 'AllergyIntolerance',
      id: 'childs',
      code: { text: 'Milk' },
      patient: ref('Patient/child'),
      asserter: ref('Patient/full'),
    },
    { resourceType: 'Medication', id: 'aspirin', code: { text: 'Aspirin 100 mg' } },
    {
      resourceType: 'MedicationRequest',
      id: 'order',
      status: 'active',
      intent: 'order',
      medicationReference: ref('Medication/aspirin'),
      subject: ref('Patient/full'),
      dosageInstruction: [{ text: 'One a day' }],
    },
    {
      resourceType: 'MedicationRequest',
      id: 'over',
      status: 'completed',
      intent: 'order',
      medicationCodeableConcept: { text: 'Old' },
      subject: ref('Patient/full'),
    },
    {
      resourceType: 'Condition',
      id: 'diabetes',
      clinicalStatus: status('condition-clinical', 'active'),
      code: { text: 'Diabetes' },
      subject: ref('Patient/full'),
      onsetDateTime: '2010',
    },
    {
      resourceType: 'Condition',
      id: 'flu',
      clinicalStatus: status('condition-clinical', 'resolved'),
      code: { text: 'Flu' },
      subject: ref('Patient/full'),
    },
    {
      resourceType: 'Immunization',
      id: 'shot',
      status: 'completed',
      vaccineCode: { text: 'Tetanus' },
      patient: ref('Patient/full'),
      occurrenceDateTime: '2020-05-01',
    },
    {
      resourceType: 'Procedure',
      id: 'knee',
      status: 'completed',
      subject: ref('Patient/full'),
      code: { text: 'Knee' },
    },
    {
      resourceType: 'DeviceUseStatement',
      id: 'pump',
      status: 'active',
      subject: ref('Patient/full'),
      device: { display: 'Insulin pump' },
    },
    observation('sugar1', '2345-7', 'laboratory', '2023-01-01'),
    observation('sugar2', '2345-7', 'laboratory', '2024-01-01', {
      valueQuantity: { value: 7, unit: 'mmol/l' },
    }),
    observation('pressure', '85354-9', 'vital-signs', '2024-01-01', {
      component: [{ code: { text: 'Systolic' }, valueQuantity: { value: 120, unit: 'mmHg' } }],
    }),
    observation('survey', '99999-9', 'survey', '2024-01-01'),
  ]);
});
afterAll(async () => {
  await store.end();
});

async function summaryOf(id: string) {
  const found = validAnswer(await store.send('GET', `/Patient/${id}/$summary`)) as Summary;
  const composition = found.entry[0]!.resource;
  const sections = new Map(
    (composition.section ?? []).map((section) => [section.code.coding[0]!.code, section]),
  );
  const resources = new Map(found.entry.map(({ fullUrl, resource }) => [fullUrl, resource]));
  const entries = (code: string) =>
    sections.get(code)?.entry.map(({ reference }) => {
      const resource = resources.get(reference);
      return resource && `${resource.resourceType}/${resource.id}`;
    });
  return { found, composition, sections, resources, entries };
}

describe('a summary', () => {
  test('is a document: a Composition of the type Patient summary, and the patient', async () => {
    const { found, composition, resources } = await summaryOf('full');
    expect(found.type).toBe('document');
    expect(composition.resourceType).toBe('Composition');
    expect(composition.type?.coding[0]?.code).toBe('60591-5');
    expect(resources.get(composition.subject!.reference)?.id).toBe('full');
    expect(resources.get(composition.author![0]!.reference)?.resourceType).toBe('Device');
  });

  test('has in each section what belongs there', async () => {
    const { entries, sections } = await summaryOf('full');
    expect([...sections.keys()]).toEqual([
      '10160-0',
      '48765-2',
      '11450-4',
      '11369-6',
      '47519-4',
      '46264-8',
      '30954-2',
      '8716-3',
    ]);
    expect(entries('10160-0')).toEqual(['MedicationRequest/order']);
    expect(entries('48765-2')).toEqual(['AllergyIntolerance/nuts']);
    expect(entries('11450-4')).toEqual(['Condition/diabetes']);
    expect(entries('11369-6')).toEqual(['Immunization/shot']);
    expect(entries('47519-4')).toEqual(['Procedure/knee']);
    expect(entries('46264-8')).toEqual(['DeviceUseStatement/pump']);
    expect(entries('30954-2')).toEqual(['Observation/sugar2']);
    expect(entries('8716-3')).toEqual(['Observation/pressure']);
  });

  test('has what its records refer to, and nothing about another', async () => {
    const { found } = await summaryOf('full');
    const names = found.entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`);
    expect(names).toEqual(
      expect.arrayContaining(['Medication/aspirin', 'Practitioner/doctor', 'Organization/org']),
    );
    expect(names.filter((name) => /child|childs|mistake|survey/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('tells it in words, escaped', async () => {
    const { sections } = await summaryOf('full');
    const text = (code: string) => sections.get(code)?.text.div;
    expect(text('48765-2')).toContain('&lt;script&gt;alert(&quot;Nuts &amp; seeds&quot;)&lt;/script&gt;');
    expect(text('48765-2')).not.toContain('<script');
    expect(text('10160-0')).toContain('<td>Aspirin 100 mg</td>');
    expect(text('10160-0')).toContain('One a day');
    expect(text('30954-2')).toContain('<td>Code 2345-7</td><td>2024-01-01</td><td>7 mmol/l</td>');
    expect(text('8716-3')).toContain('Systolic: 120 mmHg');
    expect(text('46264-8')).toContain('Insulin pump');
  });

  test('of a patient without records says that there is no information, in each required section', async () => {
    const { sections, resources } = await summaryOf('empty');
    expect([...sections.keys()]).toEqual(['10160-0', '48765-2', '11450-4']);
    const records = [...sections.values()].flatMap(({ entry }) =>
      entry.map(({ reference }) => resources.get(reference)),
    );
    expect(records).toMatchObject([
      {
        resourceType: 'MedicationStatement',
        status: 'unknown',
        medicationCodeableConcept: { coding: [{ code: 'no-medication-info' }] },
        subject: { reference: `${store.root}/Patient/empty` },
      },
      { resourceType: 'AllergyIntolerance', code: { coding: [{ code: 'no-allergy-info' }] } },
      { resourceType: 'Condition', code: { coding: [{ code: 'no-problem-info' }] } },
    ]);
  });

  test('by POST, and HEAD', async () => {
    expect((await store.send('POST', '/Patient/full/$summary')).status).toBe(200);
    expect((await store.send('HEAD', '/Patient/full/$summary')).status).toBe(200);
  });
});

test.each([
  ['/Patient/none/$summary', 404, 'Patient/none'],
  ['/Patient/full/$summary?profile=http://a.example/p', 400, 'profile'],
  ['/Patient/full/$summary?graph=http://a.example/g', 501, 'GraphDefinition'],
  ['/Patient/full/$summary?foo=1', 400, 'foo'],
  ['/Encounter/x/$summary', 404, '$summary'],
])('%s is refused', async (target, code, named) => {
  const answer = await store.send('GET', target);
  expect([answer.status, answer.text]).toEqual([code, expect.stringContaining(named)]);
});

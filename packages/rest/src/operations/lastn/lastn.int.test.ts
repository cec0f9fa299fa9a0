import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundBundle, namesOf } from '../../testing/served-store.js';
import { operationStore, type OperationStore } from '../../testing/operation-store.js';

let store: OperationStore;
const loinc = 'http://loinc.org';
const categoryOf = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code }],
});
const observation = (
  id: string,
  codes: readonly string[],
  date: string,
  patient = 'p',
  category = 'vital-signs',
) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [categoryOf(category)],
  code: { coding: codes.map((code) => ({ system: loinc, code })) },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: date,
});

beforeAll(async () => {
  store = await operationStore();
  await store.put([
    { resourceType: 'Patient', id: 'p' },
    observation('weight1', ['29463-7'], '2024-01-01'),
    observation('weight2', ['29463-7'], '2024-02-01'),
    observation('weight3', ['29463-7'], '2024-03-01'),
    observation('weight3b', ['29463-7'], '2024-03-01'),
    observation('pulse1', ['8867-4'], '2024-02-15'),
    observation('pulse2', ['8867-4', 'local'], '2023-02-15'),
    observation('local', ['local'], '2024-06-01'),
    observation('lab', ['2345-7'], '2024-05-01', 'p', 'laboratory'),
    observation('other', ['29463-7'], '2025-01-01', 'q'),
  ]);
});
afterAll(async () => {
  await store.end();
});

const last = async (query: string) => namesOf(await store.search(`/Observation/$lastn?${query}`), 'match');

describe('the last of each code', () => {
  test.each([
    // "If no maximum number is given then only the most recent Observation in each group is returned."
    ['patient=p&category=vital-signs', ['local', 'weight3', 'weight3b']],
    ['patient=Patient/p&category=vital-signs&max=2', ['local', 'weight3', 'weight3b', 'pulse1']],
    ['subject=Patient/p&code=http://loinc.org|29463-7&max=3', ['weight3', 'weight3b', 'weight2']],
    ['patient=p&category=vital-signs,laboratory', ['local', 'lab', 'weight3', 'weight3b']],
    ['patient=p&category=vital-signs&date=lt2024-03', ['pulse1', 'weight2']],
    ['patient=nobody&category=vital-signs', []],
  ])('%s', async (query, ids) => {
    expect(await last(query)).toEqual(ids.map((id) => `Observation/${id}`));
  });

  test('by POST', async () => {
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'patient', valueString: 'Patient/p' },
        { name: 'code', valueString: 'http://loinc.org|2345-7' },
        { name: 'max', valuePositiveInt: 5 },
      ],
    };
    const bundle = foundBundle(await store.send('POST', '/Observation/$lastn', { body }));
    expect([namesOf(bundle, 'match'), bundle.total]).toEqual([['Observation/lab'], 1]);
    expect(bundle.link).toEqual([
      {
        relation: 'self',
        url: `${store.root}/Observation/$lastn?patient=Patient/p&code=http://loinc.org%7C2345-7&max=5`,
      },
    ]);
  });

  test('of more than fit into one read', async () => {
    await store.put(
      Array.from({ length: 1_100 }, (_, index) =>
        observation(
          `m${index}`,
          [`c${index % 7}`],
          new Date(Date.UTC(2024, 0, 1) + index * 60_000).toISOString(),
          'm',
        ),
      ),
    );
    // The last of each of the seven codes are the last seven of all.
    expect(await last('patient=m&category=vital-signs')).toEqual(
      [1099, 1098, 1097, 1096, 1095, 1094, 1093].map((index) => `Observation/m${index}`),
    );
  });
});

test.each([
  ['category=vital-signs', 'patient'],
  ['patient=p', 'category'],
  ['patient=p&date=2024', 'category'],
  ['patient=p&code=x&max=0', 'max'],
  ['patient=p&code=x&max=many', 'max'],
  ['patient=p&code=x&max=1&max=2', 'max'],
  ['patient=p&code=x&foo=1', 'foo'],
  ['patient=p&code=x&_count=5', '_count'],
  ['patient=p&code=x&_sort=date', '_sort'],
  ['patient=p&code=x&date=yesterday', 'date'],
])('%s is refused', async (query, named) => {
  const answer = await store.send('GET', `/Observation/$lastn?${query}`);
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(named)]);
});

test('there are none of other types', async () => {
  expect((await store.send('GET', '/Patient/$lastn?patient=p&code=x')).status).toBe(404);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationStore, type OperationStore } from '../../testing/operation-store.js';
import { foundBundle, linkTo, namesOf, type FoundBundle } from '../../testing/served-store.js';
import { smallHospital } from '../../testing/small-hospital.js';

let store: OperationStore;
const ref = (reference: string) => ({ reference });

beforeAll(async () => {
  store = await operationStore();
  await store.put(smallHospital);
  await store.put([
    {
      resourceType: 'Group',
      id: 'ward',
      type: 'person',
      actual: true,
      member: [
        { entity: ref('Patient/bob') },
        { entity: ref('Patient/anna') },
        { entity: ref('Patient/clara') },
        { entity: ref('Patient/zoe'), inactive: true },
      ],
    },
    { resourceType: 'Binary', id: 'scan', contentType: 'text/plain', data: 'AAAA' },
    {
      resourceType: 'DocumentReference',
      id: 'letter',
      status: 'current',
      subject: ref('Patient/zoe'),
      content: [{ attachment: { url: 'Binary/scan' } }],
    },
  ]);
});
afterAll(async () => {
  await store.end();
});

const all = async (target: string, mode: 'match' | 'include') => namesOf(await store.search(target), mode);

/** Every page of a list, by its links. */
async function pages(target: string): Promise<readonly FoundBundle[]> {
  const found: FoundBundle[] = [];
  for (let next: string | undefined = target; next !== undefined;) {
    const page: FoundBundle = await store.search(next.replace(store.root, ''));
    found.push(page);
    next = linkTo(page, 'next');
    expect(found.length).toBeLessThan(100);
  }
  return found;
}

// https://hl7.org/fhir/R4/compartmentdefinition-patient.html; the Group is in it by `member`.
const annas = [
  'Condition/diabetes',
  'Encounter/visit',
  'Group/ward',
  'Observation/pulse',
  'Observation/sample',
  'Patient/anna',
  'Patient/clara',
  'RelatedPerson/mother',
];
// What these refer to and is in nobody's compartment: not the Group's other members.
const annasOthers = ['Organization/acme', 'Practitioner/doctor'];

describe('everything of a patient', () => {
  test('is the compartment and what it refers to', async () => {
    const bundle = await store.search('/Patient/anna/$everything');
    expect(namesOf(bundle, 'match')).toEqual(annas);
    expect(namesOf(bundle, 'include')).toEqual(annasOthers);
    expect(bundle.total).toBe(annas.length);
    expect(linkTo(bundle, 'next')).toBeUndefined();
    expect(linkTo(bundle, 'self')).toBe(`${store.root}/Patient/anna/$everything`);
    expect(bundle.entry?.[0]?.fullUrl).toBe(`${store.root}/Condition/diabetes`);
  });

  test.each([1, 3, 8, 9, 10, 11, 100])('in pages of %i, each resource once, in order', async (count) => {
    const found = await pages(`/Patient/anna/$everything?_count=${count}`);
    expect(found.flatMap((page) => namesOf(page, 'match'))).toEqual(annas);
    expect(found.flatMap((page) => namesOf(page, 'include'))).toEqual(annasOthers);
    for (const page of found) {
      expect(page.total).toBe(annas.length);
      expect(page.entry?.length ?? 0).toBeLessThanOrEqual(count);
    }
  });

  // The patient, a count, and the members; then what these refer to.
  test.each([
    ['/Patient/anna/$everything?_count=5', 3],
    ['/Patient/anna/$everything', 4],
  ])('%s takes %i statements', async (target, statements) => {
    await store.search(target);
    const before = store.statements();
    await store.search(target);
    expect(store.statements() - before).toBe(statements);
  });

  test('binaries of attachments are part of it', async () => {
    expect(await all('/Patient/zoe/$everything', 'include')).toEqual(['Binary/scan']);
  });

  test('_type bounds members and what they refer to', async () => {
    const bundle = await store.search(
      '/Patient/anna/$everything?_type=Observation,Practitioner&_type=Patient',
    );
    expect(namesOf(bundle, 'match')).toEqual([
      'Observation/pulse',
      'Observation/sample',
      'Patient/anna',
      'Patient/clara',
    ]);
    expect(namesOf(bundle, 'include')).toEqual(['Practitioner/doctor']);
    expect(bundle.total).toBe(4);
  });

  test.each([
    // The pulse is of 2024-01-15T10:00Z, the sample of all of 2024-01-20 UTC; the rest has no date of care.
    ['start=2024-01-16', ['Observation/sample']],
    ['end=2024-01-15', ['Observation/pulse']],
    ['start=2024-01-15&end=2024-01-20', ['Observation/pulse', 'Observation/sample']],
    ['start=2024-01-15T10:00:01Z&end=2024-01-19', []],
    ['start=2024-01-15T00:00:00.000Z', ['Observation/pulse', 'Observation/sample']],
  ])('%s', async (query, observations) => {
    const bundle = await store.search(`/Patient/anna/$everything?${query}`);
    expect(namesOf(bundle, 'match').filter((name) => name.startsWith('Observation'))).toEqual(observations);
    expect(namesOf(bundle, 'match')).toEqual(
      annas.filter((name) => !name.startsWith('Observation') || observations.includes(name)),
    );
    expect(bundle.total).toBe(annas.length - 2 + observations.length);
  });

  test('a member outside the time does not come as what another refers to', async () => {
    await store.put([
      {
        resourceType: 'Observation',
        id: 'derived',
        status: 'final',
        code: { text: 'x' },
        subject: ref('Patient/zoe'),
        effectiveDateTime: '2024-03-01',
        derivedFrom: [ref('Observation/source')],
      },
      {
        resourceType: 'Observation',
        id: 'source',
        status: 'final',
        code: { text: 'y' },
        subject: ref('Patient/zoe'),
        effectiveDateTime: '2023-03-01',
      },
    ]);
    const bundle = await store.search('/Patient/zoe/$everything?start=2024&_type=Observation');
    expect([namesOf(bundle, 'match'), namesOf(bundle, 'include')]).toEqual([['Observation/derived'], []]);
  });

  test('_since and since: what was changed from then on', async () => {
    const before = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const body = { ...smallHospital.find(({ id }) => id === 'doctor')!, active: true };
    expect((await store.send('PUT', '/Practitioner/doctor', { body })).status).toBe(200);
    for (const name of ['_since', 'since']) {
      const bundle = await store.search(`/Patient/anna/$everything?${name}=${before}`);
      expect([namesOf(bundle, 'match'), namesOf(bundle, 'include'), bundle.total]).toEqual([
        [],
        ['Practitioner/doctor'],
        0,
      ]);
    }
  });

  test('by POST with a Parameters resource, and links for GET', async () => {
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: '_type', valueCode: 'Observation' },
        { name: '_count', valueInteger: 1 },
      ],
    };
    const first = foundBundle(await store.send('POST', '/Patient/anna/$everything', { body }));
    expect(namesOf(first, 'match')).toEqual(['Observation/pulse']);
    const next = await store.search(linkTo(first, 'next')!.replace(store.root, ''));
    expect(namesOf(next, 'match')).toEqual(['Observation/sample']);
    expect(namesOf(foundBundle(await store.send('POST', '/Patient/anna/$everything')), 'match')).toEqual(
      annas,
    );
  });

  test('HEAD', async () => {
    expect((await store.send('HEAD', '/Patient/anna/$everything')).status).toBe(200);
  });
});

describe('everything of an encounter and of a group', () => {
  test('an encounter', async () => {
    const bundle = await store.search('/Encounter/visit/$everything');
    expect(namesOf(bundle, 'match')).toEqual(['Condition/diabetes', 'Encounter/visit', 'Observation/pulse']);
    expect(namesOf(bundle, 'include')).toEqual([
      'Patient/anna',
      'Practitioner/doctor',
      'RelatedPerson/mother',
    ]);
    expect(bundle.total).toBe(3);
  });

  test('an encounter, but not the record of another patient that it refers to', async () => {
    await store.put([
      { resourceType: 'Patient', id: 'eve' },
      {
        resourceType: 'Condition',
        id: 'eves',
        subject: ref('Patient/eve'),
        code: { text: 'asthma' },
      },
      {
        resourceType: 'Encounter',
        id: 'mixed',
        status: 'finished',
        class: { code: 'AMB' },
        subject: ref('Patient/eve'),
        participant: [{ individual: ref('Practitioner/doctor') }],
        // The second one is bob's.
        reasonReference: [ref('Condition/eves'), ref('Condition/flu')],
      },
    ]);
    expect(await all('/Encounter/mixed/$everything', 'include')).toEqual([
      'Condition/eves',
      'Patient/eve',
      'Practitioner/doctor',
    ]);
  });

  test.each([1, 2, 4, 7, 100])('a group, in pages of %i: no member of a compartment twice', async (count) => {
    const found = await pages(`/Group/ward/$everything?_count=${count}`);
    const matches = found.flatMap((page) => namesOf(page, 'match'));
    expect(matches).toEqual([
      ...annas,
      'Condition/flu',
      'Observation/pressure',
      'Patient/bob',
      'Condition/local',
      'Observation/finding',
    ]);
    // https://hl7.org/fhir/R4/bundle.html#bdl-7
    for (const { entry = [] } of found)
      expect(new Set(entry.map(({ fullUrl }) => fullUrl)).size).toBe(entry.length);
  });
});

describe('what is refused', () => {
  test.each([
    ['/Patient/nobody/$everything', 404, 'Patient/nobody'],
    ['/Patient/anna/$everything?_count=0', 400, '_count'],
    ['/Patient/anna/$everything?_count=x', 400, '_count'],
    ['/Patient/anna/$everything?_type=Ghost', 400, '_type'],
    ['/Patient/anna/$everything?start=yesterday', 400, 'start'],
    ['/Patient/anna/$everything?start=2024-02&end=2024-01', 400, 'end'],
    ['/Patient/anna/$everything?start=2024&start=2025', 400, 'start'],
    ['/Patient/anna/$everything?_since=2024&since=2024', 400, 'since'],
    ['/Patient/anna/$everything?foo=1', 400, 'foo'],
    ['/Patient/anna/$everything?_cursor=AAAA', 400, '_cursor'],
    ['/Encounter/visit/$everything?start=2024', 400, 'start'],
    ['/Organization/acme/$everything', 404, '$everything'],
    ['/Patient/$everything', 404, '$everything'],
  ])('%s', async (target, status, named) => {
    const answer = await store.send('GET', target);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(named)]);
  });

  test('the link of another list', async () => {
    const cursor = linkTo(await store.search('/Patient/anna/$everything?_count=1'), 'next')!.split(
      '_cursor=',
    )[1]!;
    for (const target of ['/Patient/bob/$everything?', '/Patient/anna/$everything?_type=Observation&'])
      expect((await store.send('GET', `${target}_cursor=${cursor}`)).status).toBe(400);
  });

  test('a deleted patient', async () => {
    await store.put([{ resourceType: 'Patient', id: 'gone' }]);
    await store.send('DELETE', '/Patient/gone');
    expect((await store.send('GET', '/Patient/gone/$everything')).status).toBe(410);
  });

  test.each<[string, object | string, number]>([
    ['another resource', { resourceType: 'Patient' }, 400],
    ['an invalid Parameters', { resourceType: 'Parameters', parameter: [{ valueCode: 'x' }] }, 400],
    [
      'a resource for a value',
      {
        resourceType: 'Parameters',
        parameter: [{ name: '_count', resource: { resourceType: 'Patient', active: true } }],
      },
      400,
    ],
    ['text', 'nonsense', 415],
  ])('a body that is %s', async (_, body, status) => {
    expect((await store.send('POST', '/Patient/anna/$everything', { body })).status).toBe(status);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationStore, validAnswer, type OperationStore } from '../../testing/operation-store.js';
import { smallHospital } from '../../testing/small-hospital.js';

interface Document {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly identifier: { readonly system: string; readonly value: string };
  readonly entry: readonly {
    readonly fullUrl: string;
    readonly resource: {
      readonly resourceType: string;
      readonly id: string;
      readonly meta: { versionId: string };
    };
  }[];
}
const ref = (reference: string) => ({ reference });
const composition = (id: string, entries: readonly string[], more: object = {}) => ({
  resourceType: 'Composition',
  id,
  status: 'final',
  type: { text: 'Letter' },
  subject: ref('Patient/anna'),
  date: '2024-02-01',
  author: [ref('Practitioner/doctor')],
  title: 'Letter',
  section: [{ title: 'Findings', entry: entries.map(ref) }],
  ...more,
});

let store: OperationStore;
beforeAll(async () => {
  store = await operationStore();
  await store.put(smallHospital);
  await store.put([
    composition('letter', ['Observation/pulse', 'Condition/diabetes', 'Observation/pulse'], {
      relatesTo: [{ code: 'replaces', targetReference: ref('Composition/older') }],
    }),
    composition('broken', [
      'Observation/none',
      'Condition/diabetes',
      'https://elsewhere.example/Observation/1',
    ]),
    composition('versions', ['Patient/zoe/_history/1', 'Patient/zoe']),
    composition('others', ['Group/ward']),
    {
      resourceType: 'Group',
      id: 'ward',
      type: 'person',
      actual: true,
      member: [{ entity: ref('Patient/bob') }, { entity: ref('Patient/anna') }],
    },
  ]);
  await store.send('PUT', '/Patient/zoe', { body: { resourceType: 'Patient', id: 'zoe', active: true } });
});
afterAll(async () => {
  await store.end();
});

const get = async (target: string) => validAnswer(await store.send('GET', target)) as Document;
const names = ({ entry }: Document) => entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`);

describe('a document', () => {
  test('begins with the Composition, and has what it refers to and these refer to, each once', async () => {
    const found = await get('/Composition/letter/$document');
    expect(found.type).toBe('document');
    expect(names(found)).toEqual([
      'Composition/letter',
      'Patient/anna',
      'Practitioner/doctor',
      'Observation/pulse',
      'Condition/diabetes',
      // Of these: the patient's organisation, the encounter, and who asserted the condition.
      'Organization/acme',
      'Encounter/visit',
      'RelatedPerson/mother',
    ]);
    expect(found.entry.map(({ fullUrl }) => fullUrl)).toEqual(
      names(found).map((name) => `${store.root}/${name}`),
    );
    expect(found.identifier).toEqual({ system: 'urn:ietf:rfc:3986', value: `urn:uuid:${found.id}` });
    expect(Date.parse(found.timestamp)).toBeGreaterThan(Date.now() - 60_000);
  });

  test('of a reference to a version has that version', async () => {
    const found = await get('/Composition/versions/$document');
    const zoes = found.entry.filter(({ resource }) => resource.id === 'zoe');
    expect(zoes.map(({ resource }) => resource.meta.versionId)).toEqual(['1', '2']);
  });

  test('has no record of another patient that is only come upon', async () => {
    expect(names(await get('/Composition/others/$document'))).not.toContain('Patient/bob');
  });

  test('by its id at the level of the type, and by POST', async () => {
    expect(names(await get('/Composition/$document?id=letter'))).toHaveLength(8);
    expect(names(await get(`/Composition/$document?id=${store.root}/Composition/letter`))).toHaveLength(8);
    const body = { resourceType: 'Parameters', parameter: [{ name: 'persist', valueBoolean: false }] };
    const answer = await store.send('POST', '/Composition/letter/$document', { body });
    expect(names(validAnswer(answer) as Document)).toHaveLength(8);
    expect(answer.headers['location']).toBeUndefined();
  });

  test('persist stores it where Location says', async () => {
    const answer = await store.send('GET', '/Composition/letter/$document?persist=true');
    const found = validAnswer(answer) as Document;
    expect(answer.headers['location']).toBe(`${store.root}/Bundle/${found.id}/_history/1`);
    expect(await get(`/Bundle/${found.id}`)).toEqual(found);
    expect(names(found)[0]).toBe('Composition/letter');
    const stored = async () => (await store.search('/Bundle')).entry?.length;
    const before = await stored();
    await store.send('HEAD', '/Composition/letter/$document?persist=true');
    expect(await stored()).toBe(before);
  });
});

describe('what is refused', () => {
  test('a Composition that refers to what is not there: all of it is named', async () => {
    const answer = await store.send('GET', '/Composition/broken/$document');
    expect(answer.status).toBe(422);
    const { issue } = answer.json() as { issue: readonly { code: string; diagnostics: string }[] };
    expect(issue.map(({ code }) => code)).toEqual(['not-found', 'not-found']);
    expect(answer.text).toContain('Observation/none');
    expect(answer.text).toContain('https://elsewhere.example/Observation/1');
  });

  test.each([
    ['/Composition/none/$document', 404, 'Composition/none'],
    ['/Composition/$document', 400, 'id'],
    ['/Composition/$document?id=Patient/anna', 400, 'id'],
    ['/Composition/letter/$document?id=letter', 400, 'id'],
    ['/Composition/letter/$document?persist=perhaps', 400, 'persist'],
    ['/Composition/letter/$document?graph=http://a.example/g', 501, 'GraphDefinition'],
    ['/Patient/anna/$document', 404, '$document'],
  ])('%s', async (target, status, named) => {
    const answer = await store.send('GET', target);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(named)]);
  });
});

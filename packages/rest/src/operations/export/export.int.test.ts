import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { createJobBench, createMemoryObjects, type JobBench } from '@wellspring/jobs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveBulkStore, type BulkStore } from '../../testing/bulk-store.js';
import { smallHospital, type TestResource } from './exported-hospital.js';

let server: TestDatabase;
let bench: JobBench;
let store: BulkStore;

beforeAll(async () => {
  server = await testDatabase();
  bench = await createJobBench(server.url);
  store = await serveBulkStore(bench, createMemoryObjects());
  await store.put(smallHospital);
});
afterAll(async () => {
  await bench.close();
  await server.drop();
});

const all = (resources: readonly TestResource[]) =>
  resources.map(({ resourceType, id }) => `${resourceType}/${id}`).sort();

/** In the compartments of some patient, by the parameters of the compartment's definition. */
const ofPatients = [
  'Condition/diabetes',
  'Condition/flu',
  'Condition/local',
  'Encounter/visit',
  'Group/both',
  'Observation/finding',
  'Observation/pressure',
  'Observation/pulse',
  'Observation/sample',
  'Patient/anna',
  'Patient/bob',
  'Patient/clara',
  'Patient/zoe',
  'Provenance/of-pulse',
  'RelatedPerson/mother',
].sort();
/** What these refer to, and what that refers to. */
const referred = ['Device/scale', 'Organization/acme', 'Organization/beta', 'Practitioner/doctor'];

describe('the scope of an export', () => {
  it('is everything at the system level', async () => {
    expect(await store.names('/$export')).toEqual(all(smallHospital));
  });

  it('is the compartments of all patients at the level of Patient, and what they refer to', async () => {
    expect(await store.names('/Patient/$export')).toEqual([...ofPatients, ...referred].sort());
  });

  it('is those of the members of a group, but not of inactive and former ones', async () => {
    const ofBob = ['Condition/flu', 'Observation/pressure', 'Patient/bob'];
    const bobsOthers = ['Device/scale', 'Organization/acme', 'Organization/beta', 'Practitioner/doctor'];
    const found = await store.names('/Group/both/$export');
    expect(found).toEqual([...ofBob, ...bobsOthers, 'Group/both'].sort());
    expect(await store.names('/Group/nested/$export')).toEqual(found);
    expect(await store.names('/Group/nobody/$export')).toEqual([]);
  });

  it('is those of some patients where they are named', async () => {
    const parameter = [{ name: 'patient', valueReference: { reference: 'Patient/clara' } }];
    const body = { resourceType: 'Parameters', parameter };
    // By Group.member she still is in the group's compartment; it has a practitioner as a member, too.
    const ofClara = ['Condition/local', 'Group/both', 'Observation/finding', 'Patient/clara'];
    expect(await store.names('/Patient/$export', body)).toEqual([...ofClara, 'Practitioner/doctor']);
    const both = [...parameter, { name: '_type', valueString: 'Patient' }];
    expect(await store.names('/Patient/$export', { resourceType: 'Parameters', parameter: both })).toEqual([
      'Patient/clara',
    ]);
  });
});

describe('the parameters of an export', () => {
  it('choose types', async () => {
    expect(await store.names('/$export?_type=Patient,Device&_type=List')).toEqual([
      'Device/scale',
      'List/ward',
      'Patient/anna',
      'Patient/bob',
      'Patient/clara',
      'Patient/zoe',
    ]);
    // What patients refer to, of this type.
    expect(await store.names('/Patient/$export?_type=Patient,Practitioner')).toContain('Practitioner/doctor');
    expect(await store.names('/Patient/$export?_type=Condition,Practitioner')).not.toContain(
      'Practitioner/doctor',
    );
  });

  it('filter by searches, of which one has to be fulfilled', async () => {
    const filters = encodeURIComponent(
      'Observation?status=preliminary,Observation?code=http://loinc.org|8867-4,29463-7,Patient?gender=male',
    );
    expect(await store.names(`/$export?_type=Observation,Patient,Device&_typeFilter=${filters}`)).toEqual([
      'Device/scale',
      'Observation/finding',
      'Observation/pulse',
      'Observation/sample',
      'Patient/bob',
    ]);
    const chain = encodeURIComponent('Condition?subject:Patient.gender=female');
    expect(await store.names(`/$export?_type=Condition&_typeFilter=${chain}`)).toEqual([
      'Condition/diabetes',
    ]);
    const codes = encodeURIComponent('Condition?code:in=http://a.example/fhir/sets/endocrine');
    expect(await store.names(`/Patient/$export?_type=Condition&_typeFilter=${codes}`)).toEqual([
      'Condition/diabetes',
    ]);
    const active = encodeURIComponent('Organization?name=beta');
    const found = await store.names(`/Patient/$export?_type=Patient,Organization&_typeFilter=${active}`);
    expect(found.filter((name) => name.startsWith('Organization'))).toEqual(['Organization/beta']);
  });

  it('filter by labels: alternatives between commas, all of those that are repeated', async () => {
    const label = (name: string, code: string) =>
      `${name}=${encodeURIComponent(`http://a.example/l|${code}`)}`;
    expect(await store.names(`/$export?${label('_tag', 'one')}`)).toEqual(['Device/scale', 'Location/here']);
    expect(await store.names(`/$export?${label('_tag', 'one')}&${label('_tag', 'two')}`)).toEqual([
      'Location/here',
    ]);
    expect(await store.names(`/$export?${label('_security', 'R')}&${label('_tag', 'one')}`)).toEqual([
      'Device/scale',
    ]);
    expect(await store.names('/$export?_tag=two,other')).toEqual(['Location/here']);
  });

  it('leave elements out, and say so in the resource', async () => {
    const { output } = await store.export('GET', '/$export?_type=Patient,Device&_elements=Patient.gender,id');
    const [device, anna] = await store.read(output);
    const tagsOf = (resource: unknown) =>
      (resource as { meta: { tag?: readonly { code: string }[] } }).meta.tag?.map(({ code }) => code);
    expect(device).toMatchObject({ resourceType: 'Device', id: 'scale' });
    // Nothing is left out of it.
    expect(tagsOf(device)).not.toContain('SUBSETTED');
    expect(Object.keys(anna!).sort()).toEqual(['gender', 'id', 'meta', 'resourceType']);
    expect(tagsOf(anna)).toContain('SUBSETTED');
  });

  it('leave the same resources with _elements, though a reference to one is not among them', async () => {
    const everything = await store.names('/Patient/$export');
    expect(everything).toContain('Practitioner/doctor');
    expect(await store.names('/Patient/$export?_elements=id')).toEqual(everything);
  });

  it('take Parameters in a body as they take a query', async () => {
    const parameter = [
      { name: '_type', valueString: 'Patient,Observation' },
      { name: '_typeFilter', valueString: 'Patient?gender=female' },
      { name: '_typeFilter', valueString: 'Observation?code=8867-4' },
      { name: '_outputFormat', valueString: 'ndjson' },
      { name: '_since', valueInstant: '2020-01-01T00:00:00Z' },
    ];
    expect(await store.names('/$export', { resourceType: 'Parameters', parameter })).toEqual([
      'Observation/pulse',
      'Patient/anna',
    ]);
  });
});

describe('what changed since', () => {
  it('is exported with what was deleted, and nothing else', async () => {
    const { transactionTime } = await store.export('GET', '/$export');
    const changed = encodeURIComponent(transactionTime);
    const nothing = await store.export('GET', `/$export?_since=${changed}`);
    expect(nothing).toMatchObject({ output: [], deleted: [] });

    await store.put([{ resourceType: 'Device', id: 'new' }]);
    await store.put([{ resourceType: 'Condition', id: 'rash', subject: { reference: 'Patient/bob' } }]);
    await store.put([{ resourceType: 'Device', id: 'scale', status: 'active' }]);
    await store.send('DELETE', '/Condition/rash');
    await store.send('DELETE', '/Device/new');
    const manifest = await store.export('GET', `/$export?_since=${changed}`);
    expect((await store.read(manifest.output)).map(({ id }) => id)).toEqual(['scale']);
    const deletions = async (query: string, group = '') => {
      const { deleted } = await store.export('GET', `${group}/$export?_since=${changed}${query}`);
      return (await store.read(deleted!)).flatMap(
        (bundle) => bundle['entry'] as { request: { method: string; url: string } }[],
      );
    };
    expect(await store.read(manifest.deleted!)).toEqual([
      {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          { request: { method: 'DELETE', url: 'Condition/rash' } },
          { request: { method: 'DELETE', url: 'Device/new' } },
        ],
      },
    ]);
    expect(manifest.deleted![0]).toMatchObject({ type: 'Bundle', count: 1 });
    expect(await deletions('&_type=Device')).toEqual([{ request: { method: 'DELETE', url: 'Device/new' } }]);
    expect(await deletions('', '/Patient')).toEqual([
      { request: { method: 'DELETE', url: 'Condition/rash' } },
    ]);
    expect(await deletions('', '/Group/both')).toHaveLength(1);
    expect(await deletions('', '/Group/nobody')).toEqual([]);

    const again = encodeURIComponent(manifest.transactionTime);
    expect(await store.export('GET', `/$export?_since=${again}`)).toMatchObject({ output: [], deleted: [] });
    const until = await store.names(`/$export?_until=${changed}&_type=Device,Patient`);
    expect(until).toEqual(['Patient/anna', 'Patient/bob', 'Patient/clara', 'Patient/zoe']);
  });
});

import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { validateResource, type JsonObject } from '@wellspring/fhir';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRestHandler } from './rest-handler.js';
import { caller, type Answer } from './testing/call.js';

interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly meta: { readonly tag?: readonly { readonly code: string }[] };
  readonly [key: string]: unknown;
}
interface Bundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl?: string;
    readonly resource: Resource;
    readonly search: { readonly mode: string };
  }[];
}

let database: Database;
let server: Awaited<ReturnType<typeof testDatabase>>;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let send: ReturnType<typeof caller>;
/** The same data store, where little may be included. */
let sendFrugally: ReturnType<typeof caller>;
let root: string;

const ref = (reference: string) => ({ reference });
const code = { text: 'code' };
const narrative = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">text</div>' };

/** In this order, so that the search without an order gives the last one first. */
function resources(): readonly (JsonObject & { readonly resourceType: string; readonly id: string })[] {
  return [
    { resourceType: 'Organization', id: 'top', name: 'Top' },
    { resourceType: 'Organization', id: 'middle', name: 'Middle', partOf: ref('Organization/top') },
    {
      resourceType: 'Organization',
      id: 'ward',
      name: 'Ward',
      text: narrative,
      partOf: ref('Organization/middle'),
    },
    { resourceType: 'Practitioner', id: 'doctor', name: [{ family: 'Arzt' }] },
    { resourceType: 'Practitioner', id: 'gone' },
    {
      resourceType: 'Patient',
      id: 'ann',
      text: narrative,
      gender: 'female',
      birthDate: '1970-01-31',
      name: [{ family: 'Lee' }],
      contact: [{ name: { family: 'Next' } }],
      managingOrganization: ref('Organization/ward'),
      generalPractitioner: [ref('Practitioner/doctor'), ref('Organization/ward')],
    },
    {
      resourceType: 'Patient',
      id: 'bob',
      gender: 'male',
      managingOrganization: ref('Organization/ward'),
      generalPractitioner: [
        ref('Practitioner/gone'),
        ref('Practitioner/never'),
        ref('https://other.example/Practitioner/x'),
      ],
      link: [{ other: ref('Patient/ann'), type: 'seealso' }],
    },
    {
      resourceType: 'Group',
      id: 'cohort',
      type: 'person',
      actual: true,
      member: [{ entity: ref('Patient/ann') }],
    },
    {
      resourceType: 'Observation',
      id: 'o1',
      status: 'final',
      code,
      subject: ref('Patient/ann'),
      performer: [ref('Practitioner/doctor')],
    },
    { resourceType: 'Observation', id: 'o2', status: 'final', code, subject: ref(`${root}/Patient/ann`) },
    { resourceType: 'Observation', id: 'o3', status: 'final', code, subject: ref('Group/cohort') },
    { resourceType: 'Observation', id: 'o4', status: 'final', code, subject: ref('Patient/bob/_history/1') },
    {
      resourceType: 'Observation',
      id: 'o5',
      status: 'preliminary',
      code,
      contained: [{ resourceType: 'Patient', id: 'inside' }],
      subject: ref('#inside'),
    },
    {
      resourceType: 'Provenance',
      id: 'pr',
      target: [ref('Observation/o1')],
      recorded: '2024-01-01T00:00:00Z',
      agent: [{ who: ref('Practitioner/doctor') }],
    },
  ];
}

beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  slot = await allocateNode(database);
  const registry = createRegistry({ database, url: server.url, slot });
  const { id } = await registry.create({ name: 'results' });
  await registry.createSchema(id);
  await registry.update(id, { status: 'ACTIVE' });
  root = `https://fhir.example/datastore/${id}/r4`;
  const options = { registry, publicUrl: 'https://fhir.example', version: '1', maxBodyBytes: 1_000_000 };
  send = caller(createRestHandler(options), id);
  sendFrugally = caller(createRestHandler({ ...options, includes: { resources: 2, depth: 1 } }), id);
  for (const body of resources()) {
    const answer = await send('PUT', `/${body.resourceType}/${body.id}`, { body });
    expect(answer.text).toContain(`"id":"${body.id}"`);
  }
  await send('DELETE', '/Practitioner/gone');
});
afterAll(async () => {
  await slot.release();
  await database.close();
  await server.drop();
});

function bundleOf(answer: Answer): Bundle {
  expect(validateResource(answer.json() as JsonObject)).toEqual([]);
  return answer.json() as Bundle;
}
const search = async (target: string) => bundleOf(await send('GET', target));
const names = ({ entry = [] }: Bundle, mode: string) =>
  entry
    .filter((one) => one.search.mode === mode)
    .map(({ resource }) => `${resource.resourceType}/${resource.id}`);
const isTagged = ({ meta }: Resource) => meta.tag?.some((tag) => tag.code === 'SUBSETTED') ?? false;
const self = ({ link }: Bundle) => link.find(({ relation }) => relation === 'self')!.url.slice(root.length);
const keysOf = (resource: Resource) => Object.keys(resource).sort();

// https://hl7.org/fhir/R4/search.html#summary, #elements
describe('a part of each resource', () => {
  const always = ['id', 'meta', 'resourceType'];
  const whole = [
    'birthDate',
    'contact',
    'gender',
    'generalPractitioner',
    'managingOrganization',
    'name',
    'text',
  ];
  test.each([
    // https://hl7.org/fhir/R4/patient.html: Σ is on all of these but contact, generalPractitioner and text.
    ['_summary=true', ['birthDate', 'gender', 'managingOrganization', 'name'], true],
    ['_summary=text', ['text'], true],
    ['_summary=data', whole.filter((name) => name !== 'text'), true],
    ['_summary=false', whole, false],
    ['_elements=gender,name', ['gender', 'name'], true],
    [`_elements=${whole.join()}`, whole, false],
  ])('%s, in a search, read, vread and history', async (parameter, keys, tagged) => {
    const found = await search(`/Patient?_id=ann&${parameter}`);
    const resource = found.entry![0]!.resource;
    expect(keysOf(resource)).toEqual([...always, ...keys].sort());
    expect(isTagged(resource)).toBe(tagged);
    expect(self(found)).toBe(`/Patient?_id=ann&${parameter}`);
    for (const at of ['/Patient/ann', '/Patient/ann/_history/1'])
      expect((await send('GET', `${at}?${parameter}`)).json()).toEqual(resource);
    const history = await search(`/Patient/ann/_history?${parameter}`);
    expect(history.entry![0]!.resource).toEqual(resource);
    expect(self(history)).toBe(`/Patient/ann/_history?${parameter}`);
  });

  test('_summary=count is the total alone', async () => {
    const found = await search('/Observation?status=final&_count=2&_summary=count');
    expect([found.total, found.entry, found.link.length]).toEqual([4, undefined, 1]);
    for (const at of ['/Patient/ann', '/Patient/ann/_history/1', '/Patient/ann/_history'])
      expect((await send('GET', `${at}?_summary=count`)).status).toBe(400);
  });

  test('elements there are not', async () => {
    const found = await search('/Patient?_id=ann&_elements=gender,subject');
    expect(keysOf(found.entry![0]!.resource)).toEqual([...always, 'gender'].sort());
    expect(names(found, 'outcome')).toHaveLength(1);
    expect(self(found)).toBe('/Patient?_id=ann&_elements=gender');
    for (const at of [
      '/Patient?_elements=subject',
      '/Patient/ann?_elements=subject',
      '/Patient/ann/_history?_elements=subject',
    ]) {
      const strict = await send('GET', at, { headers: { prefer: 'handling=strict' } });
      expect([strict.status, strict.text.includes('subject')]).toEqual([400, true]);
    }
  });

  test.each(['_summary=yes', '_summary=true&_elements=name', '_summary=text&_include=Patient:link'])(
    '%s is refused',
    async (parameters) => {
      expect((await send('GET', `/Patient?${parameters}`)).status).toBe(400);
    },
  );
});

// https://hl7.org/fhir/R4/search.html#revinclude
describe('_include and _revinclude', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['Observation?_id=o1&_include=Observation:subject', ['Observation/o1'], ['Patient/ann']],
    ['Observation?_id=o1&_include=Observation:patient', ['Observation/o1'], ['Patient/ann']],
    // An absolute reference to this data store, a reference to a version, and to a contained resource.
    ['Observation?_id=o2&_include=Observation:subject', ['Observation/o2'], ['Patient/ann']],
    ['Observation?_id=o4&_include=Observation:subject', ['Observation/o4'], ['Patient/bob']],
    ['Observation?_id=o5&_include=Observation:subject', ['Observation/o5'], []],
    // Each once, though three refer to it.
    [
      'Observation?_id=o1,o2,o3&_include=Observation:subject',
      ['Observation/o3', 'Observation/o2', 'Observation/o1'],
      ['Group/cohort', 'Patient/ann'],
    ],
    [
      'Observation?_id=o1,o2,o3&_include=Observation:subject:Group',
      ['Observation/o3', 'Observation/o2', 'Observation/o1'],
      ['Group/cohort'],
    ],
    ['Observation?_id=o1&_include=*', ['Observation/o1'], ['Patient/ann', 'Practitioner/doctor']],
    ['Observation?_id=o1&_include=Observation:*:Practitioner', ['Observation/o1'], ['Practitioner/doctor']],
    [
      'Observation?_id=o1&_include=Observation:performer&_include=Observation:subject',
      ['Observation/o1'],
      ['Practitioner/doctor', 'Patient/ann'],
    ],
    // Deleted, never there, and on another server.
    ['Patient?_id=bob&_include=Patient:general-practitioner', ['Patient/bob'], []],
    // A match is not included again.
    ['Patient?_id=ann,bob&_include=Patient:link', ['Patient/bob', 'Patient/ann'], []],
    ['Patient?_id=bob&_include=Patient:link', ['Patient/bob'], ['Patient/ann']],
    // Without :iterate, of the matches only; those of another type have none.
    [
      'Patient?_id=ann&_include=Patient:organization&_include=Organization:partof',
      ['Patient/ann'],
      ['Organization/ward'],
    ],
    [
      'Patient?_id=ann&_include=Patient:organization&_include:iterate=Organization:partof',
      ['Patient/ann'],
      ['Organization/ward', 'Organization/middle', 'Organization/top'],
    ],
    [
      'Observation?_id=o1&_include=Observation:subject&_include:iterate=Patient:general-practitioner',
      ['Observation/o1'],
      ['Patient/ann', 'Practitioner/doctor', 'Organization/ward'],
    ],
    // Newest first, and by a relative, an absolute, and a versioned reference.
    [
      'Patient?_id=ann&_revinclude=Observation:subject',
      ['Patient/ann'],
      ['Observation/o2', 'Observation/o1'],
    ],
    ['Patient?_id=bob&_revinclude=Observation:subject:Patient', ['Patient/bob'], ['Observation/o4']],
    ['Patient?_id=bob&_revinclude=Observation:subject:Group', ['Patient/bob'], []],
    [
      'Patient?_id=ann&_revinclude=Observation:subject&_revinclude:iterate=Provenance:target',
      ['Patient/ann'],
      ['Observation/o2', 'Observation/o1', 'Provenance/pr'],
    ],
    ['Practitioner?_id=doctor&_revinclude=Provenance:*', ['Practitioner/doctor'], ['Provenance/pr']],
    [
      'Group?_id=cohort&_include=Group:member&_revinclude=Observation:subject',
      ['Group/cohort'],
      ['Patient/ann', 'Observation/o3'],
    ],
  ])('%s', async (target, matches, included) => {
    const found = await search(`/${target}`);
    expect(names(found, 'match')).toEqual(matches);
    expect(names(found, 'include')).toEqual(included);
    expect(names(found, 'outcome')).toEqual([]);
    expect(self(found)).toBe(`/${target}`);
    for (const { fullUrl, resource } of found.entry!)
      expect(fullUrl).toBe(`${root}/${resource.resourceType}/${resource.id}`);
  });

  test('counts matches only, and comes with each page', async () => {
    const first = await search(
      '/Observation?status=final&_count=3&_total=accurate&_include=Observation:subject',
    );
    expect(first.total).toBe(4);
    expect(names(first, 'match')).toEqual(['Observation/o4', 'Observation/o3', 'Observation/o2']);
    expect(names(first, 'include')).toEqual(['Patient/bob', 'Group/cohort', 'Patient/ann']);
    const next = first.link.find(({ relation }) => relation === 'next')!.url.slice(root.length);
    const second = await search(next);
    expect([names(second, 'match'), names(second, 'include')]).toEqual([['Observation/o1'], ['Patient/ann']]);
  });

  test('_elements cuts matches only, _summary both', async () => {
    const target = '/Patient?_id=ann&_include=Patient:organization';
    const elements = (await search(`${target}&_elements=gender`)).entry!.map(({ resource }) => resource);
    // The reference that led to it need not be among the elements.
    expect(keysOf(elements[0]!)).toEqual(['gender', 'id', 'meta', 'resourceType']);
    expect([keysOf(elements[1]!).includes('text'), isTagged(elements[1]!)]).toEqual([true, false]);
    const data = (await search(`${target}&_summary=data`)).entry!.map(({ resource }) => resource);
    expect(data.map((resource) => [keysOf(resource).includes('text'), isTagged(resource)])).toEqual([
      [false, true],
      [false, true],
    ]);
    expect((await search(`${target}&_summary=count`)).entry).toBeUndefined();
  });

  test('what is left out is told', async () => {
    const many = bundleOf(
      await sendFrugally(
        'GET',
        '/Practitioner?_id=doctor&_revinclude=Provenance:*&_revinclude=Observation:performer&_revinclude=Patient:general-practitioner',
      ),
    );
    expect(names(many, 'include')).toEqual(['Provenance/pr', 'Observation/o1']);
    expect(many.entry!.at(-1)).toMatchObject({
      search: { mode: 'outcome' },
      resource: {
        issue: [
          {
            severity: 'warning',
            code: 'incomplete',
            diagnostics: expect.stringContaining('at most 2') as string,
          },
        ],
      },
    });
    const deep = bundleOf(
      await sendFrugally('GET', '/Organization?_id=ward&_include:iterate=Organization:partof'),
    );
    expect(names(deep, 'include')).toEqual(['Organization/middle']);
    expect(deep.entry!.at(-1)!.resource).toMatchObject({
      issue: [{ code: 'incomplete', diagnostics: expect.stringContaining('1 step') as string }],
    });
    // Exactly as many as there may be.
    const just = bundleOf(await sendFrugally('GET', '/Patient?_id=ann&_revinclude=Observation:subject'));
    expect([names(just, 'include').length, names(just, 'outcome')]).toEqual([2, []]);
  });

  test.each([
    ['_include=Observation:nope', 'nope'],
    ['_include=Observation:code', 'token'],
    ['_revinclude=Ghost:subject', 'Ghost'],
    ['_include:recurse=Observation:subject', ':iterate'],
  ])('%s is refused', async (parameter, text) => {
    const answer = await send('GET', `/Observation?${parameter}`);
    expect([answer.status, answer.text.includes(text)]).toEqual([400, true]);
  });
});

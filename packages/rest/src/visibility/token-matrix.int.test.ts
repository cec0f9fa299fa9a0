import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import type { Grant } from '@wellspring/smart';
import { createRegistry, migrateCatalog, type DataStoreRegistry } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/call.js';
import { patientsOf } from '../testing/compartment-oracle.js';
import { guardedHospital, isDeletion } from '../testing/guarded-hospital.js';
import { serveStore, type ServedStore, type TestResource } from '../testing/served-store.js';

/*
 * What a token may not see behaves as if it did not exist. So each answer to a token has to be the answer that somebody
 * who sees everything gets of a data store which has only what the token may see. What that is, is worked out here from
 * the published compartments and by hand, from nothing that the server does.
 */

const grant = (scopes: string, more: Partial<Grant> = {}): Grant => ({
  scopes: scopes.split(' '),
  versions: 'v1-v2',
  granular: true,
  fineGrained: false,
  clientId: 'app',
  subject: 'someone',
  ...more,
});
const isOf = (resource: TestResource, ...patients: readonly string[]): boolean =>
  patients.some((patient) => patientsOf(resource)?.has(patient) === true);
const categoryOf = (resource: TestResource): unknown =>
  (resource['category'] as { coding: { code: string }[] }[] | undefined)?.[0]?.coding[0]?.code;
const directory = new Set(['Organization', 'Location', 'Practitioner', 'Medication']);

/** Tokens whose scopes read and search alike; `sees` is said by hand. */
const tokens: readonly {
  readonly name: string;
  readonly grant: Grant;
  readonly sees: (resource: TestResource) => boolean;
  /** The types that any scope is about; undefined: all. */
  readonly types?: readonly string[];
}[] = [
  {
    name: 'all of patient p1',
    grant: grant('openid fhirUser launch/patient patient/*.rs', { patient: 'p1' }),
    sees: (resource) => isOf(resource, 'p1'),
  },
  {
    name: 'all of patient p2, V1',
    grant: grant('patient/*.read', { patient: 'p2', versions: 'v1' }),
    sees: (resource) => isOf(resource, 'p2'),
  },
  {
    name: 'all of a patient that is not there',
    grant: grant('patient/*.rs', { patient: 'nobody' }),
    sees: () => false,
  },
  {
    name: 'Observations of patient p1 alone',
    grant: grant('patient/Observation.rs', { patient: 'p1' }),
    sees: (resource) => resource.resourceType === 'Observation' && isOf(resource, 'p1'),
    types: ['Observation'],
  },
  {
    name: 'laboratory results of patient p1, and their Conditions',
    grant: grant('patient/Observation.rs?category=laboratory patient/Condition.rs', { patient: 'p1' }),
    sees: (resource) =>
      isOf(resource, 'p1') &&
      (resource.resourceType === 'Condition' ||
        (resource.resourceType === 'Observation' && categoryOf(resource) === 'laboratory')),
    types: ['Observation', 'Condition'],
  },
  {
    name: 'two categories of patient p2, and who treats them',
    grant: grant(
      'patient/Observation.rs?category=laboratory patient/Observation.rs?category=survey&date=ge2024-05-01 patient/Patient.rs patient/Practitioner.rs patient/Organization.rs',
      { patient: 'p2' },
    ),
    sees: (resource) =>
      ['Practitioner', 'Organization'].includes(resource.resourceType) ||
      (isOf(resource, 'p2') &&
        (resource.resourceType === 'Patient' ||
          (resource.resourceType === 'Observation' &&
            (categoryOf(resource) === 'laboratory' || resource.id === 'by1of2')))),
    types: ['Observation', 'Patient', 'Practitioner', 'Organization'],
  },
  {
    name: 'filters where the data store takes none',
    grant: grant('patient/Observation.rs?category=laboratory patient/Condition.rs', {
      patient: 'p1',
      granular: false,
    }),
    sees: (resource) => resource.resourceType === 'Condition' && isOf(resource, 'p1'),
    types: ['Condition'],
  },
  {
    name: 'a filter that is none, beside one that is',
    grant: grant('user/Observation.rs?nonsense=1 user/Observation.rs?code=8867-4 user/Patient.rs'),
    sees: (resource) =>
      resource.resourceType === 'Patient' ||
      (resource.resourceType === 'Observation' && resource.id.startsWith('vital')),
    types: ['Observation', 'Patient'],
  },
  {
    name: 'two types of everyone',
    grant: grant('user/Observation.rs user/Encounter.rs'),
    sees: (resource) => ['Observation', 'Encounter'].includes(resource.resourceType),
    types: ['Observation', 'Encounter'],
  },
  { name: 'everything', grant: grant('system/*.rs'), sees: () => true },
  {
    name: 'what a practitioner treats',
    grant: grant('user/*.rs', { fineGrained: true, fhirUser: 'Practitioner/d2' }),
    sees: (resource) => directory.has(resource.resourceType) || isOf(resource, 'p2'),
  },
  {
    name: 'what a patient is linked from',
    grant: grant('user/*.read', { fineGrained: true, fhirUser: 'Patient/p1' }),
    sees: (resource) => directory.has(resource.resourceType) || isOf(resource, 'p1', 'p3'),
  },
  {
    name: 'what a related person is related to',
    grant: grant('user/*.read', { fineGrained: true, fhirUser: 'RelatedPerson/r2' }),
    sees: (resource) => directory.has(resource.resourceType) || isOf(resource, 'p2'),
  },
  {
    name: 'what a related person is linked from, too',
    grant: grant('user/*.read', { fineGrained: true, fhirUser: 'RelatedPerson/r1' }),
    sees: (resource) => directory.has(resource.resourceType) || isOf(resource, 'p1', 'p3'),
  },
  {
    name: 'a patient, and one type of everyone',
    grant: grant('patient/*.rs user/Observation.rs?category=vital-signs', { patient: 'p1' }),
    sees: (resource) => isOf(resource, 'p1') || categoryOf(resource) === 'vital-signs',
  },
];

/** Requests, each with the types it needs a right to: one of them will do where there are several. */
const requests: readonly (readonly [method: string, target: string, needs: string])[] = [
  ...[
    'Patient/p1',
    'Patient/p2',
    'Patient/p3',
    'Observation/lab1',
    'Observation/lab2',
    'Observation/by1of2',
  ].map((name) => ['GET', `/${name}`, name.split('/')[0]!] as const),
  ...['Condition/gone1', 'Condition/gone2', 'Task/t1', 'Device/device1', 'Group/g1', 'Appointment/a12'].map(
    (name) => ['GET', `/${name}`, name.split('/')[0]!] as const,
  ),
  ...['Practitioner/d1', 'Observation/nobodys', 'RelatedPerson/r1', 'Provenance/v1', 'List/l1'].map(
    (name) => ['GET', `/${name}`, name.split('/')[0]!] as const,
  ),
  ['GET', '/Observation/lab1/_history/1', 'Observation'],
  ['GET', '/Observation/lab2/_history/1', 'Observation'],
  ['GET', '/Observation/lab2/_history/2', 'Observation'],
  ['GET', '/Condition/gone2/_history/1', 'Condition'],
  ['GET', '/Condition/gone2/_history/2', 'Condition'],
  ['GET', '/Observation/lab1/_history', 'Observation'],
  ['GET', '/Observation/lab2/_history', 'Observation'],
  ['GET', '/Condition/gone1/_history', 'Condition'],
  ['GET', '/Condition/gone2/_history', 'Condition'],
  ['GET', '/Observation/lab1/_history?_since=2099-01-01T00:00:00Z', 'Observation'],
  ['GET', '/Observation/_history', 'Observation'],
  ['GET', '/_history', 'any'],
  ['GET', '/_history?_count=7', 'any'],
  ['GET', '/$changes?_count=1000', 'any'],
  ['GET', '/Observation/$changes?_count=1000', 'Observation'],
  // Full pages, however many changes between are not seen.
  ['GET', '/$changes?_count=5', 'any'],
  ['GET', '/Observation/$changes?_count=3', 'Observation'],
  ['GET', '/Patient?_total=accurate', 'Patient'],
  ['GET', '/Patient?_summary=count', 'Patient'],
  ['GET', '/Observation?_total=accurate', 'Observation'],
  ['GET', '/Observation?_total=estimate', 'Observation'],
  ['GET', '/Observation?_count=0', 'Observation'],
  ['GET', '/Observation?_count=2&_total=accurate', 'Observation'],
  ['GET', '/Observation?_sort=date', 'Observation'],
  ['GET', '/Observation?_sort=-value-quantity,code&_count=3', 'Observation'],
  ['GET', '/Observation?_sort=_id&_count=3', 'Observation'],
  ['GET', '/Observation?_id=lab1,lab2', 'Observation'],
  ['GET', '/Observation?subject=Patient/p2', 'Observation'],
  ['GET', '/Observation?code=718-7&date=ge2024-02-01', 'Observation'],
  ['GET', '/Observation?category:not=laboratory', 'Observation'],
  ['GET', '/Observation?subject:missing=true', 'Observation'],
  // Chains, each through what may be hidden.
  ['GET', '/Observation?subject:Patient.name=Brown', 'Observation'],
  ['GET', '/Observation?subject:Patient.name=Adams', 'Observation'],
  ['GET', '/Observation?subject:Patient.name=Inner', 'Observation'],
  ['GET', '/Observation?patient.gender=male', 'Observation'],
  ['GET', '/Observation?patient.general-practitioner.name=Durand', 'Observation'],
  ['GET', '/Observation?patient.organization.name=Ward', 'Observation'],
  ['GET', '/Observation?derived-from:Observation.value-quantity=33', 'Observation'],
  ['GET', '/Observation?derived-from:Observation.subject:Patient.name=Brown', 'Observation'],
  ['GET', '/Observation?performer:Practitioner.name=Dupont', 'Observation'],
  ['GET', '/Observation?encounter:Encounter.status=planned', 'Observation'],
  ['GET', '/Condition?encounter:Encounter.participant:Practitioner.name=Dupont', 'Condition'],
  ['GET', '/Provenance?target:Observation.code=718-7', 'Provenance'],
  // And the other way.
  ['GET', '/Patient?_has:Observation:patient:code=718-7', 'Patient'],
  ['GET', '/Patient?_has:Observation:subject:value-quantity=33', 'Patient'],
  ['GET', '/Observation?_has:Observation:derived-from:code=8867-4', 'Observation'],
  ['GET', '/Observation?_has:Observation:has-member:code=8867-4', 'Observation'],
  ['GET', '/Observation?_has:Condition:evidence-detail:subject:Patient.name=Brown', 'Observation'],
  ['GET', '/Practitioner?_has:Patient:general-practitioner:name=Brown', 'Practitioner'],
  ['GET', '/Practitioner?_has:Observation:performer:code=718-7', 'Practitioner'],
  ['GET', '/Patient?_has:Observation:patient:_has:Provenance:target:agent=Practitioner/d1', 'Patient'],
  ['GET', '/Observation?_list=l1', 'Observation'],
  ['GET', '/Observation?_list=l2', 'Observation'],
  // Includes.
  ['GET', '/Observation?_include=*', 'Observation'],
  ['GET', '/Observation?_include=Observation:subject&_include=Observation:derived-from', 'Observation'],
  [
    'GET',
    '/Observation?_include=Observation:subject&_include:iterate=Patient:general-practitioner',
    'Observation',
  ],
  [
    'GET',
    '/Observation?code=718-7&_revinclude=Observation:derived-from&_revinclude=Provenance:target',
    'Observation',
  ],
  ['GET', '/Patient?_revinclude=Observation:subject&_revinclude=Group:member', 'Patient'],
  ['GET', '/Patient?_revinclude=*', 'Patient'],
  [
    'GET',
    '/Encounter?_revinclude=Condition:encounter&_revinclude:iterate=Observation:derived-from',
    'Encounter',
  ],
  ['GET', '/MedicationRequest?_include=MedicationRequest:medication', 'MedicationRequest'],
  // Compartments and several types.
  ['GET', '/Patient/p1/Observation', 'Observation'],
  ['GET', '/Patient/p2/Observation?_total=accurate', 'Observation'],
  ['GET', '/Patient/p2/*', 'any'],
  ['GET', '/Practitioner/d1/Observation', 'Observation'],
  ['GET', '/Encounter/e2/*?_total=accurate', 'any'],
  ['GET', '/?_type=Patient,Observation,Condition&_total=accurate', 'any'],
  ['GET', '/?_type=Patient,Observation&_sort=_lastUpdated&_count=4', 'any'],
  ['GET', '/Encounter?location:below=Location/house', 'Encounter'],
  ['GET', '/Organization?partof:below=Organization/acme', 'Organization'],
  // Operations.
  ['GET', '/Patient/p1/$everything', 'Patient'],
  ['GET', '/Patient/p2/$everything', 'Patient'],
  ['GET', '/Patient/p2/$everything?_type=Observation,Provenance&_count=2', 'Patient'],
  ['GET', '/Encounter/e1/$everything', 'Encounter'],
  ['GET', '/Group/g1/$everything', 'Group'],
  ['GET', '/Observation/$lastn?subject=Patient/p2', 'Observation'],
  ['GET', '/Observation/$lastn?category=laboratory', 'Observation'],
  ['GET', '/Observation/lab1/$diff', 'Observation'],
  ['GET', '/Observation/lab2/$diff', 'Observation'],
  ['GET', '/Observation/lab2/$meta', 'Observation'],
  ['GET', '/Observation/$meta', 'Observation'],
  ['GET', '/Patient/p2/$summary', 'Patient'],
  ['GET', '/Composition/doc1/$document', 'Composition'],
  ['GET', '/Observation/lab2/$validate', 'Observation'],
];

let server: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let slot: Awaited<ReturnType<typeof allocateNode>>;
let registry: DataStoreRegistry;
let store: ServedStore;
beforeAll(async () => {
  server = await testDatabase();
  database = connect({ url: server.url, max: 4 });
  await migrateCatalog(server.url);
  slot = await allocateNode(database);
  registry = createRegistry({ database, url: server.url, slot });
  store = await storeOf(() => true);
}, 120_000);
afterAll(async () => {
  await slot.release();
  await database.close();
  await server.drop();
});

/** A data store with only those versions of the hospital's resources that are seen, a deletion where what it deletes is. */
async function storeOf(sees: (resource: TestResource) => boolean): Promise<ServedStore> {
  const served = await serveStore(registry);
  const last = new Map<string, TestResource>();
  for (const step of guardedHospital) {
    if (isDeletion(step)) {
      if (sees(last.get(step.deleted)!)) await served.send('DELETE', `/${step.deleted}`);
      continue;
    }
    const name = `${step.resourceType}/${step.id}`;
    last.set(name, step);
    if (!sees(step)) continue;
    const answer = await served.send('PUT', `/${name}`, { body: step });
    if (answer.status >= 300) throw new Error(answer.text);
  }
  return served;
}

/** An answer without what differs between two data stores whatever is in them: ids, times, places. */
function shape(answer: Answer, { root }: ServedStore): object {
  const text = answer.text
    .replaceAll(root, '')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
    .replaceAll(/(_cursor|_since)=[A-Za-z0-9_-]{20,}/g, '$1=PLACE')
    .replaceAll(/"(id|fullUrl|identifier)":"(urn:uuid:)?[0-9a-f-]{36}"/g, '"$1":"UUID"')
    .replaceAll(/urn:uuid:[0-9a-f-]{36}/g, 'UUID');
  return {
    status: answer.status,
    etag: answer.headers['etag'],
    location: answer.headers['location'],
    body: answer.headers['content-type']?.includes('json') === true ? (JSON.parse(text) as unknown) : text,
  };
}

describe.each(tokens)('a token for $name', ({ grant: given, sees, types }) => {
  let twin: ServedStore;
  beforeAll(async () => {
    twin = await storeOf(sees);
  }, 120_000);

  test.each(requests)('%s %s', async (method, target, needs) => {
    const answer = await store.as(given)(method, target);
    const isRefused = types !== undefined && needs !== 'any' && !types.includes(needs);
    if (isRefused || !mayEver(given, needs)) {
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('Insufficient SMART scope permissions.');
      return;
    }
    const expected = await twin.send(method, target);
    expect(shape(answer, store)).toEqual(shape(expected, twin));
  });

  test('a batch of all of them', async () => {
    const entry = requests
      .filter(([, target]) => !target.includes('$changes'))
      .map(([method, target]) => ({ request: { method, url: target.slice(1) } }));
    const body = { resourceType: 'Bundle', type: 'batch', entry };
    const answer = (await store.as(given)('POST', '/', { body })).json() as {
      entry: { response: { status: string } }[];
    };
    const single = await Promise.all(
      entry.map(async ({ request }) => (await store.as(given)(request.method, `/${request.url}`)).status),
    );
    expect(answer.entry.map(({ response }) => Number(response.status.slice(0, 3)))).toEqual(single);
  });
});

/** Types of no compartment, which a token of patients or related users has no right to whatever it says. */
function mayEver({ scopes, fineGrained }: Grant, needs: string): boolean {
  if (needs === 'any' || scopes.some((scope) => scope.startsWith('system/'))) return true;
  if (patientsOf({ resourceType: needs, id: '' }) !== undefined) return true;
  if (fineGrained) return directory.has(needs);
  return scopes.some((scope) => scope.startsWith(`patient/${needs}.`) || scope.startsWith(`user/${needs}.`));
}

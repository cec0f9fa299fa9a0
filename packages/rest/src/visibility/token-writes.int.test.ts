import { randomUUID } from 'node:crypto';
import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { parseResource } from '@wellspring/fhir';
import type { Grant } from '@wellspring/smart';
import { createRegistry, migrateCatalog, type DataStoreRegistry } from '@wellspring/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, CallOptions } from '../testing/call.js';
import { guardedHospital, isDeletion } from '../testing/guarded-hospital.js';
import { serveStore, type ServedStore, type TestResource } from '../testing/served-store.js';
import { permissionsOf } from './permissions.js';
import { visibleStore } from './visible-store.js';

const grant = (scopes: string, more: Partial<Grant> = {}): Grant => ({
  scopes: scopes.split(' '),
  versions: 'v1-v2',
  granular: true,
  fineGrained: false,
  clientId: 'app',
  subject: 'ann',
  patient: 'p1',
  ...more,
});
const all = grant('patient/*.cruds');
const ref = (reference: string) => ({ reference });
const observation = (more: object): TestResource => ({
  resourceType: 'Observation',
  id: 'new',
  status: 'final',
  code: { text: 'x' },
  category: [{ coding: [{ code: 'laboratory' }] }],
  ...more,
});

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
  store = await serveStore(registry);
  for (const step of guardedHospital) {
    const answer = isDeletion(step)
      ? await store.send('DELETE', `/${step.deleted}`)
      : await store.send('PUT', `/${step.resourceType}/${step.id}`, { body: step });
    if (answer.status >= 300) throw new Error(answer.text);
  }
}, 120_000);
afterAll(async () => {
  await slot.release();
  await database.close();
  await server.drop();
});

const versionOf = async (name: string): Promise<string | undefined> =>
  (await store.send('GET', `/${name}`)).headers['etag'];

describe('what is not seen and what is not there', () => {
  const patch = { headers: { 'content-type': 'application/json-patch+json' }, body: '[]' };
  const bundle = (type: string, request: object, resource?: object): CallOptions => ({
    body: { resourceType: 'Bundle', type, entry: [{ request, ...(resource && { resource }) }] },
  });
  /** An interaction with the resource of a type and an id, the body being within the rights. */
  type Call = (type: string, id: string, mine: TestResource) => readonly [string, string, CallOptions?];
  const interactions: readonly (readonly [name: string, call: Call])[] = [
    ['read', (type, id) => ['GET', `/${type}/${id}`]],
    ['read by HEAD', (type, id) => ['HEAD', `/${type}/${id}`]],
    ['conditional read', (type, id) => ['GET', `/${type}/${id}`, { headers: { 'if-none-match': 'W/"1"' } }]],
    [
      'conditional read by time',
      (type, id) => [
        'GET',
        `/${type}/${id}`,
        { headers: { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' } },
      ],
    ],
    ['vread', (type, id) => ['GET', `/${type}/${id}/_history/1`]],
    ['history', (type, id) => ['GET', `/${type}/${id}/_history`]],
    ['update', (type, id, body) => ['PUT', `/${type}/${id}`, { body }]],
    [
      'update of a version',
      (type, id, body) => ['PUT', `/${type}/${id}`, { body, headers: { 'if-match': 'W/"1"' } }],
    ],
    [
      'update of another version',
      (type, id, body) => ['PUT', `/${type}/${id}`, { body, headers: { 'if-match': 'W/"9"' } }],
    ],
    [
      'update if absent',
      (type, id, body) => ['PUT', `/${type}/${id}`, { body, headers: { 'if-none-match': '*' } }],
    ],
    [
      'update out of the rights',
      (type, id, body) => [
        'PUT',
        `/${type}/${id}`,
        { body: { ...body, subject: ref('Patient/p2'), patient: ref('Patient/p2') } },
      ],
    ],
    ['patch', (type, id) => ['PATCH', `/${type}/${id}`, patch]],
    [
      'patch of a version',
      (type, id) => [
        'PATCH',
        `/${type}/${id}`,
        { ...patch, headers: { ...patch.headers, 'if-match': 'W/"1"' } },
      ],
    ],
    ['delete', (type, id) => ['DELETE', `/${type}/${id}`]],
    ['delete of a version', (type, id) => ['DELETE', `/${type}/${id}`, { headers: { 'if-match': 'W/"1"' } }]],
    [
      'delete of another version',
      (type, id) => ['DELETE', `/${type}/${id}`, { headers: { 'if-match': 'W/"9"' } }],
    ],
    ['conditional update', (type, id, body) => ['PUT', `/${type}?_id=${id}`, { body }]],
    [
      'conditional update without an id',
      (type, id, body) => [
        'PUT',
        `/${type}?_id=${id}&_tag=none`,
        { body: { ...body, id: undefined, ...nowhere } },
      ],
    ],
    ['conditional delete', (type, id) => ['DELETE', `/${type}?_id=${id}`]],
    ['conditional delete by more', (type, id) => ['DELETE', `/${type}?_id=${id}&_tag=x`]],
    ['delete of several', (type, id) => ['DELETE', `/${type}?_id=${id}&_count=10`]],
    ['conditional patch', (type, id) => ['PATCH', `/${type}?_id=${id}`, patch]],
    ['search', (type, id) => ['GET', `/${type}?_id=${id}&_total=accurate`]],
    ['$everything', (_, id) => ['GET', `/Patient/${id}/$everything`]],
    ['$meta', (type, id) => ['GET', `/${type}/${id}/$meta`]],
    ['$diff', (type, id) => ['GET', `/${type}/${id}/$diff`]],
    ['$validate', (type, id) => ['GET', `/${type}/${id}/$validate`]],
    ['$validate of a delete', (type, id) => ['GET', `/${type}/${id}/$validate?mode=delete`]],
    [
      '$meta-add',
      (type, id) => [
        'POST',
        `/${type}/${id}/$meta-add`,
        {
          body: {
            resourceType: 'Parameters',
            parameter: [{ name: 'meta', valueMeta: { tag: [{ code: 'x' }] } }],
          },
        },
      ],
    ],
    ...['batch', 'transaction'].flatMap((kind): (readonly [string, Call])[] => [
      [
        `read in a ${kind}`,
        (type: string, id: string) => ['POST', '/', bundle(kind, { method: 'GET', url: `${type}/${id}` })],
      ] as const,
      [
        `update in a ${kind}`,
        (type: string, id: string, body: TestResource) => [
          'POST',
          '/',
          bundle(kind, { method: 'PUT', url: `${type}/${id}` }, body),
        ],
      ] as const,
      [
        `update if absent in a ${kind}`,
        (type: string, id: string, body: TestResource) => [
          'POST',
          '/',
          bundle(kind, { method: 'PUT', url: `${type}/${id}`, ifNoneMatch: '*' }, body),
        ],
      ] as const,
      [
        `update of a version in a ${kind}`,
        (type: string, id: string, body: TestResource) => [
          'POST',
          '/',
          bundle(kind, { method: 'PUT', url: `${type}/${id}`, ifMatch: 'W/"9"' }, body),
        ],
      ] as const,
      [
        `conditional update in a ${kind}`,
        (type: string, id: string, body: TestResource) => [
          'POST',
          '/',
          bundle(kind, { method: 'PUT', url: `${type}?_id=${id}` }, body),
        ],
      ] as const,
      [
        `delete in a ${kind}`,
        (type: string, id: string) => ['POST', '/', bundle(kind, { method: 'DELETE', url: `${type}/${id}` })],
      ] as const,
      [
        `conditional delete in a ${kind}`,
        (type: string, id: string) => [
          'POST',
          '/',
          bundle(kind, { method: 'DELETE', url: `${type}?_id=${id}` }),
        ],
      ] as const,
    ]),
    [
      'a conditional reference',
      (type, id) => [
        'POST',
        '/',
        bundle(
          'transaction',
          { method: 'POST', url: 'Basic' },
          {
            resourceType: 'Basic',
            code: { text: 'x' },
            subject: ref(`${type}?_id=${id}`),
            author: ref('Patient/p1'),
          },
        ),
      ],
    ],
  ];
  /** Nobody's, so that nothing is made of it. */
  const nowhere = { subject: ref('Patient/p2'), patient: ref('Patient/p2') };

  const hidden: readonly (readonly [type: string, id: string])[] = [
    ['Observation', 'lab2'],
    ['Observation', 'nobodys'],
    ['Condition', 'c2'],
    ['Condition', 'gone2'],
    ['Patient', 'p2'],
    ['RelatedPerson', 'r2'],
    ['Encounter', 'e2'],
    ['Group', 'g2'],
    ['Task', 't1'],
    ['Organization', 'acme'],
  ];
  const tokens: readonly (readonly [string, Grant])[] = [
    ['everything of a patient', all],
    ['everything of a patient, V1', grant('patient/*.*', { versions: 'v1' })],
    [
      'a category of results, and the rest',
      grant(
        'patient/Observation.cruds?category=survey patient/Condition.cruds patient/Patient.cruds patient/RelatedPerson.cruds patient/Encounter.cruds patient/Group.cruds patient/Task.cruds patient/Organization.cud patient/Basic.c',
      ),
    ],
    [
      'what a practitioner treats',
      grant('user/*.cruds', { fineGrained: true, fhirUser: 'Practitioner/nobody' }),
    ],
  ];
  const mine = (type: string, id: string): TestResource => ({
    resourceType: type,
    id,
    subject: ref('Patient/p1'),
    ...(type === 'Condition' && { code: { text: 'x' } }),
    ...(type === 'RelatedPerson' && { patient: ref('Patient/p1'), subject: undefined }),
    ...(type === 'Observation' && {
      status: 'final',
      code: { text: 'x' },
      category: [
        {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'survey' }],
        },
      ],
    }),
    ...(type === 'Encounter' && { status: 'planned', class: { code: 'AMB' } }),
    ...(type === 'Group' && {
      subject: undefined,
      type: 'person',
      actual: true,
      member: [{ entity: ref('Patient/p1') }],
    }),
    ...(type === 'Patient' && { subject: undefined, link: [{ other: ref('Patient/p1'), type: 'seealso' }] }),
    ...(type === 'Task' && { subject: undefined, status: 'draft', intent: 'order', for: ref('Patient/p1') }),
    ...(type === 'Organization' && { subject: undefined, name: 'x' }),
  });

  describe.each(tokens)('are the same to a token for %s', (_, given) => {
    // Who is related to nobody sees the directory all the same.
    const unseen = hidden.filter(([type]) => !(given.fineGrained && type === 'Organization'));
    describe.each(unseen)('%s/%s', (type, id) => {
      test.each(interactions)('%s', async (_name, call) => {
        const before = await versionsOf(type, id);
        const answers: object[] = [];
        for (const each of [id, 'absent']) {
          const [method, target, options] = call(type, each, mine(type, each));
          answers.push(shape(await store.as(given)(method, target, options), each));
        }
        expect(answers[0]).toEqual(answers[1]);
        expect(await versionsOf(type, id)).toEqual(before);
        expect((await store.send('GET', `/${type}/absent`)).status).toBe(404);
      });
    });
  });

  const versionsOf = async (type: string, id: string): Promise<unknown> =>
    ((await store.send('GET', `/${type}/${id}/_history`)).json() as { entry: unknown }).entry;

  function shape(answer: Answer, id: string): object {
    const plain = (text: string | undefined) =>
      text
        ?.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), 'ID')
        .replaceAll(/"(id|fullUrl)":"(urn:uuid:)?[0-9a-f-]{36}"/g, '"$1":"UUID"')
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
        .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME');
    const { headers } = answer;
    return {
      status: answer.status,
      text: plain(answer.text),
      etag: headers['etag'],
      location: plain(headers['location']),
      names: Object.keys(headers).sort(),
    };
  }
});

describe('a token of a patient writes', () => {
  const send = (method: string, target: string, body?: object) =>
    store.as(all)(method, target, body === undefined ? {} : { body });

  test('what is in the compartment', async () => {
    const made = await send('POST', '/Observation', observation({ subject: ref('Patient/p1') }));
    expect(made.status).toBe(201);
    const { id } = made.json() as { id: string };
    const body = observation({ id, subject: ref('Patient/p1'), status: 'amended' });
    expect((await send('PUT', `/Observation/${id}`, body)).status).toBe(200);
    expect((await send('DELETE', `/Observation/${id}`)).status).toBe(204);
    expect((await send('GET', `/Observation/${id}`)).status).toBe(410);
    // It is still theirs.
    expect((await send('PUT', `/Observation/${id}`, body)).status).toBe(201);
  });

  test.each([
    ['of another', { subject: ref('Patient/p2') }],
    ['of nobody', {}],
    // It would stand in the other's record.
    [
      'of another, by whom it is in the compartment',
      { subject: ref('Patient/p2'), performer: [ref('Patient/p1')] },
    ],
  ])('nothing %s', async (_, more) => {
    expect((await send('POST', '/Observation', observation(more))).status).toBe(403);
    const entry = [
      {
        request: { method: 'POST', url: 'Observation' },
        resource: observation({ subject: ref('Patient/p1'), note: [{ text: 'all or nothing' }] }),
      },
      { request: { method: 'POST', url: 'Observation' }, resource: observation(more) },
    ];
    const before = (await store.search('/Observation?_summary=count')).total;
    const failed = await send('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry });
    expect(failed.status).toBe(403);
    expect((await store.search('/Observation?_summary=count')).total).toBe(before);
  });

  test('nothing of another by any address of the data store', async () => {
    for (const address of [
      `${store.root}/Patient/p2`,
      'Patient/p2/_history/1',
      `${store.root}/Patient/p2/_history/1`,
    ]) {
      const body = observation({ subject: ref(address), performer: [ref('Patient/p1')] });
      expect((await send('POST', '/Observation', body)).status).toBe(403);
    }
    const own = observation({ subject: ref(`${store.root}/Patient/p1`) });
    const made = await send('POST', '/Observation', own);
    expect(made.status).toBe(201);
    const { id } = made.json() as { id: string };
    expect((await send('GET', `/Observation/${id}`)).status).toBe(200);
    const found = (await send('GET', `/Observation?_id=${id}&_total=accurate`)).json() as { total: number };
    expect(found.total).toBe(1);
  });

  test('nothing of another by one scope into what another scope gives of everyone', async () => {
    const given = grant('patient/Observation.c user/Observation.c?category=imaging');
    const planted = observation({ subject: ref('Patient/p2'), performer: [ref('Patient/p1')] });
    expect((await store.as(given)('POST', '/Observation', { body: planted })).status).toBe(403);
    const image = { ...planted, category: [{ coding: [{ code: 'imaging' }] }] };
    expect((await store.as(given)('POST', '/Observation', { body: image })).status).toBe(201);
  });

  test('several at once, and what they may not delete stays', async () => {
    const tag = { meta: { tag: [{ code: 'several' }] } };
    for (const [id, kind] of [
      ['several1', 'survey'],
      ['several2', 'laboratory'],
    ] as const)
      await store.send('PUT', `/Observation/${id}`, {
        body: observation({
          id,
          subject: ref('Patient/p1'),
          category: [{ coding: [{ code: kind }] }],
          ...tag,
        }),
      });
    await store.send('PUT', '/Observation/several3', {
      body: observation({ id: 'several3', subject: ref('Patient/p2'), ...tag }),
    });
    const given = grant('patient/Observation.rs patient/Observation.d?category=survey');
    const answer = await store.as(given)('DELETE', '/Observation?_tag=several&_count=10');
    const { entry } = answer.json() as { entry: { fullUrl: string; response: { status: string } }[] };
    expect(
      entry.map(({ fullUrl, response }) => `${fullUrl.split('/').at(-1)!} ${response.status}`).sort(),
    ).toEqual(['several1 204', 'several2 403']);
    for (const [id, status] of [
      ['several1', 410],
      ['several2', 200],
      ['several3', 200],
    ] as const)
      expect((await store.send('GET', `/Observation/${id}`)).status).toBe(status);
  });

  test('nothing that may be found only', async () => {
    await store.send('PUT', '/Observation/found', {
      body: observation({ id: 'found', subject: ref('Patient/p1'), meta: { tag: [{ code: 'found' }] } }),
    });
    const given = grant('patient/Observation.s patient/Observation.d?category=survey');
    for (const target of ['/Observation?_tag=found', '/Observation/found'])
      expect((await store.as(given)('DELETE', target)).status).toBe(403);
    const answer = await store.as(given)('DELETE', '/Observation?_tag=found&_count=10');
    const { entry } = answer.json() as { entry: { response: { status: string } }[] };
    expect(entry.map(({ response }) => response.status)).toEqual(['403']);
    expect((await store.send('GET', '/Observation/found')).status).toBe(200);
  });

  test.each(['Patient/p1', 'Patient/p2'])(
    'nothing over what another wrote meanwhile, of %s',
    async (subject) => {
      const name = `raced-${subject.at(-1)!}`;
      const mine = (text: string, of = 'Patient/p1') =>
        observation({ id: name, subject: ref(of), note: [{ text }] });
      await store.send('PUT', `/Observation/${name}`, { body: mine('first') });
      const whole = (await registry.open(store.id))!;
      const seen = visibleStore(whole, await permissionsOf(all, whole, store.root));
      const decided: string[] = [];
      const work = seen.transaction(async (unit) => {
        const version = await unit.store.read('Observation', name);
        if (version === undefined) return undefined;
        decided.push(version.body!.toString());
        // After it was read, and before it is written.
        if (decided.length === 1)
          await store.send('PUT', `/Observation/${name}`, { body: mine('second', subject) });
        const parsed = parseResource(Buffer.from(JSON.stringify(mine('third'))));
        if (!parsed.ok) throw new Error('This is no resource');
        return unit.write([
          { kind: 'update', resource: parsed.resource, id: name, expected: { ifCurrent: version.vid } },
        ]);
      });
      const isSeen = subject === 'Patient/p1';
      expect((await work)?.written).toBe(isSeen ? true : undefined);
      expect(decided).toHaveLength(isSeen ? 2 : 1);
      const answer = await store.send('GET', `/Observation/${name}`);
      expect(answer.text).toContain(isSeen ? 'third' : 'second');
    },
  );

  test('nothing out of the compartment', async () => {
    const before = await versionOf('Observation/vital1');
    const body = observation({ id: 'vital1', subject: ref('Patient/p2') });
    expect((await send('PUT', '/Observation/vital1', body)).status).toBe(403);
    const patch = await store.as(all)('PATCH', '/Observation/vital1', {
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify([{ op: 'replace', path: '/subject/reference', value: 'Patient/p2' }]),
    });
    expect(patch.status).toBe(403);
    expect(await versionOf('Observation/vital1')).toBe(before);
  });

  test('no other patient, nor their link to one', async () => {
    expect(
      (
        await send('POST', '/Patient', {
          resourceType: 'Patient',
          link: [{ other: ref('Patient/p1'), type: 'seealso' }],
        })
      ).status,
    ).toBe(403);
    const linked = {
      resourceType: 'Patient',
      id: 'p1',
      link: [{ other: ref('Patient/p2'), type: 'seealso' }],
    };
    expect((await send('PUT', '/Patient/p1', linked)).status).toBe(403);
  });

  test('what was of another besides, and stays so', async () => {
    const stored = (await store.send('GET', '/Appointment/a12')).json() as object;
    const body = { ...stored, status: 'arrived' };
    expect((await send('PUT', '/Appointment/a12', body)).status).toBe(200);
  });

  test('no types of no compartment', async () => {
    expect((await send('POST', '/Organization', { resourceType: 'Organization', name: 'x' })).status).toBe(
      403,
    );
    expect(
      (await send('PUT', '/Organization/acme', { resourceType: 'Organization', id: 'acme', name: 'x' }))
        .status,
    ).toBe(403);
  });
});

describe('rights to read, to search and to write', () => {
  test.each<[scopes: string, method: string, target: string, status: number]>([
    ['patient/Observation.r', 'GET', '/Observation/lab1', 200],
    ['patient/Observation.r', 'GET', '/Observation', 403],
    ['patient/Observation.r', 'GET', '/Observation/_history', 403],
    ['patient/Observation.r', 'GET', '/Observation/lab1/_history', 200],
    ['patient/Observation.r', 'GET', '/$changes', 403],
    ['patient/Observation.s', 'GET', '/Observation', 200],
    ['patient/Observation.s', 'GET', '/Observation/lab1', 403],
    ['patient/Observation.s', 'GET', '/Observation/lab1/_history/1', 403],
    ['patient/Observation.cud', 'GET', '/Observation/lab1', 403],
    ['patient/Observation.u', 'DELETE', '/Observation/lab1', 403],
    ['patient/Observation.rs', 'DELETE', '/Observation/lab1', 403],
    ['patient/Observation.d', 'DELETE', '/Observation?code=718-7', 403],
    ['patient/Observation.rs', 'GET', '/Condition/c1', 403],
    ['patient/Observation.rs', 'GET', '/Patient/p1/$everything', 403],
    ['patient/Patient.r', 'GET', '/Patient/p1/$everything', 403],
    ['patient/*.cruds', 'GET', '/Practitioner/d1', 403],
    ['patient/*.cruds', 'GET', '/metadata', 200],
    ['openid', 'GET', '/metadata', 200],
    ['openid', 'GET', '/Observation/lab1', 403],
    ['patient/*.cruds', 'GET', '/$export', 403],
    ['user/*.cruds', 'GET', '/$export', 403],
    ['user/*.cruds', 'GET', '/Patient/$export', 403],
    ['patient/*.cruds', 'GET', '/ValueSet/$expand', 403],
    ['patient/*.cruds', 'POST', '/Observation/$bulk-delete', 403],
    ['system/*.cruds', 'POST', '/Observation/$bulk-delete', 403],
    ['system/*.cruds', 'POST', '/Patient/p1/$purge', 403],
    ['system/*.cruds', 'POST', '/Patient/p1/$erase', 403],
    ['system/*.cruds', 'GET', '/$packages', 403],
    ['system/*.cruds', 'POST', '/$import', 403],
    ['system/*.cruds', 'GET', '/$data-quality', 403],
    ['patient/*.cruds', 'GET', `/Transaction/${randomUUID()}`, 404],
    ['patient/Observation.rs', 'GET', `/Transaction/${randomUUID()}`, 403],
  ])('%s: %s %s is %i', async (scopes, method, target, status) => {
    expect((await store.as(grant(scopes))(method, target)).status).toBe(status);
  });

  test('what is searched by one filter is not read by another', async () => {
    const send = store.as(
      grant('patient/Observation.s?category=vital-signs patient/Observation.r?category=laboratory'),
    );
    const found = (await send('GET', '/Observation')).json() as { entry: { resource: { id: string } }[] };
    expect(found.entry.map(({ resource }) => resource.id)).toEqual(['vital1']);
    expect((await send('GET', '/Observation/vital1')).status).toBe(404);
    expect((await send('GET', '/Observation/lab1')).status).toBe(200);
  });

  test('what may be read and not written is refused, not hidden', async () => {
    const send = store.as(grant('patient/Observation.r patient/Observation.ud?category=survey'));
    const body = {
      ...observation({ id: 'lab1', subject: ref('Patient/p1') }),
      category: [{ coding: [{ code: 'survey' }] }],
    };
    expect((await send('PUT', '/Observation/lab1', { body })).status).toBe(403);
    expect((await send('DELETE', '/Observation/lab1')).status).toBe(403);
  });

  test('a condition to create by is to be searched for', async () => {
    const options = {
      body: observation({ subject: ref('Patient/p1') }),
      headers: { 'if-none-exist': 'code=718-7' },
    };
    expect((await store.as(grant('patient/Observation.c'))('POST', '/Observation', options)).status).toBe(
      403,
    );
    // Its own result, and not the other's with the same code.
    const found = await store.as(grant('patient/Observation.cs'))('POST', '/Observation', options);
    expect(found.status).toBe(200);
    expect((found.json() as { id: string }).id).toBe('lab1');
  });
});

describe('a resource that came from one patient to another', () => {
  beforeAll(async () => {
    for (const patient of ['p1', 'p2'])
      await store.send('PUT', '/Observation/moved', {
        body: observation({ id: 'moved', subject: ref(`Patient/${patient}`) }),
      });
    for (const patient of ['p2', 'p1'])
      await store.send('PUT', '/Observation/came', {
        body: observation({ id: 'came', subject: ref(`Patient/${patient}`) }),
      });
    for (const patient of ['p1', 'p2'])
      await store.send('PUT', '/Observation/left', {
        body: observation({ id: 'left', subject: ref(`Patient/${patient}`) }),
      });
    await store.send('DELETE', '/Observation/left');
  });
  const versions = async (target: string): Promise<readonly string[]> => {
    const { entry = [], total } = (await store.as(all)('GET', target)).json() as {
      entry?: { fullUrl: string; resource?: { meta: { versionId: string } }; response: { etag?: string } }[];
      total?: number;
    };
    if (total !== undefined) expect(total).toBe(entry.length);
    return entry
      .filter(({ fullUrl }) => /\/(moved|came|left)$/.test(fullUrl))
      .map(({ fullUrl, response }) => `${fullUrl.split('/').at(-1)!} ${response.etag ?? ''}`);
  };

  test('is seen in the versions that are of the patient', async () => {
    expect((await store.as(all)('GET', '/Observation/moved')).status).toBe(404);
    expect((await store.as(all)('GET', '/Observation/moved/_history/1')).status).toBe(200);
    expect((await store.as(all)('GET', '/Observation/moved/_history/2')).status).toBe(404);
    expect((await store.as(all)('GET', '/Observation/came')).status).toBe(200);
    expect((await store.as(all)('GET', '/Observation/came/_history/1')).status).toBe(404);
    // It was deleted as another's.
    expect((await store.as(all)('GET', '/Observation/left')).status).toBe(404);
    expect((await store.as(all)('GET', '/Observation/left/_history/3')).status).toBe(404);
    expect(await versions('/Observation/moved/_history')).toEqual(['moved W/"1"']);
    expect(await versions('/Observation/came/_history')).toEqual(['came W/"2"']);
    expect(await versions('/Observation/left/_history')).toEqual(['left W/"1"']);
    expect(await versions('/Observation/_history?_count=1000')).toEqual([
      'left W/"1"',
      'came W/"2"',
      'moved W/"1"',
    ]);
    expect(await versions('/_history?_count=1000')).toEqual(['left W/"1"', 'came W/"2"', 'moved W/"1"']);
    expect(await versions('/$changes?_count=1000')).toEqual(['moved W/"1"', 'came W/"2"', 'left W/"1"']);
  });

  test('is not written over by who had it', async () => {
    const body = observation({ id: 'moved', subject: ref('Patient/p1') });
    expect((await store.as(all)('PUT', '/Observation/moved', { body })).status).toBe(404);
    expect((await store.as(all)('DELETE', '/Observation/moved')).status).toBe(204);
    expect((await store.send('GET', '/Observation/moved')).status).toBe(200);
    const left = observation({ id: 'left', subject: ref('Patient/p1') });
    expect((await store.as(all)('PUT', '/Observation/left', { body: left })).status).toBe(404);
  });
});

describe('an idempotency key', () => {
  test("is its bearer's own", async () => {
    const headers = { 'x-amz-fhir-idempotency-key': randomUUID() };
    const body = observation({ subject: ref('Patient/p1') });
    expect((await store.as(all)('POST', '/Observation', { body, headers })).status).toBe(201);
    expect((await store.as(all)('POST', '/Observation', { body, headers })).status).toBe(409);
    // Neither by another's, nor by one that was signed for, is anything told.
    const other = grant('patient/*.cruds', { patient: 'p2', subject: 'ben' });
    const of2 = observation({ subject: ref('Patient/p2') });
    expect((await store.as(other)('POST', '/Observation', { body: of2, headers })).status).toBe(201);
    expect((await store.send('POST', '/Observation', { body: of2, headers })).status).toBe(201);
  });
});

describe('pages of changes and histories', () => {
  test('go past what is not seen, and show no place of it', async () => {
    let target = '/$changes?_count=3';
    const seen: string[] = [];
    for (let pages = 0; pages < 100; pages++) {
      const page = (await store.as(all)('GET', target)).json() as {
        link: { relation: string; url: string }[];
        entry?: { fullUrl: string }[];
      };
      if ((page.entry ?? []).length === 0) break;
      seen.push(...page.entry!.map(({ fullUrl }) => fullUrl));
      const next = page.link.find(({ relation }) => relation === 'next')!.url;
      target = next.slice(store.root.length);
    }
    const whole = (await store.as(all)('GET', '/$changes?_count=1000')).json() as {
      entry: { fullUrl: string }[];
    };
    expect(seen).toEqual(whole.entry.map(({ fullUrl }) => fullUrl));

    let at: string | undefined = '/_history?_count=2';
    const history: string[] = [];
    while (at !== undefined) {
      const page = (await store.as(all)('GET', at)).json() as {
        link: { relation: string; url: string }[];
        entry: { fullUrl: string }[];
      };
      history.push(...page.entry.map(({ fullUrl }) => fullUrl));
      at = page.link.find(({ relation }) => relation === 'next')?.url.slice(store.root.length);
    }
    expect(history).toEqual(whole.entry.map(({ fullUrl }) => fullUrl).toReversed());
  });

  test("have places that are no one else's", async () => {
    const { link } = (await store.send('GET', '/$changes?_count=3')).json() as {
      link: { relation: string; url: string }[];
    };
    const target = link.find(({ relation }) => relation === 'next')!.url.slice(store.root.length);
    expect((await store.as(all)('GET', target)).status).toBe(400);
  });
});

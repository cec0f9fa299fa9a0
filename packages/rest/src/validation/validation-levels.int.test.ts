import { gzipSync } from 'node:zlib';
import { validationIssueUrl } from '@wellspring/fhir';
import { madeUpTar } from '@wellspring/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/call.js';
import { operationStore, type OperationStore } from '../testing/operation-store.js';

let store: OperationStore;
beforeAll(async () => {
  store = await operationStore();
});
afterAll(async () => {
  await store.end();
});

const level = (name: string) => ({ 'x-amzn-healthlake-fhir-validation-level': name });
const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' };
const profileUrl = 'http://a.example/StructureDefinition/named-patient';
/** A Patient with a family name, by its differential alone. */
const profile = (more: object = {}) => ({
  resourceType: 'StructureDefinition',
  text,
  url: profileUrl,
  name: 'NamedPatient',
  status: 'active',
  kind: 'resource',
  abstract: false,
  type: 'Patient',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
  derivation: 'constraint',
  differential: { element: [{ id: 'Patient.name', path: 'Patient.name', min: 1 }] },
  ...more,
});
const claiming = { resourceType: 'Patient', text, meta: { profile: [profileUrl] } };
/** ref-1 and the like apart: an Organization has a name or an identifier (org-1). */
const nameless = { resourceType: 'Organization', text, active: true };
const post = (body: object, headers = {}): Promise<Answer> => {
  const { resourceType } = body as { readonly resourceType: string };
  return store.send('POST', `/${resourceType}`, { body, headers });
};
const codesOf = (answer: Answer): readonly string[] =>
  (answer.json() as { issue: { severity: string; details?: { coding: { code: string }[] } }[] }).issue.map(
    ({ severity, details }) => `${severity} ${details?.coding[0]?.code ?? ''}`,
  );
const marksOf = (answer: Answer) =>
  ((answer.json() as { extension?: { url: string; valueString: string }[] }).extension ?? []).filter(
    ({ url }) => url === validationIssueUrl,
  );

describe('the level of a request', () => {
  test('structure-only takes what breaks an invariant, strict does not', async () => {
    expect((await post(nameless, level('structure-only'))).status).toBe(201);
    const refused = await post(nameless, level('strict'));
    expect([refused.status, codesOf(refused)]).toEqual([400, ['error invariant-failed']]);
    expect((await post({ ...nameless, nonsense: 1 }, level('structure-only'))).status).toBe(400);
    expect((await post(nameless, level('lax'))).status).toBe(400);
  });

  test('minimal stores it with a mark, and says so', async () => {
    const stored = await post(nameless, level('minimal'));
    expect(stored.status).toBe(201);
    expect(stored.headers['x-amzn-healthlake-validation-issues']).toBe('true');
    const [mark, ...others] = marksOf(stored);
    expect(others).toEqual([]);
    const outcome = JSON.parse(mark!.valueString) as {
      resourceType: string;
      issue: { diagnostics: string }[];
    };
    expect([outcome.resourceType, outcome.issue[0]!.diagnostics]).toEqual([
      'OperationOutcome',
      expect.stringContaining('org-1'),
    ]);
    const { id } = stored.json() as { readonly id: string };
    const mended = { ...(stored.json() as object), name: 'A' };
    const again = await store.send('PUT', `/Organization/${id}`, { body: mended, headers: level('minimal') });
    expect([again.status, marksOf(again)]).toEqual([200, []]);
    expect(again.headers['x-amzn-healthlake-validation-issues']).toBeUndefined();
  });

  test('minimal refuses what cannot be stored at all', async () => {
    const send = (body: string | object, type = 'Patient') =>
      store.send('POST', `/${type}`, {
        body,
        headers: { 'content-type': 'application/fhir+json', ...level('minimal') },
      });
    const bodies = [
      '{"resourceType"',
      '[]',
      '{"id":"a"}',
      '{"resourceType":"Ghost"}',
      '{"resourceType":"Patient","id":"ü"}',
    ];
    for (const body of bodies) expect((await send(body)).status).toBe(400);
    expect((await send('{"resourceType":"Patient","extension":1,"meta":{"extension":1}}')).status).toBe(400);
    expect((await send('{"resourceType":"Observation"}')).status).toBe(400);
  });

  test('what is stored at minimal is read, searched, patched and found in the history', async () => {
    const odd = {
      resourceType: 'Patient',
      id: 'odd',
      name: 'not an array',
      birthDate: { year: 1 },
      gender: ['x'],
      identifier: [null, 7, { value: 'odd' }],
      active: 'maybe',
      contained: { resourceType: 'x' },
      nonsense: [[1], { a: null }],
    };
    const stored = await store.send('PUT', '/Patient/odd', { body: odd, headers: level('minimal') });
    expect([stored.status, stored.headers['x-amzn-healthlake-validation-issues']]).toEqual([201, 'true']);
    const targets = [
      '/Patient/odd',
      '/Patient/odd?_summary=true',
      '/Patient/odd/_history',
      '/Patient?identifier=odd',
      '/Patient?_id=odd&_elements=name,birthDate&_sort=birthdate',
      '/Patient?_id=odd&_summary=text',
      '/Patient?_text=odd',
      '/Patient/odd/$everything',
    ];
    for (const target of targets)
      expect([target, (await store.send('GET', target)).status]).toEqual([target, 200]);
    expect((await store.send('GET', '/Patient?identifier=odd')).text).toContain('"id":"odd"');
    const patch = await store.send('PATCH', '/Patient/odd', {
      body: Buffer.from('[{"op":"remove","path":"/nonsense"}]'),
      headers: { 'content-type': 'application/json-patch+json', ...level('minimal') },
    });
    expect([patch.status, marksOf(patch).length]).toEqual([200, 1]);
    const strictly = await store.send('PATCH', '/Patient/odd', {
      body: Buffer.from('[{"op":"remove","path":"/active"}]'),
      headers: { 'content-type': 'application/json-patch+json', ...level('strict') },
    });
    expect(strictly.status).toBe(422);
    expect((await store.send('DELETE', '/Patient/odd')).status).toBe(204);
  });

  test('is that of every entry of a Bundle', async () => {
    const bundle = (type: string) => ({
      resourceType: 'Bundle',
      type,
      entry: [{ resource: nameless, request: { method: 'POST', url: 'Organization' } }],
    });
    const strictly = await store.send('POST', '/', { body: bundle('transaction'), headers: level('strict') });
    expect([strictly.status, strictly.text]).toEqual([
      400,
      expect.stringContaining('Bundle.entry[0].resource'),
    ]);
    for (const type of ['transaction', 'batch']) {
      const answer = await store.send('POST', '/', { body: bundle(type), headers: level('minimal') });
      expect([type, answer.status, answer.headers['x-amzn-healthlake-validation-issues']]).toEqual([
        type,
        200,
        'true',
      ]);
    }
  });
});

describe('the level of a data store', () => {
  const settings = '/$validation-settings';
  test('counts where a request names none', async () => {
    expect((await post(nameless)).status).toBe(201);
    const set = await store.send('POST', `${settings}?level=strict`);
    expect([set.status, set.text]).toEqual([200, expect.stringContaining('data-store')]);
    expect((await post(nameless)).status).toBe(400);
    expect((await post(nameless, level('structure-only'))).status).toBe(201);
    expect((await store.send('POST', `${settings}?level=default`)).status).toBe(200);
    expect((await store.send('GET', settings)).text).toContain('"structure-only"');
    expect((await store.send('POST', `${settings}?level=lax`)).status).toBe(400);
  });
});

describe('a profile', () => {
  test('that is not known here is a warning', async () => {
    const prefer = { prefer: 'return=OperationOutcome' };
    const stored = await post(claiming, { ...level('strict'), ...prefer });
    expect([stored.status, codesOf(stored)]).toEqual([201, ['information ', 'warning unknown-profile']]);
  });

  test('counts as soon as it is created, and until it is deleted', async () => {
    const created = await post(profile({ version: '1.0.0' }), level('strict'));
    expect([created.status, created.text]).toEqual([201, expect.any(String)]);
    const refused = await post(claiming, level('strict'));
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('Patient.name')]);
    expect((await post({ ...claiming, name: [{ family: 'A' }] }, level('strict'))).status).toBe(201);
    expect((await post(claiming, level('structure-only'))).status).toBe(201);
    const { id } = created.json() as { readonly id: string };
    await store.send('DELETE', `/StructureDefinition/${id}`);
    expect((await post(claiming, level('strict'))).status).toBe(201);
  });
});

describe('packages', () => {
  const archive = (manifest: object, ...resources: readonly object[]): Buffer =>
    gzipSync(
      madeUpTar([
        {
          path: 'package/package.json',
          content: { name: 'example.named', version: '1.0.0', fhirVersions: ['4.0.1'], ...manifest },
        },
        ...resources.map((content, at) => ({ path: `package/${at}.json`, content })),
      ]),
    );
  const add = (body: Buffer, type = 'application/gzip') =>
    store.send('POST', '/$package-add', { body, headers: { 'content-type': type } });

  test('are added, listed, used by version, and removed', async () => {
    const added = await add(
      archive({ dependencies: { 'other.guide': '2.0.0' } }, profile({ version: '1.0.0' })),
    );
    expect([added.status, added.text]).toEqual([200, expect.stringContaining('needs other.guide 2.0.0')]);
    const unnamed = { element: [{ id: 'Patient.gender', path: 'Patient.gender', min: 1 }] };
    await add(archive({ version: '2.0.0' }, profile({ version: '2.0.0', differential: unnamed })));
    const list = await store.send('GET', '/$packages');
    expect(list.text.match(/"example.named"/g)).toHaveLength(2);

    const asked = (url: string) =>
      store.send('POST', `/Patient/$validate?profile=${encodeURIComponent(url)}`, {
        body: { resourceType: 'Patient', text },
      });
    expect((await asked(`${profileUrl}|1.0.0`)).text).toContain('Patient.name');
    expect((await asked(`${profileUrl}|2.0.0`)).text).toContain('Patient.gender');
    expect((await asked(profileUrl)).text).toContain('Patient.gender');
    expect((await asked(`${profileUrl}|3`)).text).toContain('unknown-profile');

    expect((await store.send('POST', '/$package-remove?name=example.named&version=2.0.0')).status).toBe(200);
    expect((await asked(profileUrl)).text).toContain('Patient.name');
    expect((await store.send('POST', '/$package-remove?name=example.named&version=2.0.0')).status).toBe(404);
    expect((await store.send('POST', '/$package-remove?name=example.named')).status).toBe(400);
    expect((await store.send('POST', '/$package-remove?name=example.named&version=1.0.0')).status).toBe(200);
  });

  test.each<[string, Buffer, string, number, string]>([
    ['of another type', archive({}), 'application/json', 415, 'application/gzip'],
    ['that is none', Buffer.from('x'), 'application/gzip', 400, '.tgz'],
    ['of R5', archive({ fhirVersions: ['5.0.0'] }), 'application/gzip', 422, '5.0.0'],
  ])('a body %s is refused', async (_, body, type, status, message) => {
    const answer = await add(body, type);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(message)]);
  });
});

describe('default profiles', () => {
  test('hold for resources that claim nothing', async () => {
    await store.setProperties({ ProfileConfiguration: { DefaultProfiles: ['named-1.0.0', 'none-9'] } });
    const body = gzipSync(
      madeUpTar([
        { path: 'package/package.json', content: { name: 'example.named', version: '1.0.0' } },
        { path: 'package/p.json', content: profile({ version: '1.0.0' }) },
      ]),
    );
    await store.send('POST', '/$package-add', { body, headers: { 'content-type': 'application/gzip' } });
    const refused = await post({ resourceType: 'Patient', text }, level('strict'));
    expect([refused.status, codesOf(refused)]).toEqual([
      422,
      ['error missing-element', 'warning unknown-profile'],
    ]);
    expect((await post({ resourceType: 'Organization', text, name: 'A' }, level('strict'))).status).toBe(201);
    await store.setProperties({});
    expect((await post({ resourceType: 'Patient', text }, level('strict'))).status).toBe(201);
  });
});

describe('extensions that the data store has a definition of', () => {
  const url = 'http://a.example/StructureDefinition/shoe-size';
  /** A whole number, on Patients. */
  const definition = {
    resourceType: 'StructureDefinition',
    text,
    url,
    name: 'ShoeSize',
    status: 'active',
    kind: 'complex-type',
    abstract: false,
    context: [{ type: 'element', expression: 'Patient' }],
    type: 'Extension',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
    derivation: 'constraint',
    differential: {
      element: [
        { id: 'Extension', path: 'Extension' },
        { id: 'Extension.url', path: 'Extension.url', fixedUri: url },
        { id: 'Extension.value[x]', path: 'Extension.value[x]', min: 1, type: [{ code: 'integer' }] },
      ],
    },
  };
  const patient = (extension: object) => ({ resourceType: 'Patient', text, extension: [extension] });
  const observation = {
    resourceType: 'Observation',
    text,
    status: 'final',
    code: { text: 'x' },
    extension: [{ url, valueInteger: 42 }],
  };

  test('are checked without a profile that names them', async () => {
    const strictly = async (body: object) => (await post(body, level('strict'))).status;
    expect(await strictly(patient({ url, valueString: '42' }))).toBe(201);
    expect(await strictly(definition)).toBe(201);
    expect(await strictly(patient({ url, valueInteger: 42 }))).toBe(201);
    expect(await strictly(patient({ url, valueString: '42' }))).toBe(422);
    expect(await strictly(observation)).toBe(422);
    expect((await post(observation, level('structure-only'))).status).toBe(201);
    expect(await strictly(patient({ url: `${url}s`, valueString: '42' }))).toBe(201);
  });
});

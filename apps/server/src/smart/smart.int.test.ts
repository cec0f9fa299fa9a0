import {
  CreateFHIRDatastoreCommand,
  waitUntilFHIRDatastoreActive,
  type IdentityProviderConfiguration,
} from '@aws-sdk/client-healthlake';
import {
  serveJson,
  signToken,
  testKey,
  testMetadata,
  type TestKey,
  type TestServer,
} from '@wellspring/smart/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from '../testing/program-under-test.js';

const hookArn = 'arn:aws:lambda:us-east-1:000000000000:function:idp';

let program: ProgramUnderTest;
let server: TestServer;
let key: TestKey;
let smartStore: string;
let signedStore: string;
beforeAll(async () => {
  key = await testKey('RS256', 'first');
  server = await serveJson(({ path, body }) => {
    if (path === '/jwks') return { body: { keys: [key.jwk] } };
    const { datastoreEndpoint: aud } = JSON.parse(body) as { datastoreEndpoint: string };
    const now = Math.floor(Date.now() / 1_000);
    const authPayload = { isAuthorized: true, nbf: now, exp: now + 60, aud, scope: 'system/*.*' };
    return { body: { authPayload, iamRoleARN: 'arn:aws:iam::000000000000:role/nobody' } };
  });
  program = await startUnderTest({
    WELLSPRING_PRIVATE_IDENTITY_PROVIDERS: 'true',
    WELLSPRING_TOKEN_HOOKS: JSON.stringify({ [hookArn]: `${server.url}/hook` }),
  });
  signedStore = await program.createStore('signed');
  smartStore = await createStore({
    AuthorizationStrategy: 'SMART_ON_FHIR',
    Metadata: testMetadata(server.url),
  });
});
afterAll(async () => {
  await program.remove();
  await server.close();
});

async function createStore(provider: IdentityProviderConfiguration): Promise<string> {
  const { healthLake } = program.connection;
  const { DatastoreId } = await healthLake.send(
    new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: 'R4', IdentityProviderConfiguration: provider }),
  );
  await waitUntilFHIRDatastoreActive({ client: healthLake, maxWaitTime: 60, minDelay: 1 }, { DatastoreId });
  return DatastoreId!;
}

function token(storeId: string, claims: object = {}): Promise<string> {
  return signToken(key, {
    iss: 'https://idp.example.org',
    aud: program.fhirUrl(storeId),
    exp: Math.floor(Date.now() / 1_000) + 300,
    sub: 'ann',
    client_id: 'app',
    scope: 'user/*.cruds',
    ...claims,
  });
}
const get = (storeId: string, path: string, authorization?: string, method = 'GET') =>
  fetch(`${program.fhirUrl(storeId)}${path}`, {
    method,
    ...(authorization !== undefined && { headers: { authorization } }),
  });
const diagnosticsOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { issue: { diagnostics: string }[] }).issue[0]?.diagnostics;

describe('a data store with SMART on FHIR', () => {
  it('takes tokens that are good, to read and to write', async () => {
    const authorization = `Bearer ${await token(smartStore)}`;
    const created = await fetch(`${program.fhirUrl(smartStore)}Patient/p1`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'Patient', id: 'p1' }),
    });
    expect(created.status).toBe(201);
    const read = await get(smartStore, 'Patient/p1', authorization);
    expect(read.status).toBe(200);
    expect(await read.json()).toMatchObject({ resourceType: 'Patient', id: 'p1' });
    expect((await get(smartStore, 'Patient?_id=p1', authorization)).status).toBe(200);
  });

  it('takes signed requests as before', async () => {
    expect((await program.fetchFhir(`${program.fhirUrl(smartStore)}Patient/p1`)).status).toBe(200);
  });

  it.each<readonly [string, () => Promise<string | undefined>, RegExp]>([
    ['no header', () => Promise.resolve(undefined), /^Bearer realm="FHIR"$/],
    ['another scheme', () => Promise.resolve('Basic YTpi'), /error="invalid_token"/],
    ['a token that has expired', async () => `Bearer ${await token(smartStore, { exp: 1 })}`, /has expired/],
    [
      'a token for another data store',
      async () => `Bearer ${await token(signedStore)}`,
      /is for another audience/,
    ],
  ])('refuses %s', async (_, authorization, challenge) => {
    const response = await get(smartStore, 'Patient/p1', await authorization());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(challenge);
    expect(await diagnosticsOf(response)).toBe('Invalid authorization header');
  });

  it('tells everybody of its authorization server', async () => {
    const path = '.well-known/smart-configuration';
    const response = await get(smartStore, path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(JSON.parse(testMetadata(server.url)));
    expect((await get(smartStore, path, undefined, 'HEAD')).status).toBe(200);
    expect((await get(smartStore, path, 'Bearer x')).status).toBe(200);
    for (const other of [signedStore, 'f'.repeat(32)]) expect((await get(other, path)).status).toBe(404);
  });

  it('gives tokens no way to the control plane or to buckets', async () => {
    const authorization = `Bearer ${await token(smartStore)}`;
    const control = await fetch(program.endpoint, {
      method: 'POST',
      headers: { authorization, 'x-amz-target': 'HealthLake.ListFHIRDatastores' },
      body: '{}',
    });
    expect(control.status).toBe(400);
    expect((await fetch(`${program.endpoint}/bucket`, { headers: { authorization } })).ok).toBe(false);
  });
});

it('a data store of AWS_AUTH takes no token', async () => {
  const response = await get(signedStore, 'Patient/p1', `Bearer ${await token(signedStore)}`);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toContain('takes no access tokens');
  expect((await get(signedStore, 'Patient/p1')).status).toBe(403);
});

it('a role that HealthLake may not act as lets in nobody', async () => {
  const storeId = await createStore({
    AuthorizationStrategy: 'SMART_ON_FHIR_V1',
    IdpLambdaArn: hookArn,
    Metadata: testMetadata(server.url),
  });
  const response = await get(storeId, 'Patient/p1', 'Bearer opaque');
  expect(response.status).toBe(403);
  expect(server.asked.at(-1)?.path).toBe('/hook');
  expect(JSON.parse(server.asked.at(-1)!.body)).toMatchObject({
    operationName: 'ReadResource',
    bearerToken: 'opaque',
    datastoreId: storeId,
  });
});

it('a data store that no longer takes tokens refuses those that were good, within a second', async () => {
  const storeId = await createStore({
    AuthorizationStrategy: 'SMART_ON_FHIR',
    Metadata: testMetadata(server.url),
  });
  const authorization = `Bearer ${await token(storeId)}`;
  expect((await get(storeId, 'Patient', authorization)).status).toBe(200);
  const updated = await program.fetchFhir(program.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'HealthLake.UpdateFHIRDatastore',
    },
    body: JSON.stringify({
      DatastoreId: storeId,
      IdentityProviderConfiguration: { AuthorizationStrategy: 'AWS_AUTH' },
    }),
  });
  expect(updated.status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect((await get(storeId, 'Patient', authorization)).status).toBe(401);
});

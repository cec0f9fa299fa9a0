import { randomUUID } from 'node:crypto';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestTo, textIn } from './testing/app.js';
import {
  fhirBase,
  issuer,
  otherStoreId,
  publicUrl,
  smallClinic,
  type SmallClinic,
} from './testing/small-clinic.js';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
let clinic: SmallClinic;
const keys: Record<string, Awaited<ReturnType<typeof generateKeyPair>>> = {};

beforeAll(async () => {
  clinic = await smallClinic();
  keys['RS384'] = await generateKeyPair('RS384', { extractable: true });
  keys['ES384'] = await generateKeyPair('ES384', { extractable: true });
  const jwks = {
    keys: await Promise.all(
      ['RS384', 'ES384'].map(async (alg) => ({
        ...(await exportJWK(keys[alg]!.publicKey)),
        alg,
        kid: alg,
        use: 'sig',
      })),
    ),
  };
  const { status } = await clinic.administer('POST', '/clients', {
    client_id: 'registry',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    scope: 'system/Observation.rs system/Patient.r',
    jwks,
  });
  expect(status).toBe(201);
});
afterAll(async () => {
  expect(clinic.failures).toEqual([]);
  await clinic.close();
});

async function assertion(alg: string, more: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: 'registry',
    sub: 'registry',
    aud: `${issuer}/token`,
    jti: randomUUID(),
    exp: now + 240,
    iat: now,
    ...more,
  })
    .setProtectedHeader({ alg, kid: alg, typ: 'JWT' })
    .sign(keys[alg]!.privateKey);
}

async function post(path: string, form: Record<string, string>, base = issuer) {
  const response = await clinic.server.handle(
    requestTo(`${base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
    }),
  );
  const text = textIn(response);
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

async function withAssertion(alg = 'ES384', more: Record<string, unknown> = {}) {
  return { client_assertion_type: assertionType, client_assertion: await assertion(alg, more) };
}

const credentials = { grant_type: 'client_credentials', scope: 'system/Observation.rs' };

test.each(['RS384', 'ES384'])('a service that signs with %s gets a token for five minutes', async (alg) => {
  const { status, body } = await post('/token', { ...credentials, ...(await withAssertion(alg)) });
  expect(status).toBe(200);
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'system/Observation.rs' });
  expect(body['refresh_token']).toBeUndefined();
  const claims = decodeJwt(String(body['access_token']));
  expect(claims).toMatchObject({ iss: issuer, aud: fhirBase, sub: 'registry', client_id: 'registry' });
  expect(claims['patient']).toBeUndefined();
});

test('it gets what it is registered for, and nothing of people', async () => {
  const scope =
    'system/*.cruds system/Patient.rs system/Patient.r patient/Observation.rs user/*.rs openid offline_access';
  const { body } = await post('/token', { ...credentials, scope, ...(await withAssertion()) });
  expect(body['scope']).toBe('system/Patient.r');
  const none = await post('/token', {
    ...credentials,
    scope: 'system/Condition.rs',
    ...(await withAssertion()),
  });
  expect(none).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
});

test.each<[string, () => Promise<Record<string, string>>]>([
  [
    'signed by another key',
    async () => {
      const { privateKey } = await generateKeyPair('ES384');
      const forged = await new SignJWT({
        iss: 'registry',
        sub: 'registry',
        aud: `${issuer}/token`,
        jti: randomUUID(),
        exp: Math.floor(Date.now() / 1000) + 60,
      })
        .setProtectedHeader({ alg: 'ES384', kid: 'ES384' })
        .sign(privateKey);
      return { client_assertion_type: assertionType, client_assertion: forged };
    },
  ],
  ['over', () => withAssertion('ES384', { exp: Math.floor(Date.now() / 1000) - 60 })],
  ['for another server', () => withAssertion('ES384', { aud: 'https://elsewhere.example.org/token' })],
  ['of somebody else', () => withAssertion('ES384', { iss: 'other' })],
  [
    'good for longer than five minutes',
    () => withAssertion('ES384', { exp: Math.floor(Date.now() / 1000) + 3_600 }),
  ],
])('an assertion that is %s is refused', async (_name, form) => {
  const answer = await post('/token', { ...credentials, ...(await form()) });
  expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

test('an assertion is good once, also where it comes twice at the same time', async () => {
  const form = { ...credentials, ...(await withAssertion()) };
  const answers = await Promise.all([post('/token', form), post('/token', form), post('/token', form)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  expect((await post('/token', form)).status).toBe(401);
});

test('an app of one data store is none of another', async () => {
  const other = `${publicUrl}/authorization/${otherStoreId}`;
  const form = { ...credentials, ...(await withAssertion('ES384', { aud: `${other}/token` })) };
  expect((await post('/token', form, other)).status).toBe(401);
});

test('a token can be looked at and revoked', async () => {
  const { body } = await post('/token', { ...credentials, ...(await withAssertion()) });
  const token = String(body['access_token']);
  const looked = await post('/token/introspection', { token, ...(await withAssertion()) });
  expect(looked.body).toMatchObject({
    active: true,
    client_id: 'registry',
    scope: 'system/Observation.rs',
    iss: issuer,
    aud: fhirBase,
  });
  expect(await clinic.server.builtIn.isRevoked(decodeJwt(token))).toBe(false);
  // Nobody who has not proved who they are is told anything.
  expect((await post('/token/introspection', { token, client_id: 'registry' })).status).toBe(401);
  expect((await post('/token/revocation', { token, ...(await withAssertion()) })).status).toBe(200);
  expect((await post('/token/introspection', { token, ...(await withAssertion()) })).body).toEqual({
    active: false,
  });
  expect(await clinic.server.builtIn.isRevoked(decodeJwt(token))).toBe(true);
  const forged = `${token.slice(0, -4)}AAAA`;
  expect((await post('/token/introspection', { token: forged, ...(await withAssertion()) })).body).toEqual({
    active: false,
  });
});

test('what the program checks tokens by is what the server publishes', async () => {
  const response = await clinic.server.handle(requestTo(`${issuer}/jwks`));
  const published = JSON.parse(textIn(response)) as { keys: Record<string, unknown>[] };
  const known = await clinic.server.builtIn.keys();
  expect(published.keys.map(({ kid }) => kid)).toEqual(known.keys.map(({ kid }) => kid));
  for (const key of [...published.keys, ...known.keys]) expect(Object.keys(key)).not.toContain('d');
  expect(await clinic.server.builtIn.keys()).toBe(known);
});

import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, hidden, pkce, requestTo, textIn } from './testing/app.js';
import {
  issuer,
  otherStoreId,
  publicUrl,
  smallClinic,
  storeId,
  type SmallClinic,
} from './testing/small-clinic.js';

const redirect = 'https://app.example.org/callback';
const password = 'a long password';
let clinic: SmallClinic;

beforeAll(async () => {
  clinic = await smallClinic();
  for (const store of [storeId, otherStoreId]) {
    for (const [username, fhirUser, patients] of [
      ['ada', 'Patient/ada', undefined],
      ['ines', 'Practitioner/5', undefined],
      ['locum', 'Practitioner/6', ['ada', 'alan']],
      ['mary', 'RelatedPerson/7', ['grace']],
    ] as const)
      await clinic.administer('POST', '/users', { username, password, fhirUser, patients }, store);
    await clinic.administer('POST', '/clients', { client_id: 'app', redirect_uris: [redirect] }, store);
  }
});
afterAll(async () => {
  expect(clinic.failures).toEqual([]);
  await clinic.close();
});

async function token(store: string, form: Readonly<Record<string, string>>) {
  const response = await clinic.server.handle(
    requestTo(`${publicUrl}/authorization/${store}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: 'app', ...form }).toString(),
    }),
  );
  return { status: response.status, body: JSON.parse(textIn(response)) as Record<string, unknown> };
}

/** A whole launch, in which the form of consent asks back for every scope, be it on the page or not. */
async function launch(username: string, scope: string, patient?: string, store = storeId) {
  const { verifier, challenge } = pkce();
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'app',
    redirect_uri: redirect,
    scope,
    aud: `${publicUrl}/datastore/${store}/r4`,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const browser = new Browser((request) => clinic.server.handle(request));
  let at = await browser.follow(`${publicUrl}/authorization/${store}/auth?${query.toString()}`);
  const answer = async (form: Readonly<Record<string, string | readonly string[]>>) => {
    at = await browser.follow(at.url, { token: hidden(at.response, 'token'), ...form });
  };
  await answer({ step: 'login', username, password });
  if (patient !== undefined) await answer({ step: 'patient', patient });
  const page = textIn(at.response);
  await answer({ step: 'consent', scope: scope.split(' ') });
  const code = new URL(at.url).searchParams.get('code');
  const { body } = await token(store, {
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: redirect,
    code_verifier: verifier,
  });
  return { page, body };
}

const wanted =
  'openid patient/Observation.rs user/Observation.rs http://smarthealthit.org/fhir/scopes/user/Patient.rs';

test.each([
  ['a patient', 'ada', undefined, storeId, false],
  ['staff with a list', 'locum', 'ada', storeId, false],
  ['a relative', 'mary', undefined, storeId, false],
  ['staff', 'ines', 'ada', storeId, true],
  // The data plane narrows user/ to what they are related to, and knows of no list.
  ['a patient of a fine-grained data store', 'ada', undefined, otherStoreId, true],
  ['staff with a list at a fine-grained data store', 'locum', 'ada', otherStoreId, false],
])('user/ scopes of %s', async (_who, username, patient, store, given) => {
  const { page, body } = await launch(username, wanted, patient, store);
  expect(page).toContain('observation');
  expect(body['patient']).toBeDefined();
  const { scope } = decodeJwt<{ scope: string }>(String(body['access_token']));
  expect(scope.split(' ')).toContain('patient/Observation.rs');
  expect(scope.includes('user/')).toBe(given);
});

test('whoever may open a record no more has no tokens for it any more, and gets no new ones', async () => {
  const { body } = await launch('locum', 'launch/patient offline_access patient/Observation.rs', 'alan');
  const claims = decodeJwt(String(body['access_token']));
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(false);
  await clinic.administer('PATCH', '/users/locum', { patients: ['ada'] });
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(true);
  const next = await token(storeId, {
    grant_type: 'refresh_token',
    refresh_token: String(body['refresh_token']),
  });
  expect(next).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('whoever gets a list has no tokens with user/ scopes any more', async () => {
  const { body } = await launch('ines', 'openid offline_access user/Observation.rs');
  const claims = decodeJwt(String(body['access_token']));
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(false);
  await clinic.administer('PATCH', '/users/ines', { patients: ['ada'] });
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(true);
  const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
  expect((await token(storeId, form)).body).toMatchObject({ error: 'invalid_grant' });
});

test('whoever is somebody else now has no tokens of who they were', async () => {
  const { body } = await launch('mary', 'openid patient/Observation.rs');
  const claims = decodeJwt(String(body['access_token']));
  expect(claims).toMatchObject({ iss: issuer, patient: 'grace' });
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(false);
  await clinic.administer('PATCH', '/users/mary', { fhirUser: 'RelatedPerson/8' });
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(true);
});

/** The library keeps whole seconds. */
const aSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_100));

test.each([
  ['the password is a new one', 'PATCH', '/users/ada', { password: `${password}!` }, { password }],
  ['the account was disabled for a while', 'PATCH', '/users/ada', { disabled: true }, { disabled: false }],
])('no token holds once %s', async (_what, method, path, change, back) => {
  const { body } = await launch('ada', 'openid offline_access patient/Observation.rs');
  const claims = decodeJwt(String(body['access_token']));
  await aSecond();
  await clinic.administer(method, path, change);
  await clinic.administer(method, path, back);
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(true);
  const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
  expect((await token(storeId, form)).body).toMatchObject({ error: 'invalid_grant' });
  await aSecond();
  const again = await launch('ada', 'openid offline_access patient/Observation.rs');
  expect(again.body['patient']).toBe('ada');
});

test('an app that is registered again has nothing of the one before', async () => {
  const { body } = await launch('ada', 'openid offline_access patient/Observation.rs');
  const claims = decodeJwt(String(body['access_token']));
  await aSecond();
  await clinic.administer('DELETE', '/clients/app');
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(true);
  await clinic.administer('POST', '/clients', { client_id: 'app', redirect_uris: [redirect] });
  expect(await clinic.server.builtIn.isRevoked(claims)).toBe(true);
  const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
  expect((await token(storeId, form)).body).toMatchObject({ error: 'invalid_grant' });
});

import { decodeJwt, decodeProtectedHeader } from 'jose';
import { newCallRecord, type CallRecord } from '@wellspring/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, hidden, pkce, requestTo, textIn } from './testing/app.js';
import { fhirBase, issuer, smallClinic, type SmallClinic } from './testing/small-clinic.js';

const redirect = 'https://app.example.org/callback';
let clinic: SmallClinic;

beforeAll(async () => {
  clinic = await smallClinic();
  await clinic.administer('POST', '/users', {
    username: 'Ines',
    password: 'a long password',
    name: 'Dr Ines Maier',
    fhirUser: 'Practitioner/5',
  });
  await clinic.administer('POST', '/clients', {
    client_id: 'growth',
    client_name: 'Growth chart',
    redirect_uris: [redirect],
  });
});
afterAll(async () => {
  expect(clinic.failures).toEqual([]);
  await clinic.close();
});

const scope =
  'openid fhirUser launch/patient offline_access patient/Observation.rs patient/Patient.rs system/*.rs';

function authorizeUrl(challenge: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'growth',
    redirect_uri: redirect,
    scope,
    state: 'xyz',
    aud: fhirBase,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  });
  return `${issuer}/auth?${query.toString()}`;
}

async function token(form: Record<string, string>) {
  const response = await clinic.server.handle(
    requestTo(`${issuer}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
    }),
  );
  return { status: response.status, body: JSON.parse(textIn(response)) as Record<string, unknown> };
}

test('from the request of an app to a token with a patient, and on with refresh tokens', async () => {
  const { verifier, challenge } = pkce();
  const browser = new Browser((request) => clinic.server.handle(request));
  const login = await browser.follow(authorizeUrl(challenge));
  expect(textIn(login.response)).toContain('Growth chart');
  const wrong = await browser.follow(login.url, {
    step: 'login',
    token: hidden(login.response, 'token'),
    username: 'ines',
    password: 'wrong',
  });
  expect(wrong.response?.status).toBe(401);
  expect(textIn(wrong.response)).toContain('The username or the password is wrong.');
  const choice = await browser.follow(login.url, {
    step: 'login',
    token: hidden(login.response, 'token'),
    username: 'ines ',
    password: 'a long password',
  });
  expect(textIn(choice.response)).toContain('Ada Lovelace');
  const consent = await browser.follow(choice.url, {
    step: 'patient',
    token: hidden(choice.response, 'token'),
    patient: 'ada',
  });
  expect(textIn(consent.response)).toContain('Dr Ines Maier');
  const back = await browser.follow(consent.url, {
    step: 'consent',
    token: hidden(consent.response, 'token'),
    scope: ['offline_access', 'patient/Observation.rs'],
  });
  const answer = new URL(back.url);
  expect(answer.origin + answer.pathname).toBe(redirect);
  expect(answer.searchParams.get('state')).toBe('xyz');
  const code = answer.searchParams.get('code')!;
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: redirect, client_id: 'growth' };

  expect((await token({ ...exchange, code_verifier: pkce().verifier })).body).toMatchObject({
    error: 'invalid_grant',
  });
  const { status, body } = await token({ ...exchange, code_verifier: verifier });
  expect(status).toBe(200);
  expect(body).toMatchObject({ token_type: 'Bearer', patient: 'ada', need_patient_banner: true });
  expect(String(body['scope']).split(' ').sort()).toEqual(
    ['fhirUser', 'launch/patient', 'offline_access', 'openid', 'patient/Observation.rs'].sort(),
  );
  expect(decodeProtectedHeader(String(body['access_token']))).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  expect(decodeJwt(String(body['access_token']))).toMatchObject({
    iss: issuer,
    aud: fhirBase,
    client_id: 'growth',
    patient: 'ada',
    fhirUser: `${fhirBase}/Practitioner/5`,
  });
  expect(decodeJwt(String(body['id_token']))).toMatchObject({
    iss: issuer,
    aud: 'growth',
    fhirUser: `${fhirBase}/Practitioner/5`,
  });

  // A code is good for one exchange; a second ends what came of the first.
  const refresh = { grant_type: 'refresh_token', client_id: 'growth' };
  const next = await token({ ...refresh, refresh_token: String(body['refresh_token']) });
  expect(next.body).toMatchObject({ patient: 'ada' });
  expect(next.body['refresh_token']).not.toBe(body['refresh_token']);
  // The old one was replaced: whoever comes with it has stolen it, or was stolen from.
  const stolen = await token({ ...refresh, refresh_token: String(body['refresh_token']) });
  expect(stolen.body).toMatchObject({ error: 'invalid_grant' });
  const after = await token({ ...refresh, refresh_token: String(next.body['refresh_token']) });
  expect(after.body).toMatchObject({ error: 'invalid_grant' });
});

test('the trail is told who logged in, what they agreed to, and what was issued', async () => {
  const records: CallRecord[] = [];
  const handle: typeof clinic.server.handle = (request) => {
    const record = newCallRecord();
    records.push(record);
    return clinic.server.handle(request, record);
  };
  const noted = (eventName: string): CallRecord | undefined =>
    records.find((record) => record.eventName === eventName);
  const { verifier, challenge } = pkce();
  const browser = new Browser(handle);
  let at = await browser.follow(authorizeUrl(challenge));
  for (const form of [
    { step: 'login', username: 'ines', password: 'a long password' },
    { step: 'patient', patient: 'ada' },
    { step: 'consent', scope: ['openid', 'patient/Observation.rs'] },
  ])
    at = await browser.follow(at.url, { token: hidden(at.response, 'token'), ...form });
  const response = await handle(
    requestTo(`${issuer}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(at.url).searchParams.get('code')!,
        redirect_uri: redirect,
        client_id: 'growth',
        code_verifier: verifier,
      }).toString(),
    }),
  );
  const subject = decodeJwt((JSON.parse(textIn(response)) as { access_token: string }).access_token).sub;
  expect(noted('LogIn')).toMatchObject({
    requestParameters: { clientId: 'growth' },
    responseElements: { subject, fhirUser: 'Practitioner/5' },
  });
  expect(noted('ChoosePatient')).toMatchObject({
    requestParameters: { clientId: 'growth', subject },
    responseElements: { patient: 'ada' },
  });
  const given = { fhirUser: 'Practitioner/5', patient: 'ada' };
  expect(noted('Consent')).toMatchObject({
    requestParameters: { clientId: 'growth', subject },
    responseElements: given,
  });
  expect(noted('Consent')?.responseElements?.['scope']).toContain('patient/Observation.rs');
  expect(noted('IssueToken')?.responseElements).toMatchObject({ ...given, clientId: 'growth', subject });
  expect(JSON.stringify(records)).not.toContain('a long password');
});

import { testCaller } from '@wellspring/access/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, hidden, pkce, requestTo, textIn } from './testing/app.js';
import { fhirBase, issuer, smallClinic, type SmallClinic } from './testing/small-clinic.js';

const redirect = 'https://app.example.org/callback';
const password = 'a long password';
let clinic: SmallClinic;

beforeAll(async () => {
  clinic = await smallClinic();
  for (const [username, fhirUser] of [
    ['ines', 'Practitioner/5'],
    ['ada', 'Patient/ada'],
    ['eve', 'Patient/alan'],
    ['gone', 'Practitioner/6'],
    ['victim', 'Practitioner/7'],
  ])
    await clinic.administer('POST', '/users', { username, password, name: username, fhirUser });
  await clinic.administer('POST', '/clients', { client_id: 'app', redirect_uris: [redirect] });
});
afterAll(async () => {
  expect(clinic.failures).toEqual([]);
  await clinic.close();
});

const browse = (): Browser => new Browser((request) => clinic.server.handle(request));

function authorizeUrl(more: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters: Readonly<Record<string, string | undefined>> = {
    response_type: 'code',
    client_id: 'app',
    redirect_uri: redirect,
    scope: 'launch/patient patient/Observation.rs',
    state: 'xyz',
    aud: fhirBase,
    code_challenge: pkce().challenge,
    code_challenge_method: 'S256',
    ...more,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return `${issuer}/auth?${query.toString()}`;
}

async function loggedIn(username: string, url = authorizeUrl()) {
  const browser = browse();
  const page = await browser.follow(url);
  const next = await browser.follow(page.url, {
    step: 'login',
    token: hidden(page.response, 'token'),
    username,
    password,
  });
  return { browser, ...next };
}

test.each([
  ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
  ['with PKCE in the clear', { code_challenge_method: 'plain' }],
  ['without an audience', { aud: undefined }],
  ['for another FHIR server', { aud: 'https://elsewhere.example.org/fhir' }],
  ['with a launch that nobody minted', { launch: 'made-up', scope: 'launch patient/Observation.rs' }],
])('a request %s goes back to the app with an error', async (_name, more) => {
  const { url } = await browse().follow(authorizeUrl(more));
  expect(url.startsWith(`${redirect}?`)).toBe(true);
  expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
  expect(new URL(url).searchParams.get('code')).toBeNull();
});

test.each([
  ['an app that is not registered', { client_id: 'nobody' }],
  ['an address that is not registered', { redirect_uri: 'https://evil.example.org/' }],
])('a request of %s ends on a page, and leads nowhere', async (_name, more) => {
  const { url, response } = await browse().follow(authorizeUrl(more));
  expect(url.startsWith(issuer)).toBe(true);
  expect(response?.status).toBe(400);
  expect(textIn(response)).toContain('This did not work');
});

test('a name in a page is text', async () => {
  await clinic.administer('POST', '/clients', {
    client_id: 'rude',
    client_name: '<script>alert(1)</script>"',
    redirect_uris: [redirect],
  });
  const { response } = await browse().follow(authorizeUrl({ client_id: 'rude', login_hint: '"><b>x' }));
  expect(textIn(response)).not.toContain('<script>');
  expect(textIn(response)).not.toContain('<b>');
  expect(response?.headers['content-security-policy']).toContain("default-src 'none'");
  expect(response?.headers['content-security-policy']).not.toContain('script-src');
});

test('a form of another page, or without its cookie, does nothing', async () => {
  const browser = browse();
  const { url, response } = await browser.follow(authorizeUrl());
  const form = { step: 'login', username: 'ines', password };
  expect((await browser.open(url, { ...form, token: 'made-up' })).status).toBe(400);
  const stranger = await browse().open(url, { ...form, token: hidden(response, 'token') });
  expect(stranger.status).toBe(400);
});

test('a patient may not open the record of another, whatever the form says', async () => {
  const own = await loggedIn('ada');
  expect(textIn(own.response)).toContain('Your own record');
  await clinic.administer('PATCH', '/users/ada', { patients: ['grace'] });
  const choice = await loggedIn('ada');
  expect(textIn(choice.response)).toContain('Grace Hopper');
  expect(textIn(choice.response)).not.toContain('Alan Turing');
  const taken = await choice.browser.follow(choice.url, {
    step: 'patient',
    token: hidden(choice.response, 'token'),
    patient: 'alan',
  });
  expect(textIn(taken.response)).toContain('You may not open that record');
});

test('an EHR that launches with a record which the person may not see gets nowhere', async () => {
  const { body } = await clinic.administer('POST', '/launches', { patient: 'ada' });
  const url = authorizeUrl({ launch: String(body['launch']), scope: 'launch patient/Observation.rs' });
  const { browser, response, url: at } = await loggedIn('eve', url);
  expect(response?.status).toBe(403);
  const forced = await browser.follow(at, {
    step: 'consent',
    token: hidden(response, 'token'),
    scope: 'patient/Observation.rs',
  });
  expect(forced.url.startsWith(issuer)).toBe(true);
});

test('after five failures a name is locked, be there such an account or not, and the answers are the same', async () => {
  for (const username of ['victim', 'nobody-at-all']) {
    const browser = browse();
    const page = await browser.follow(authorizeUrl());
    const form = { step: 'login', token: hidden(page.response, 'token'), username };
    for (let count = 0; count < 5; count += 1) {
      const answer = await browser.open(page.url, { ...form, password: 'wrong' });
      expect(answer.status).toBe(401);
      expect(textIn(answer)).toContain('The username or the password is wrong.');
    }
    const locked = await browser.open(page.url, { ...form, password });
    expect(textIn(locked)).toContain('Too many attempts failed. Try again in a minute.');
  }
}, 60_000);

test('whoever is disabled, or has a new password, is not logged in any more', async () => {
  const { browser } = await loggedIn('gone');
  await clinic.administer('PATCH', '/users/gone', { password: 'another long password' });
  expect(textIn((await browser.follow(authorizeUrl())).response)).toContain('<h1>Log in</h1>');
  await clinic.administer('PATCH', '/users/gone', { disabled: true, password });
  const page = await loggedIn('gone');
  expect(page.response?.status).toBe(401);
});

test('the administration asks before it tells, and its input is checked', async () => {
  const denied = clinic.server.administer(
    requestTo(`${issuer}/users`),
    testCaller({
      authorize: ({ action, resource }) => Promise.reject(new Error(`${action} ${resource}`)),
    }),
  );
  await expect(denied).rejects.toThrow(
    /^healthlake:ListAuthorizationUser arn:aws:healthlake:us-east-1:000000000000:datastore\/fhir\/[0-9a-f]{32}$/,
  );
  for (const [path, body] of [
    ['/users', { username: 'x', fhirUser: 'Observation/1' }],
    ['/users', { username: 'x', fhirUser: 'Patient/1', password: 'short' }],
    ['/users', { username: 'x', fhirUser: 'Patient/1', admin: true }],
    ['/users', { username: '', fhirUser: 'Patient/1' }],
    ['/clients', { redirect_uris: ['http://app.example.org/'] }],
    ['/clients', { redirect_uris: ['javascript:alert(1)'] }],
    ['/clients', { redirect_uris: [redirect], scope: 'system/*.rs' }],
    ['/clients', { redirect_uris: [redirect], scope: 'everything' }],
    ['/clients', { grant_types: ['client_credentials'] }],
    ['/launches', { encounter: 'e1' }],
    ['/clients', { token_endpoint_auth_method: 'private_key_jwt', scope: 'system/*.rs', jwks: null }],
    [
      '/clients',
      { token_endpoint_auth_method: 'private_key_jwt', scope: 'system/*.rs', jwks: { keys: [null] } },
    ],
  ] as const)
    await expect(clinic.administer('POST', path, body), JSON.stringify(body)).rejects.toMatchObject({
      code: 'invalid-parameter',
    });
  await expect(
    clinic.administer('POST', '/users', { username: 'INES', fhirUser: 'Patient/1' }),
  ).rejects.toMatchObject({ code: 'authorization-name-taken' });
});

test('what no database holds is refused, and is no failure of the server', async () => {
  for (const [path, body] of [
    ['/users', { username: 'x', fhirUser: 'Patient/1', name: 'a\0b' }],
    ['/users', { username: 'x', fhirUser: 'Patient/1', name: 'a\ud800b' }],
    ['/clients', { client_name: 'a\ud800b', redirect_uris: [redirect] }],
    ['/launches', { user: 'a\0' }],
  ] as const)
    await expect(clinic.administer('POST', path, body), JSON.stringify(body)).rejects.toMatchObject({
      code: 'unreadable-request',
    });
  await expect(clinic.administer('GET', '/users?after=%00')).rejects.toMatchObject({
    code: 'invalid-parameter',
  });
  expect((await browse().open(authorizeUrl({ client_id: 'app\0' }))).status).toBe(400);
  const browser = browse();
  const { url, response } = await browser.follow(authorizeUrl());
  const form = { step: 'login', token: hidden(response, 'token'), username: 'ines\0', password };
  expect((await browser.open(url, form)).status).toBe(401);
});

test('the page that takes a code back by a form is in nobody’s frame, and what the app sent is text in it', async () => {
  const url = authorizeUrl({
    response_mode: 'form_post',
    state: '"><b>x',
    scope: 'openid patient/Observation.rs',
  });
  const { browser, url: at, response } = await loggedIn('eve', url);
  const form = {
    step: 'consent',
    token: hidden(response, 'token'),
    scope: ['openid', 'patient/Observation.rs'],
  };
  const page = (await browser.follow(at, form)).response;
  expect(textIn(page)).toContain(`action="${redirect}"`);
  expect(textIn(page)).not.toContain('<b>x');
  expect(page?.headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
  expect(page?.headers['cache-control']).toContain('no-store');
});

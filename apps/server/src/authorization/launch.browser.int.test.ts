import { CreateFHIRDatastoreCommand, DescribeFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startChromium } from '../testing/chromium.js';
import { startUnderTest, type ProgramUnderTest } from '../testing/program-under-test.js';
import { smallApp, type SmallApp } from '../testing/small-app.js';

const password = 'correct horse battery';
const scope =
  'openid fhirUser profile launch/patient offline_access patient/Patient.rs patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory patient/MedicationRequest.cruds';

let program: ProgramUnderTest;
let storeId: string;
let app: SmallApp;
let browser: Browser;
let page: Page;
/** Where pictures of the pages go, for whoever wants to look at them. */
const pictures = process.env['WELLSPRING_TEST_PICTURES'];

async function administer(method: string, path: string, body?: object) {
  const response = await program.fetchFhir(`${program.endpoint}/authorization/${storeId}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

async function picture(name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function logIn(username: string, typed = password): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(typed);
  await page.getByRole('button', { name: 'Log in' }).click();
}

beforeAll(async () => {
  program = await startUnderTest();
  const { healthLake } = program.connection;
  const { DatastoreId: id } = await healthLake.send(
    new CreateFHIRDatastoreCommand({
      DatastoreTypeVersion: 'R4',
      IdentityProviderConfiguration: { AuthorizationStrategy: 'SMART_ON_FHIR' },
    }),
  );
  storeId = id!;
  for (let tries = 0; tries < 200; tries += 1) {
    const { DatastoreProperties: found } = await healthLake.send(
      new DescribeFHIRDatastoreCommand({ DatastoreId: storeId }),
    );
    if (found?.DatastoreStatus === 'ACTIVE') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const [patient, given, family, birthDate] of [
    ['ada', 'Ada', 'Lovelace', '1815-12-10'],
    ['alan', 'Alan', 'Turing', '1912-06-23'],
    ['grace', 'Grace', 'Hopper', '1906-12-09'],
  ] as const)
    await program.fetchFhir(`${program.fhirUrl(storeId)}Patient/${patient}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Patient',
        id: patient,
        name: [{ given: [given], family }],
        birthDate,
        gender: patient === 'alan' ? 'male' : 'female',
      }),
    });
  app = await smallApp({
    clientId: 'growth-chart',
    issuer: () => `${program.endpoint}/authorization/${storeId}`,
    fhirBase: () => program.fhirUrl(storeId).replace(/\/$/, ''),
    scope,
  });
  await administer('POST', '/users', {
    username: 'ines',
    password,
    name: 'Dr Ines Maier',
    fhirUser: 'Practitioner/5',
  });
  await administer('POST', '/users', {
    username: 'ada',
    password,
    name: 'Ada Lovelace',
    fhirUser: 'Patient/ada',
  });
  await administer('POST', '/clients', {
    client_id: 'growth-chart',
    client_name: 'Growth Chart',
    redirect_uris: [app.redirectUri],
    scope: 'openid fhirUser profile launch launch/patient offline_access patient/*.cruds',
  });
  browser = await startChromium();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await app.close();
  await program.remove();
}, 120_000);

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(8_000);
}, 120_000);

afterEach(async () => {
  await page.context().close();
}, 120_000);

test('a standalone launch by a doctor, with a wrong password first', async () => {
  await page.goto(app.authorizeUrl());
  await picture('1-login');
  await logIn('ines', 'wrong password');
  expect(await page.getByRole('alert').innerText()).toBe('The username or the password is wrong.');
  await picture('2-wrong');
  await logIn('ines');
  await page.getByRole('heading', { name: 'Choose a patient' }).waitFor();
  await picture('3-patients');
  await page.getByLabel('Name or number').fill('love');
  await page.getByRole('button', { name: 'Search' }).click();
  expect(await page.getByRole('listitem').count()).toBe(1);
  await page.getByRole('button', { name: /Ada Lovelace/ }).click();
  await page.getByRole('heading', { name: 'Allow Growth Chart' }).waitFor();
  await picture('4-consent');
  await page.getByLabel(/prescriptions/).uncheck();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByRole('heading', { name: 'Back in the app' }).waitFor();
  expect(new URL(page.url()).searchParams.get('state')).toBe('some-state');
  const { status, body } = await app.exchange(page.url());
  expect(status).toBe(200);
  expect(body).toMatchObject({ patient: 'ada' });
  const granted = String(body['scope']).split(' ');
  expect(granted).toContain('patient/Patient.rs');
  expect(granted).not.toContain('patient/MedicationRequest.cruds');

  const bearer = { authorization: `Bearer ${String(body['access_token'])}` };
  const read = await fetch(`${program.fhirUrl(storeId)}Patient/ada`, { headers: bearer });
  expect(await read.text()).toContain('"id":"ada"');
  const other = await fetch(`${program.fhirUrl(storeId)}Patient/alan`, { headers: bearer });
  expect(other.status).toBe(404);
  const next = await app.token({
    grant_type: 'refresh_token',
    client_id: 'growth-chart',
    refresh_token: String(body['refresh_token']),
  });
  expect(next.body).toMatchObject({ patient: 'ada' });
}, 120_000);

test('a patient has one record, and there is nothing to choose', async () => {
  await page.goto(app.authorizeUrl());
  await logIn('ada');
  await page.getByText('Your own record').waitFor();
  await picture('5-own-record');
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByRole('heading', { name: 'Back in the app' }).waitFor();
  expect((await app.exchange(page.url())).body).toMatchObject({ patient: 'ada' });
}, 120_000);

test('whoever does not agree goes back to the app without a code', async () => {
  await page.goto(app.authorizeUrl());
  await logIn('ada');
  await page.getByRole('button', { name: 'Do not allow' }).click();
  await page.getByRole('heading', { name: 'Back in the app' }).waitFor();
  const answer = new URL(page.url()).searchParams;
  expect(answer.get('error')).toBe('access_denied');
  expect(answer.get('code')).toBeNull();
}, 120_000);

test('an EHR launches the app with a patient and an encounter for the one who is to log in', async () => {
  const minted = await administer('POST', '/launches', {
    patient: 'grace',
    encounter: 'e1',
    user: 'ines',
    client_id: 'growth-chart',
    need_patient_banner: false,
  });
  expect(minted.status).toBe(201);
  const launch = String(minted.body['launch']);
  const address = app.authorizeUrl({
    launch,
    scope: 'launch openid fhirUser patient/Observation.rs',
    aud: String(minted.body['iss']),
  });
  await page.goto(address);
  expect(await page.getByLabel('Username').inputValue()).toBe('ines');
  await logIn('ada');
  expect(await page.getByRole('alert').innerText()).toContain('Somebody else opened this app');
  await logIn('ines');
  await page.getByText('Grace Hopper').waitFor();
  await picture('6-ehr-consent');
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByRole('heading', { name: 'Back in the app' }).waitFor();
  expect((await app.exchange(page.url())).body).toMatchObject({
    patient: 'grace',
    encounter: 'e1',
    need_patient_banner: false,
  });
  // The launch is used up.
  await page.goto(app.authorizeUrl({ launch, scope: 'launch openid patient/Observation.rs' }));
  expect(new URL(page.url()).searchParams.get('error')).toBe('invalid_request');
}, 120_000);

test('on a phone nothing is wider than the screen, and the keyboard alone leads through', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  const width = (): Promise<number> => page.evaluate<number>('document.documentElement.scrollWidth');
  await page.goto(app.authorizeUrl());
  expect(await width()).toBe(360);
  await picture('7-phone-login');
  await page.keyboard.type('ines');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Choose a patient' }).waitFor();
  expect(await width()).toBe(360);
  await picture('8-phone-patients');
  await page.getByRole('button', { name: /Alan Turing/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Allow Growth Chart' }).waitFor();
  expect(await width()).toBe(360);
  await picture('9-phone-consent');
  await page.getByRole('button', { name: 'Allow', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Back in the app' }).waitFor();
}, 120_000);

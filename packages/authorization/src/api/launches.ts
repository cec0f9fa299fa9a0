import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { launchSeconds, mintLaunch } from '../launch/launch.js';
import { json, wrongMethod, type AdministrationRequest } from './administer.js';

const members: ReadonlySet<string> = new Set([
  'patient',
  'encounter',
  'user',
  'client_id',
  'intent',
  'need_patient_banner',
]);

/** `POST /launches`: an EHR opens an app with a patient in context, and gets what it hands the app as `launch`. */
export async function answerLaunches(asked: AdministrationRequest): Promise<HttpResponse> {
  if (asked.method !== 'POST' || asked.name !== undefined) throw wrongMethod(asked);
  const body = await asked.body();
  const clientId = text(body, 'client_id', /^.{1,200}$/);
  const realm = await asked.permit('CreateLaunch', { ...(clientId !== undefined && { clientId }) });
  for (const name of Object.keys(body)) if (!members.has(name)) throw wrong(name, 'is no member of a launch');
  const patient = text(body, 'patient', /^[A-Za-z0-9.-]{1,64}$/);
  const encounter = text(body, 'encounter', /^[A-Za-z0-9.-]{1,64}$/);
  const intent = text(body, 'intent', /^.{1,200}$/);
  const username = text(body, 'user', /^.{1,200}$/);
  const banner = body['need_patient_banner'];
  if (banner !== undefined && typeof banner !== 'boolean')
    throw wrong('need_patient_banner', 'must be true or false');
  if (encounter !== undefined && patient === undefined) throw wrong('encounter', 'goes with a patient');
  const account = username === undefined ? undefined : await realm.accounts.findByName(username);
  if (username !== undefined && !account)
    throw new WellspringError('authorization-not-found', `There is no user ${username}`);
  if (clientId !== undefined && !(await realm.clients.find(clientId)))
    throw new WellspringError('authorization-not-found', `There is no client ${clientId}`);
  const launch = await mintLaunch(realm.records, {
    patient,
    encounter,
    accountId: account?.id,
    clientId,
    intent,
    needPatientBanner: banner,
  });
  return json(201, { launch, iss: realm.store.fhirBase, expires_in: launchSeconds });
}

function text(body: Readonly<Record<string, unknown>>, name: string, form: RegExp): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !form.test(value)) throw wrong(name, 'is not written as it has to be');
  return value;
}

function wrong(name: string, why: string): WellspringError {
  return new WellspringError('invalid-parameter', `${name} ${why}`);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CallRecord, HttpRequest, HttpResponse } from '@wellspring/http';
import { errors, type Provider } from 'oidc-provider';
import { findLaunch } from '../launch/launch.js';
import { errorPage } from '../pages/error-page.js';
import { securityHeaders } from '../pages/security-headers.js';
import type { NodeExchange } from '../provider/node-exchange.js';
import type { Realm } from '../provider/realm.js';
import { refuse, showConsent, takeConsent } from './consent-step.js';
import { showLogin, takeLogin } from './login-step.js';
import { showPatients, takePatient } from './patient-step.js';
import type { Step } from './step.js';

/**
 * The pages between an app's request and its answer: `GET` shows the one whose turn it is, `POST` takes what was filled in.
 *
 * @param formKey what tells forms of our pages from others (beside the cookie, which other sites' forms do not bring)
 */
export async function handleInteraction(
  realm: Realm,
  provider: Provider,
  exchange: NodeExchange,
  request: HttpRequest,
  body: Buffer,
  formKey: Buffer,
  record: CallRecord,
): Promise<HttpResponse> {
  const step = await stepOf(realm, provider, exchange, request, formKey, record);
  if (!step) return lost(realm);
  record.requestParameters = {
    clientId: step.client.clientId,
    ...(step.prompt !== 'login' && step.account && { subject: step.account.id }),
  };
  if (request.method === 'GET' || request.method === 'HEAD')
    return showStep(step, new URLSearchParams(request.query).get('text') ?? '');
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'GET, POST' }, body: '' };
  const form = new URLSearchParams(body.toString());
  if (!sameText(form.get('token') ?? '', step.token)) return lost(realm);
  const taken = form.get('step');
  if (taken === 'cancel') return refuse(step);
  // A page that was left open while another went on: where it has got to is shown.
  if (taken !== step.prompt) return showStep(step, '');
  switch (taken) {
    case 'login':
      return takeLogin(step, form);
    case 'patient':
      return takePatient(step, form);
    case 'consent':
      return takeConsent(step, form);
    default:
      return lost(realm);
  }
}

function showStep(step: Step, text: string): Promise<HttpResponse> {
  switch (step.prompt) {
    case 'login':
      return showLogin(step);
    case 'patient':
      return showPatients(step, text);
    default:
      return showConsent(step);
  }
}

async function stepOf(
  realm: Realm,
  provider: Provider,
  exchange: NodeExchange,
  request: HttpRequest,
  formKey: Buffer,
  record: CallRecord,
): Promise<Step | undefined> {
  const details = await provider
    .interactionDetails(exchange.incoming, exchange.outgoing)
    .catch((error: unknown) => {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    });
  if (!details || request.path !== `${realm.mountPath}/interaction/${details.uid}`) return undefined;
  const client = await provider.Client.find(String(details.params['client_id']));
  const accountId = details.session?.accountId;
  const account = accountId === undefined ? undefined : await realm.accounts.find(accountId);
  const prompt = details.prompt.name;
  if (!client || (prompt !== 'login' && (!account || account.disabled))) return undefined;
  const launchId = details.params['launch'];
  const launch = typeof launchId === 'string' ? await findLaunch(realm.records, launchId) : undefined;
  if (launchId !== undefined && launch?.used !== false) return undefined;
  return {
    realm,
    provider,
    exchange,
    record,
    prompt,
    params: details.params,
    answered: details.lastSubmission ?? {},
    client,
    account,
    launch,
    token: createHmac('sha256', formKey).update(details.uid).digest('base64url'),
  };
}

function lost(realm: Realm): HttpResponse {
  return {
    status: 400,
    headers: securityHeaders([]),
    body: errorPage(realm, 'This page is too old, was used already, or belongs to another window.'),
  };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

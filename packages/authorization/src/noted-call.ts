import type { CallRecord, HttpRequest } from '@wellspring/http';

/** What the steps of a person are called in the trail, by the `step` of the form. */
const steps: Readonly<Record<string, string>> = {
  login: 'LogIn',
  patient: 'ChoosePatient',
  consent: 'Consent',
  cancel: 'RefuseConsent',
};

/**
 * Notes for the trail what a browser or an app asks for. Usernames and patients are left out: people type passwords into
 * the wrong field.
 */
export function noteCall(
  record: CallRecord,
  { method }: HttpRequest,
  arn: string,
  below: string,
  body: Buffer,
): void {
  const form = new URLSearchParams(method === 'POST' ? body.toString() : '');
  record.eventName = eventName(method, below, form.get('step') ?? '');
  record.readOnly = method !== 'POST' || below === '/token/introspection';
  record.resources.push({ arn, type: 'AWS::HealthLake::Datastore' });
  const client = form.get('client_id');
  record.requestParameters = {
    ...(client !== null && /^[A-Za-z0-9._~-]{1,200}$/.test(client) && { clientId: client }),
    ...(below === '/token' && { grantType: (form.get('grant_type') ?? '').slice(0, 50) }),
  };
}

function eventName(method: string, below: string, step: string): string {
  if (below === '/auth' || below.startsWith('/auth/')) return 'Authorize';
  if (below === '/token') return 'IssueToken';
  if (below === '/token/introspection') return 'IntrospectToken';
  if (below === '/token/revocation') return 'RevokeToken';
  if (below.startsWith('/interaction/'))
    return method === 'POST' ? (steps[step] ?? 'AnswerInteraction') : 'ShowInteraction';
  return 'GetAuthorizationConfiguration';
}

/** Scopes without their filters, which may name patients. */
export function scopesForTrail(scope: string): string {
  return scope
    .split(' ')
    .map((each) => each.split('?')[0]!)
    .join(' ');
}

import type { HttpResponse } from '@wellspring/http';
import { mayOpen } from '../accounts/account.js';
import { keepContext } from '../launch/launch-context.js';
import { useLaunch } from '../launch/launch.js';
import { consentPage } from '../pages/consent-page.js';
import { errorPage } from '../pages/error-page.js';
import { scopeWords } from '../pages/scope-words.js';
import { askedScopes } from '../provider/asked-scopes.js';
import { scopesForTrail } from '../noted-call.js';
import { grantSeconds } from '../provider/provider-configuration.js';
import { textParameter } from '../provider/text-parameter.js';
import { contextScopes } from '../scopes/context-scopes.js';
import { appNameOf, goOn, redirectUriOf, shown, type Step } from './step.js';

/** The page to agree on. */
export async function showConsent(step: Step): Promise<HttpResponse> {
  const { realm, account } = step;
  const patientId = patientOf(step);
  if (patientId !== undefined && !(await mayOpen(account!, patientId, realm.store.patients)))
    return shown(step, errorPage(realm, 'The record that was opened is not one that you may see.'), 403);
  const [patient] =
    patientId === undefined
      ? []
      : await realm.store.patients.find({ ids: [patientId], practitioner: account!.fhirUser, limit: 1 });
  const redirect = new URL(redirectUriOf(step));
  return shown(
    step,
    consentPage(realm, {
      appName: appNameOf(step),
      destination: redirect.host === '' ? redirect.protocol : redirect.host,
      userName: account!.name,
      token: step.token,
      scopes: scopesOf(step),
      patient,
      own: account!.fhirUser === `Patient/${patientId ?? ''}`,
    }),
  );
}

/** Takes the scopes that are still marked. */
export async function takeConsent(step: Step, form: URLSearchParams): Promise<HttpResponse> {
  const { realm, provider, account, client, launch } = step;
  const patient = patientOf(step);
  if (patient !== undefined && !(await mayOpen(account!, patient, realm.store.patients)))
    return shown(step, errorPage(realm, 'The record that was opened is not one that you may see.'), 403);
  const marked = new Set(form.getAll('scope'));
  const asked = scopesOf(step);
  // What has no words has no mark to take away.
  const granted = asked.filter((scope) => marked.has(scope) || scopeWords(scope) === undefined);
  if (granted.every((scope) => contextScopes.has(scope)) && !granted.includes('openid')) return refuse(step);
  if (launch && !(await useLaunch(realm.records, textParameter(step.params, 'launch')!)))
    return shown(step, errorPage(realm, 'This launch was used already.'), 409);
  const grant = new provider.Grant({ accountId: account!.id, clientId: client.clientId });
  const requested = textParameter(step.params, 'scope')?.split(' ') ?? [];
  const refused = requested.filter((scope) => !granted.includes(scope));
  grant.addOIDCScope(granted.filter((scope) => contextScopes.has(scope)).join(' '));
  grant.addResourceScope(realm.store.fhirBase, granted.join(' '));
  if (refused.length > 0) {
    grant.rejectOIDCScope(refused.join(' '));
    grant.rejectResourceScope(realm.store.fhirBase, refused.join(' '));
  }
  const grantId = await grant.save();
  await keepContext(
    realm.records,
    grantId,
    {
      patient,
      encounter: launch?.encounter,
      fhirUser: account!.fhirUser,
      intent: launch?.intent,
      needPatientBanner: launch?.needPatientBanner,
    },
    grantSeconds(realm, granted.join(' ')),
  );
  step.record.responseElements = {
    fhirUser: account!.fhirUser,
    patient,
    encounter: launch?.encounter,
    scope: scopesForTrail(granted.join(' ')),
  };
  return goOn(step, { consent: { grantId } });
}

/** Back to the app, which is told that it was not agreed to. */
export function refuse(step: Step): Promise<HttpResponse> {
  return goOn(step, { error: 'access_denied', error_description: 'the person did not agree' });
}

function scopesOf({ realm, client, params, account }: Step): readonly string[] {
  return askedScopes(realm, client, textParameter(params, 'scope'), 'person', account);
}

function patientOf({ launch, answered }: Step): string | undefined {
  return launch?.patient ?? (answered['patient'] as { readonly id: string } | undefined)?.id;
}

import type { HttpResponse } from '@wellspring/http';
import { logIn } from '../accounts/log-in.js';
import { loginPage } from '../pages/login-page.js';
import { appNameOf, goOn, shown, type Step } from './step.js';

/** The page to log in on. */
export async function showLogin(step: Step, username = '', problem?: string): Promise<HttpResponse> {
  const expected =
    step.launch?.accountId === undefined ? undefined : await step.realm.accounts.find(step.launch.accountId);
  const hint = step.params['login_hint'];
  return shown(
    step,
    loginPage(step.realm, {
      appName: appNameOf(step),
      token: step.token,
      username: username !== '' ? username : (expected?.username ?? (typeof hint === 'string' ? hint : '')),
      problem,
    }),
    problem === undefined ? 200 : 401,
  );
}

/** Takes a username and a password. */
export async function takeLogin(step: Step, form: URLSearchParams): Promise<HttpResponse> {
  const username = form.get('username') ?? '';
  const { accounts, attempts } = step.realm;
  const outcome = await logIn(accounts, attempts, username, form.get('password') ?? '');
  switch (outcome.kind) {
    case 'in':
      if (step.launch?.accountId !== undefined && step.launch.accountId !== outcome.account.id)
        return showLogin(step, username, 'Somebody else opened this app from their records; log in as they.');
      step.record.responseElements = { subject: outcome.account.id, fhirUser: outcome.account.fhirUser };
      return goOn(step, { login: { accountId: outcome.account.id, amr: ['pwd'] } });
    case 'wrong':
      return showLogin(step, username, 'The username or the password is wrong.');
    case 'locked':
      return showLogin(
        step,
        username,
        `Too many attempts failed. Try again in ${outcome.minutes === 1 ? 'a minute' : `${String(outcome.minutes)} minutes`}.`,
      );
    default:
      return outcome satisfies never;
  }
}

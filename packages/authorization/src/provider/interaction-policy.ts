import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { findLaunch } from '../launch/launch.js';
import { needsPatient } from '../scopes/allowed-scopes.js';
import { askedScopes } from './asked-scopes.js';
import type { Realm } from './realm.js';
import { textParameter } from './text-parameter.js';

const { base, Check, Prompt } = interactionPolicy;

/** What a person is asked on the way: to log in, to choose a patient, to agree. Always in that order. */
export function policyOf(realm: Realm): interactionPolicy.DefaultPolicy {
  const policy = base();
  const { checks } = policy.get('login')!;
  checks.add(
    new Check('login_outdated', 'the password was changed, or the account is gone', async (ctx) => {
      const { session, account } = ctx.oidc;
      if (!session?.accountId) return false;
      const stored = account && (await realm.accounts.find(session.accountId));
      if (!stored) return true;
      // The library keeps whole seconds.
      return (session.loginTs ?? 0) * 1000 + 999 < stored.passwordChangedAt;
    }),
  );
  checks.add(
    new Check('launch_user', 'another person launched the app', async (ctx) => {
      const launch = await launchIn(realm, ctx);
      const accountId = ctx.oidc.session?.accountId;
      return launch?.accountId !== undefined && accountId !== undefined && launch.accountId !== accountId;
    }),
  );
  policy.add(
    new Prompt(
      { name: 'patient', requestable: false },
      new Check('patient_missing', 'a patient has to be chosen', async (ctx) => {
        const scopes = askedScopes(
          realm,
          ctx.oidc.client!,
          textParameter(ctx.oidc.params, 'scope'),
          'person',
        );
        if (!needsPatient(scopes) || ctx.oidc.result?.['patient'] !== undefined) return false;
        return (await launchIn(realm, ctx))?.patient === undefined;
      }),
    ),
    1,
  );
  return policy;
}

async function launchIn(realm: Realm, ctx: KoaContextWithOIDC) {
  const launch = textParameter(ctx.oidc.params, 'launch');
  return launch === undefined ? undefined : findLaunch(realm.records, launch);
}

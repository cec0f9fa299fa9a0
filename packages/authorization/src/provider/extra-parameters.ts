import { errors, type Configuration } from 'oidc-provider';
import { findLaunch } from '../launch/launch.js';
import type { Realm } from './realm.js';
import { textParameter } from './text-parameter.js';

/**
 * The parameters of an authorization request that are SMART's own
 * (https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-authorization-code): `aud` has to be this data store's
 * base, so that no app is talked into giving a token away to another server, and `launch` one that was minted here.
 */
export function extraParameters(realm: Realm): NonNullable<Configuration['extraParams']> {
  return {
    aud: (_ctx, value) => {
      if (value?.replace(/\/$/, '') !== realm.store.fhirBase)
        throw new errors.InvalidRequest(`aud must be the FHIR base address: ${realm.store.fhirBase}`);
    },
    launch: async (ctx, value, client) => {
      if (value === undefined) return;
      const launch = await findLaunch(realm.records, value);
      const fits =
        launch?.used === false && (launch.clientId === undefined || launch.clientId === client.clientId);
      if (!fits || launch.until < Date.now())
        throw new errors.InvalidRequest(
          'the launch is not known, is too old, was used, or is for another app',
        );
      if (!textParameter(ctx.oidc.params, 'scope')?.split(' ').includes('launch'))
        throw new errors.InvalidRequest('the parameter launch goes with the scope launch');
    },
  };
}

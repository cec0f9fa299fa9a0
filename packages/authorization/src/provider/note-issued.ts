import type { KoaContextWithOIDC } from 'oidc-provider';
import { contextOf } from '../launch/launch-context.js';
import { scopesForTrail } from '../noted-call.js';
import { CollectedResponse } from './node-exchange.js';
import type { Realm } from './realm.js';

/** Tells the trail to whom a token was issued, and for what. */
export async function noteIssued(realm: Realm, ctx: KoaContextWithOIDC): Promise<void> {
  if (ctx.oidc.route !== 'token' || ctx.status !== 200 || !(ctx.res instanceof CollectedResponse)) return;
  const { AccessToken: person, ClientCredentials: service, Client: client } = ctx.oidc.entities;
  const context = person?.grantId === undefined ? undefined : await contextOf(realm.records, person.grantId);
  ctx.res.issued = {
    clientId: client?.clientId,
    subject: person?.accountId,
    fhirUser: context?.fhirUser,
    patient: context?.patient,
    encounter: context?.encounter,
    scope: scopesForTrail((person ?? service)?.scope ?? ''),
  };
}

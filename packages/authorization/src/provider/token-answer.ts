import type { KoaContextWithOIDC } from 'oidc-provider';
import { contextOf } from '../launch/launch-context.js';
import type { Realm } from './realm.js';

/**
 * Adds to the answer of the token endpoint what SMART has beside the token: the patient and the encounter in context
 * (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#launch-context-arrives-with-your-access_token).
 */
export async function addLaunchContext(realm: Realm, ctx: KoaContextWithOIDC): Promise<void> {
  const token = ctx.oidc.entities.AccessToken;
  if (ctx.oidc.route !== 'token' || ctx.status !== 200 || token?.grantId === undefined) return;
  const context = await contextOf(realm.records, token.grantId);
  if (!context) return;
  ctx.body = {
    ...(ctx.body as Record<string, unknown>),
    ...(context.patient !== undefined && {
      patient: context.patient,
      need_patient_banner: context.needPatientBanner ?? true,
    }),
    ...(context.encounter !== undefined && { encounter: context.encounter }),
    ...(context.intent !== undefined && { intent: context.intent }),
  };
}

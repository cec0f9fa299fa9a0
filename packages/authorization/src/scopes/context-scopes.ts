/**
 * The scopes that are about who logs in and about the context, not about resources
 * (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html).
 */
export const contextScopes: ReadonlySet<string> = new Set([
  'openid',
  'fhirUser',
  'profile',
  'launch',
  'launch/patient',
  'launch/encounter',
  'offline_access',
  'online_access',
]);

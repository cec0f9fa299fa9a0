/**
 * What `/.well-known/smart-configuration` says of a data store whose tokens come from the built-in server
 * (https://hl7.org/fhir/smart-app-launch/conformance.html).
 */
export interface SmartConfiguration {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly introspection_endpoint: string;
  readonly revocation_endpoint: string;
  readonly grant_types_supported: readonly string[];
  readonly response_types_supported: readonly string[];
  readonly code_challenge_methods_supported: readonly string[];
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly token_endpoint_auth_signing_alg_values_supported: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly capabilities: readonly string[];
}

/** Where the authorization server of a data store is: the issuer of its tokens. */
export function issuerOf(publicUrl: string, storeId: string): string {
  return `${publicUrl}/authorization/${storeId}`;
}

/**
 * @param publicUrl the address of this server, without a slash at the end
 * @param rules what the data store takes for scopes
 */
export function smartConfiguration(
  publicUrl: string,
  storeId: string,
  rules: { readonly versions: 'v1' | 'v1-v2'; readonly granular: boolean },
): SmartConfiguration {
  const issuer = issuerOf(publicUrl, storeId);
  return {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    introspection_endpoint: `${issuer}/token/introspection`,
    revocation_endpoint: `${issuer}/token/revocation`,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: [
      'none',
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384', 'RS256', 'ES256'],
    scopes_supported: [
      'openid',
      'fhirUser',
      'profile',
      'launch',
      'launch/patient',
      'offline_access',
      'online_access',
      ...(rules.versions === 'v1'
        ? [
            'patient/*.read',
            'patient/*.write',
            'user/*.read',
            'user/*.write',
            'system/*.read',
            'system/*.write',
          ]
        : ['patient/*.cruds', 'user/*.cruds', 'system/*.cruds']),
    ],
    capabilities: [
      'launch-ehr',
      'launch-standalone',
      'client-public',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'sso-openid-connect',
      'context-banner',
      'context-ehr-patient',
      'context-ehr-encounter',
      'context-standalone-patient',
      'permission-offline',
      'permission-online',
      'permission-patient',
      'permission-user',
      'permission-v1',
      ...(rules.versions === 'v1' ? [] : ['permission-v2']),
      ...(rules.granular ? ['permission-v2.2'] : []),
    ],
  };
}

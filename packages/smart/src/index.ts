export { smartConfigurationPath } from './configuration/smart-configuration.js';
export type { Grant } from './grant.js';
export type { BuiltInAuthorization } from './provider/built-in-authorization.js';
export {
  readSmartProvider,
  type SmartProvider,
  type SmartStrategy,
  type TokenAuthority,
} from './provider/smart-provider.js';
export { grantedScopes } from './scopes/granted-scopes.js';
export { parseScope, parseScopes } from './scopes/parse-scope.js';
export type { ResourceScope, ScopeFilter, ScopeInteraction, ScopeLevel } from './scopes/resource-scope.js';
export {
  createSmartAccess,
  type PresentedToken,
  type SmartAccess,
  type SmartAccessOptions,
} from './smart-access.js';
export type { Claims } from './tokens/claims.js';
export type { IntrospectionClient } from './tokens/introspect.js';
export { RefusedToken } from './tokens/refused-token.js';
export type { CheckedToken } from './tokens/token-check.js';

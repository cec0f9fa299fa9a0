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
export type { Claims } from './tokens/claims.js';

export type { Grant } from './grant.js';
export { grantedScopes } from './scopes/granted-scopes.js';
export { parseScope, parseScopes } from './scopes/parse-scope.js';
export type { ResourceScope, ScopeFilter, ScopeInteraction, ScopeLevel } from './scopes/resource-scope.js';

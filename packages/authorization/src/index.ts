export type { AuthorizationOptions, ServedStore, TokenLifetimes } from './authorization-options.js';
export { createAuthorizationServer, type AuthorizationServer } from './create-authorization-server.js';
export { migrateAuthorization } from './migrate-authorization.js';
export type { PatientCard, PatientDirectory, PatientQuery } from './patient-directory.js';
export { scopeRulesOf } from './scopes/scope-rules.js';
export { issuerOf, smartConfiguration, type SmartConfiguration } from './smart-configuration.js';

export { catalogue, type ErrorCode } from './catalogue.js';
export { errorsTable } from './errors-table.js';
export type { ErrorDefinition, IssueType } from './definition.js';
export { WellspringError } from './wellspring-error.js';

export { createAsyncRunner, type AsyncRunner, type AsyncRunnerOptions } from './async/async-runner.js';
export type { AsyncOptions } from './async/async-options.js';
export type { BundleLimits } from './bundle/bundle-limits.js';
export type { IncludeLimits } from './include/include-limits.js';
export { errorResponse } from './response/outcome-response.js';
export type { RestCaller } from './rest-caller.js';
export { createRestHandler } from './rest-handler.js';
export type { RestOptions } from './rest-options.js';
export type { SearchCounts } from './search-counts.js';

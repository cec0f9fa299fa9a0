export { newCallRecord, type CallRecord, type RecordedChange } from './call-record.js';
export type { HttpRequest } from './http-request.js';
export type { HttpResponse } from './http-response.js';
export type { RequestOrigin } from './request-origin.js';
export { readBody } from './read-body.js';
export { remembered } from './remembered.js';
export { withBody } from './with-body.js';
export { createTokenBuckets, type BucketRate, type TokenBuckets } from './token-buckets.js';

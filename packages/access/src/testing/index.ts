export { requestOf } from './request-of.js';
export { signedFetch, type SignedFetch } from './signed-fetch.js';
export { askedCaller, testCaller } from './test-caller.js';

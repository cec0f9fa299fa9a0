export { signedFetch, type SignedFetch } from './signed-fetch.js';

import { expect, it } from 'vitest';
import { readBearer } from './read-bearer.js';

// https://www.rfc-editor.org/rfc/rfc6750#section-2.1, the scheme in any case (RFC 9110 11.1)
it.each([
  ['Bearer mF_9.B5f-4.1JqM', { kind: 'token', token: 'mF_9.B5f-4.1JqM' }],
  ['bearer a~+/==', { kind: 'token', token: 'a~+/==' }],
  ['BEARER  x', { kind: 'token', token: 'x' }],
  ['Bearer', { kind: 'malformed' }],
  ['Bearer ', { kind: 'malformed' }],
  ['Bearer a b', { kind: 'malformed' }],
  ['Bearer a, Bearer b', { kind: 'malformed' }],
  ['Bearer "a"', { kind: 'malformed' }],
  ['Bearer a=b', { kind: 'malformed' }],
  ['Bearer ä', { kind: 'malformed' }],
  [`Bearer ${'a'.repeat(16 * 1024)}`, { kind: 'malformed' }],
  ['Basic YTpi', { kind: 'none' }],
  ['Bearers a', { kind: 'none' }],
  ['AWS4-HMAC-SHA256 Credential=a', { kind: 'none' }],
  ['', { kind: 'none' }],
  [undefined, { kind: 'none' }],
])('%s', (authorization, read) => {
  expect(readBearer(authorization)).toEqual(read);
});

import { requestOf } from '@wellspring/access/testing';
import { expect, it } from 'vitest';
import { mayChange } from './may-change.js';

const store = '/datastore/0123456789abcdef0123456789abcdef/r4';
it.each([
  [{ method: 'GET', path: `${store}/Patient/1` }, false],
  [{ method: 'HEAD', path: `${store}/Patient/1` }, false],
  [{ method: 'POST', path: `${store}/Patient/_search` }, false],
  [{ method: 'POST', path: `${store}/Patient` }, true],
  [{ method: 'POST', path: store }, true],
  [{ method: 'PUT', path: `${store}/Patient/1` }, true],
  [{ method: 'DELETE', path: `${store}/Patient/1` }, true],
  [{ method: 'PATCH', path: `${store}/Patient/1` }, true],
  [{ method: 'POST', headers: [['X-Amz-Target', 'HealthLake.ListFHIRDatastores']] as const }, false],
  [{ method: 'POST', headers: [['X-Amz-Target', 'HealthLake.CreateFHIRDatastore']] as const }, true],
  [{ method: 'POST' }, true],
])('%j: %s', (request, expected) => {
  expect(mayChange(requestOf(request))).toBe(expected);
});

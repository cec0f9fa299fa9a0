import { describe, expect, it } from 'vitest';
import { dataPlanePath, isSigned } from './surface.js';

describe('dataPlanePath', () => {
  const id = '0123456789abcdef0123456789abcdef';
  it.each([
    [`/datastore/${id}/r4/Patient/1`, { storeId: id, below: '/Patient/1' }],
    [`/datastore/${id}/r4/`, { storeId: id, below: '/' }],
    [`/datastore/${id}/r4`, { storeId: id, below: '/' }],
    // Percent-encoding stays: the room below decodes it, once.
    [`/datastore/${id}/r4/Patient/a%2Fb`, { storeId: id, below: '/Patient/a%2Fb' }],
    [`/datastore/${id}/r5/Patient`, undefined],
    [`/datastore/${id}`, undefined],
    [`/Datastore/${id}/r4/Patient`, undefined],
  ])('%s', (path, expected) => {
    expect(dataPlanePath(path)).toEqual(expected);
  });
});

it.each([
  ['an Authorization header of AWS', { authorization: 'AWS4-HMAC-SHA256 Credential=x' }, '', true],
  ['an address that is presigned', {}, 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=x', true],
  ['one whose first parameter is another', {}, 'list-type=2&X-Amz-Credential=x', true],
  ['a client secret', { authorization: 'Basic eDp5' }, '', false],
  ['a value that looks like a name', {}, 'response_type=code&state=X-Amz-Signature%3Dx', false],
])('signed or not: %s', (_what, headers, query, signed) => {
  expect(isSigned({ headers, query })).toBe(signed);
});

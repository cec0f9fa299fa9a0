import { describe, expect, it } from 'vitest';
import { dataPlanePath } from './surface.js';

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

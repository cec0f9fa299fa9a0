import { describe, expect, it } from 'vitest';
import { localTarget } from './local-target.js';

describe('localTarget', () => {
  const base = 'https://a.example/datastore/0f3a/r4';
  it.each<[what: string, target: string, storeId: string | undefined, expected: string]>([
    ['an address of this store', `${base}/Patient/1`, '0f3a', 'Patient/1'],
    ['with a version', `${base}/Patient/1/_history/2`, '0f3a', 'Patient/1/_history/2'],
    ['by another host', 'http://127.0.0.1:8080/datastore/0f3a/r4/Patient/1', '0f3a', 'Patient/1'],
    ['of another store', `${base}/Patient/1`, '0f3b', `${base}/Patient/1`],
    ['of no store in particular', `${base}/Patient/1`, undefined, `${base}/Patient/1`],
    ['of a server that is none of ours', 'http://a.example/Patient/1', '0f3a', 'http://a.example/Patient/1'],
    ['with more behind it', `${base}/Patient/1/$everything`, '0f3a', `${base}/Patient/1/$everything`],
    ['relative', 'Patient/1', '0f3a', 'Patient/1'],
    [
      'a URN',
      'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0',
      '0f3a',
      'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0',
    ],
  ])('%s', (_, target, storeId, expected) => {
    expect(localTarget(target, storeId)).toBe(expected);
  });
});

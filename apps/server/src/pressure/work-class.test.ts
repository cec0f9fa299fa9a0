import { requestOf } from '@wellspring/access/testing';
import { expect, it } from 'vitest';
import { workClassOf, type WorkClass } from './work-class.js';

const store = '/datastore/0123456789abcdef0123456789abcdef/r4';
const signedFor = (service: string): readonly [string, string] => [
  'authorization',
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
];

it.each<[string, string, WorkClass]>([
  ['GET', `${store}/Patient/1`, 'read'],
  ['HEAD', `${store}/Patient/1`, 'read'],
  ['GET', `${store}/Patient/1/_history/2`, 'read'],
  ['GET', `${store}/metadata`, 'read'],
  ['GET', `${store}/export/0123456789abcdef0123456789abcdef`, 'read'],
  ['GET', `${store}/Transaction/1`, 'read'],
  ['GET', `${store}/Patient`, 'search'],
  ['GET', `${store}/`, 'search'],
  ['GET', `${store}/_history`, 'search'],
  ['GET', `${store}/Patient/_history`, 'search'],
  ['GET', `${store}/Patient/1/_history`, 'search'],
  ['GET', `${store}/Patient/1/Observation`, 'search'],
  ['POST', `${store}/Patient/_search`, 'search'],
  ['POST', `${store}/_search`, 'search'],
  ['GET', `${store}/Patient/1/$everything`, 'search'],
  ['POST', `${store}/$export`, 'search'],
  ['POST', `${store}/Patient`, 'write'],
  ['PUT', `${store}/Patient/1`, 'write'],
  ['PATCH', `${store}/Patient/1`, 'write'],
  ['DELETE', `${store}/Patient/1`, 'write'],
  ['POST', store, 'bundle'],
  ['POST', `${store}/`, 'bundle'],
  ['POST', `${store}/$package-add`, 'object'],
  ['POST', `${store}/$load-release`, 'object'],
  ['GET', `${store}/export/0123456789abcdef0123456789abcdef/Patient-1.ndjson`, 'object'],
  ['GET', `${store}/$changes`, 'feed'],
  ['GET', `${store}/Patient/1/$changes`, 'feed'],
  ['GET', `${store}/.well-known/smart-configuration`, 'login'],
  ['GET', '/authorization/0123456789abcdef0123456789abcdef/auth', 'login'],
])('%s %s is %s', (method, path, kind) => {
  expect(workClassOf(requestOf({ method, path }))).toBe(kind);
});

it.each<[string, string, WorkClass]>([
  ['s3', '/bucket/key', 'object'],
  ['healthlake', '/', 'control'],
  ['iam', '/', 'control'],
  ['sts', '/', 'control'],
  ['cloudtrail', '/', 'control'],
  ['healthlake', '/authorization/0123456789abcdef0123456789abcdef/users', 'control'],
])('signed for %s, %s is %s', (service, path, kind) => {
  expect(workClassOf(requestOf({ method: 'POST', path, headers: [signedFor(service)] }))).toBe(kind);
});

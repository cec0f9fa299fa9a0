import type { HttpRequest } from '@wellspring/http';
import { describe, expect, it } from 'vitest';
import { createAuthenticator } from './authenticate.js';
import { expiredSessionToken, invalidSessionToken, type CredentialSource } from './credential/credential.js';
import { signRequest } from './signature/sign-request.js';
import { requestOf } from './testing/request-of.js';

const now = Date.parse('2026-03-04T05:06:07Z');
const credentials = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE22',
  secretAccessKey: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXMx',
  sessionToken: 'the/token+of==this session',
};

/** Knows one session, and one that has ended. */
const source: CredentialSource = (id, token) => {
  if (token === 'ended') return Promise.resolve(expiredSessionToken);
  if (id !== credentials.accessKeyId || token !== credentials.sessionToken)
    return Promise.resolve(invalidSessionToken);
  const identity = { kind: 'root', account: '123456789012' } as const;
  return Promise.resolve({ secretAccessKey: credentials.secretAccessKey, identity });
};

const authenticate = (request: HttpRequest, region = 'eu-central-1') =>
  createAuthenticator({
    credentials: source,
    region,
    services: ['healthlake', 's3', 'iam', 'sts', 'cloudtrail'],
    now: () => now,
    maxBufferedBody: 1024,
  })(request);

function signed(
  with_: { readonly region?: string; readonly service?: string; readonly token?: string | undefined } = {},
) {
  const { region = 'eu-central-1', service = 'healthlake', token = credentials.sessionToken } = with_;
  const url = new URL('http://localhost:8080/');
  const headers = signRequest(
    { method: 'POST', url, headers: {}, body: '' },
    { credentials: { ...credentials, sessionToken: token }, region, service },
    now,
  );
  return Object.entries(headers);
}

const post = (headers: readonly (readonly [string, string])[]) => requestOf({ method: 'POST', headers });

describe('a session token', () => {
  it('is taken where it is signed with the request', async () => {
    expect(await authenticate(post(signed()))).toMatchObject({ identity: { kind: 'root' }, form: 'header' });
  });
  it('of somebody else, ended, or sent twice is refused', async () => {
    expect(await authenticate(post(signed({ token: 'another' })))).toEqual(invalidSessionToken);
    expect(await authenticate(post(signed({ token: 'ended' })))).toEqual(expiredSessionToken);
    const twice = [...signed(), ['X-Amz-Security-Token', credentials.sessionToken] as const];
    expect(await authenticate(post(twice))).toMatchObject({ code: 'invalid-session-token' });
  });
  it('that is not signed, or left out, is refused', async () => {
    const { sessionToken } = credentials;
    const without = signed().filter(([name]) => name !== 'x-amz-security-token');
    expect(await authenticate(post(without))).toEqual(invalidSessionToken);
    const unsigned = signed().map(
      ([name, value]) =>
        [name, value.replace('x-amz-security-token;', '').replace(';x-amz-security-token', '')] as const,
    );
    expect(unsigned).toContainEqual(['x-amz-security-token', sessionToken]);
    expect(await authenticate(post(unsigned))).toMatchObject({ code: 'headers-not-signed' });
  });
});

describe('IAM and STS', () => {
  it.each([
    ['iam', 'us-east-1', true],
    ['sts', 'us-east-1', true],
    ['sts', 'eu-central-1', true],
    ['sts', 'eu-west-1', false],
    ['healthlake', 'us-east-1', false],
    ['cloudtrail', 'us-east-1', false],
    ['s3', 'us-east-1', false],
  ])('%s may be signed for %s: %s', async (service, region, expected) => {
    const outcome = await authenticate(post(signed({ service, region })));
    if (expected) expect(outcome).toHaveProperty('principal');
    else expect(outcome).toMatchObject({ code: 'wrong-credential-scope' });
  });
});

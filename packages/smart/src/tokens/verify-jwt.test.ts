import { createLocalJWKSet, SignJWT, UnsecuredJWT, type JWTVerifyGetKey } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { signToken, testKey, type TestKey } from '../testing/index.js';
import { isJwt, verifyJwt, type JwtExpectations } from './verify-jwt.js';

const now = Date.UTC(2026, 5, 1);
const seconds = now / 1_000;
const base = 'https://fhir.example.org/datastore/0123/r4';
const expected: JwtExpectations = { issuer: 'https://idp.example.org', base, audiences: undefined, now };
const good = {
  iss: 'https://idp.example.org',
  aud: base,
  exp: seconds + 300,
  nbf: seconds,
  sub: 'ann',
  scope: 'user/*.rs',
};

const keys = new Map<string, TestKey>();
let set: JWTVerifyGetKey;
beforeAll(async () => {
  for (const alg of ['RS256', 'RS384', 'ES256', 'ES384', 'PS256', 'ES512', 'EdDSA'])
    keys.set(alg, await testKey(alg, alg));
  keys.set('other', await testKey('RS256', 'RS256'));
  keys.set('second', await testKey('ES256', 'second'));
  set = createLocalJWKSet({
    keys: ['RS256', 'RS384', 'ES256', 'ES384', 'PS256', 'ES512', 'EdDSA', 'second'].map(
      (name) => keys.get(name)!.jwk,
    ),
  });
});

const sign = (changes: object = {}, key = 'ES256', header = {}): Promise<string> =>
  signToken(keys.get(key)!, { ...good, ...changes }, header);
const verify = (token: string, changes: Partial<JwtExpectations> = {}) =>
  verifyJwt(token, set, { ...expected, ...changes });

describe('a JWT', () => {
  it.each(['RS256', 'RS384', 'ES256', 'ES384'])('is taken in %s', async (alg) => {
    expect(await verify(await sign({}, alg))).toMatchObject({ sub: 'ann' });
  });

  it.each<readonly [string, object]>([
    ['with a slash at the end', { aud: `${base}/` }],
    ['among others', { aud: ['https://other.example.org', base] }],
  ])('is for the data store: %s', async (_, changes) => {
    expect(await verify(await sign(changes))).toMatchObject({ sub: 'ann' });
  });

  // https://www.rfc-editor.org/rfc/rfc7519: exp is exclusive, both with a minute for clocks that are apart.
  it.each([
    ['expired less than a minute ago', { exp: seconds - 59 }],
    ['valid in less than a minute', { nbf: seconds + 59 }],
  ])('is taken when %s', async (_, changes) => {
    expect(await verify(await sign(changes))).toMatchObject({ sub: 'ann' });
  });

  it('may be for an audience that the metadata name, or for any where they name none', async () => {
    const token = await sign({ aud: 'api' });
    expect(await verify(token, { audiences: ['api'] })).toMatchObject({ sub: 'ann' });
    expect(await verify(token, { audiences: [] })).toMatchObject({ sub: 'ann' });
    await expect(verify(await sign(), { audiences: ['api'] })).rejects.toMatchObject({
      code: 'invalid-token',
    });
  });

  it('need not name its key', async () => {
    for (const key of ['ES256', 'second'])
      expect(await verify(await sign({}, key, { kid: undefined }))).toMatchObject({ sub: 'ann' });
  });

  it.each<readonly [string, () => Promise<string> | string, string]>([
    ['expired a minute ago', () => sign({ exp: seconds - 60 }), 'has expired'],
    ['not valid for another minute', () => sign({ nbf: seconds + 61 }), 'not valid yet'],
    ['without an end', () => sign({ exp: undefined }), 'missing or wrong'],
    ['with an end that is no time', () => sign({ exp: 'tomorrow' }), 'missing or wrong'],
    ['of another issuer', () => sign({ iss: 'https://evil.example.org' }), 'another issuer'],
    ['of an issuer that begins alike', () => sign({ iss: 'https://idp.example.org/' }), 'another issuer'],
    ['of no issuer', () => sign({ iss: undefined }), 'another issuer'],
    ['for another data store', () => sign({ aud: base.replace('0123', '0124') }), 'another audience'],
    ['for what lies below', () => sign({ aud: `${base}/Patient` }), 'another audience'],
    ['for nobody', () => sign({ aud: undefined }), 'another audience'],
    ['for a number', () => sign({ aud: 1 }), 'another audience'],
    ['with another key of that name', () => sign({}, 'other'), 'signature'],
    ['with a key that is not known', () => sign({}, 'ES256', { kid: 'x' }), 'not known'],
    ['in PS256', () => sign({}, 'PS256'), 'not taken'],
    ['in ES512', () => sign({}, 'ES512'), 'not taken'],
    ['in EdDSA', () => sign({}, 'EdDSA'), 'not taken'],
    [
      'with a header that one has to know',
      async () => {
        const header = {
          alg: 'ES256',
          kid: 'ES256',
          crit: ['https://x.example.org'],
          'https://x.example.org': 1,
        };
        const [, ...rest] = (await sign()).split('.');
        return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
      },
      'not taken',
    ],
    [
      'in HS256, the public key as its secret',
      () =>
        new SignJWT({ ...good })
          .setProtectedHeader({ alg: 'HS256', kid: 'RS256' })
          .sign(new TextEncoder().encode(JSON.stringify(keys.get('RS256')!.jwk))),
      'not taken',
    ],
    ['unsigned', () => new UnsecuredJWT({ ...good }).encode(), 'access token'],
    [
      'with claims that were changed',
      async () => {
        const [header, payload, signature] = (await sign()).split('.');
        const claims = Buffer.from(payload!, 'base64url').toString().replace('ann', 'bob');
        return [header, Buffer.from(claims).toString('base64url'), signature].join('.');
      },
      'signature',
    ],
    ['with its end cut off', async () => (await sign()).slice(0, -4), 'signature'],
    ['that is no JSON', () => 'eyJx.eyJx.x', 'malformed'],
  ])('is refused: %s', async (_, token, reason) => {
    await expect(verify(await token())).rejects.toMatchObject({
      code: 'invalid-token',
      message: 'Invalid authorization header',
      reason: expect.stringContaining(reason) as string,
    });
  });
});

it('is told from other tokens by its form', async () => {
  expect(isJwt(await sign())).toBe(true);
  expect(isJwt(new UnsecuredJWT({ ...good }).encode())).toBe(false);
  for (const token of ['', 'abc', 'a.b.c', 'eyJhbGciOiJub25lIn0', 'eyJh.b', 'eyJh.b.c.d.e'])
    expect(isJwt(token)).toBe(false);
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRemoteClient } from '../remote/remote-client.js';
import { serveJson, type TestAnswer, type TestServer } from '../testing/index.js';
import { introspect, type IntrospectionExpectations } from './introspect.js';

const base = 'https://fhir.example.org/datastore/0123/r4';
const now = Date.UTC(2026, 5, 1);
const seconds = now / 1_000;
const active = { active: true, scope: 'user/*.rs', client_id: 'app', aud: base, exp: seconds + 60 };
const expected = { issuer: 'https://idp.example.org', base, audiences: undefined, now };

const remote = createRemoteClient({ allowPrivate: true });
let answer: TestAnswer;
let server: TestServer;
beforeAll(async () => {
  server = await serveJson(() => answer);
});
beforeEach(() => {
  answer = { body: active };
});
afterAll(async () => {
  remote.close();
  await server.close();
});
const ask = (changes: Partial<IntrospectionExpectations> = {}) =>
  introspect('to+ken', `${server.url}/introspect`, { clientId: 'a:b', clientSecret: 'p ä%' }, remote, {
    ...expected,
    ...changes,
  });

describe('introspection', () => {
  it('asks as RFC 7662 and RFC 6749 say', async () => {
    expect(await ask()).toMatchObject({ client_id: 'app' });
    const { path, headers, body } = server.asked.at(-1)!;
    expect(path).toBe('/introspect');
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(body).toBe('token=to%2Bken&token_type_hint=access_token');
    // The parts of the name and the secret are encoded as in a form before they are joined.
    expect(Buffer.from(headers.authorization!.replace('Basic ', ''), 'base64').toString()).toBe(
      'a%3Ab:p+%C3%A4%25',
    );
  });

  it.each<readonly [string, object, Partial<IntrospectionExpectations>]>([
    ['says of its issuer what is expected', { iss: 'https://idp.example.org' }, {}],
    ['is of any issuer where none is expected', { iss: 'https://x.example.org' }, { issuer: undefined }],
    ['need not be for anyone where the metadata say so', { aud: undefined }, { audiences: [] }],
    ['need not end', { exp: undefined }, {}],
  ])('lets in a token that %s', async (_, changes, expectations) => {
    answer = { body: { ...active, ...changes } };
    expect(await ask(expectations)).toMatchObject({ client_id: 'app' });
  });

  it.each<readonly [string, object]>([
    ['is not active', { active: false }],
    ['is active, but not true', { active: 'true' }],
    ['does not say', { active: undefined }],
    ['has expired', { exp: seconds - 61 }],
    ['is not valid yet', { nbf: seconds + 61 }],
    ['ends at no time', { exp: 'never' }],
    ['is for another data store', { aud: base.replace('0123', '9') }],
    ['is for nobody', { aud: undefined }],
    ['is of another issuer', { iss: 'https://x.example.org' }],
  ])('refuses a token that %s', async (_, changes) => {
    answer = { body: { ...active, ...changes } };
    await expect(ask()).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it.each<readonly [string, TestAnswer]>([
    ['does not know us', { status: 401, body: active }],
    ['fails', { status: 500, body: active }],
    ['sends elsewhere', { status: 307, headers: { location: '/other' }, body: active }],
    ['answers no JSON', { body: '<html>' }],
    ['answers a list', { body: [active] }],
  ])('does not decide where the server %s', async (_, wrong) => {
    answer = wrong;
    const error: unknown = await ask().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty('code');
    expect(String(error)).not.toMatch(/to\+ken|p ä%/);
  });
});

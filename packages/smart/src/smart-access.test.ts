import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmartAccess, type SmartAccess, type SmartAccessOptions } from './smart-access.js';
import {
  serveJson,
  signToken,
  testKey,
  testMetadata,
  type TestKey,
  type TestServer,
} from './testing/index.js';

const storeId = '0'.repeat(31) + '1';
const base = `https://fhir.example.org/datastore/${storeId}/r4`;
const hookArn = 'arn:aws:lambda:us-east-1:000000000000:function:idp';
const roleArn = 'arn:aws:iam::000000000000:role/app';

let key: TestKey;
let server: TestServer;
let introspected: object = {};
beforeAll(async () => {
  key = await testKey('ES384', 'first');
  server = await serveJson(({ path, body }) => {
    if (path === '/jwks') return { body: { keys: [key.jwk] } };
    if (path === '/introspect') return { body: introspected };
    const { operationName } = JSON.parse(body) as { operationName: string };
    const isAuthorized = operationName !== 'DeleteResource';
    const now = Math.floor(Date.now() / 1_000);
    const authPayload = { isAuthorized, nbf: now, exp: now + 60, aud: `${base}/`, scope: 'system/*.read' };
    return { body: { authPayload, iamRoleARN: roleArn } };
  });
});
afterAll(() => server.close());

const opened: SmartAccess[] = [];
afterAll(() => {
  for (const access of opened) access.close();
});

/** A server with one data store, whose identity provider a test may set anew. */
function served(configuration: object | undefined, options: Partial<SmartAccessOptions> = {}) {
  const state = { configuration, looked: 0, time: Date.now() };
  const access = createSmartAccess({
    publicUrl: 'https://fhir.example.org',
    identityProvider: (id) => {
      state.looked += 1;
      return Promise.resolve(id === storeId ? state.configuration : undefined);
    },
    hooks: { [hookArn]: `${server.url}/hook` },
    introspectionClients: { [`${server.url}/introspect`]: { clientId: 'w', clientSecret: 's' } },
    builtIn: undefined,
    allowPrivate: true,
    remembered: 100,
    rememberedMs: 60_000,
    now: () => state.time,
    ...options,
  });
  opened.push(access);
  const check = async (authorization: string | undefined, changes: object = {}) =>
    access.checkToken({
      storeId,
      authorization,
      isPresigned: false,
      operationName: () => 'ReadResource',
      ...changes,
    });
  return { state, access, check };
}
const smart = (metadata: object = {}, changes: object = {}) => ({
  AuthorizationStrategy: 'SMART_ON_FHIR',
  Metadata: testMetadata(server.url, metadata as Record<string, unknown>),
  ...changes,
});
const bearer = async (claims: object = {}): Promise<string> =>
  `Bearer ${await signToken(key, {
    iss: 'https://idp.example.org',
    aud: base,
    exp: Math.floor(Date.now() / 1_000) + 300,
    sub: 'ann',
    client_id: 'app',
    scope: 'openid patient/*.rs user/Observation.rs?category=laboratory',
    patient: '12',
    ...claims,
  })}`;
const keysAsked = (): number => server.asked.filter(({ path }) => path === '/jwks').length;

describe('a data store that takes tokens', () => {
  it('gives what the token says', async () => {
    const { check } = served(smart({}, { FineGrainedAuthorizationEnabled: true }));
    expect(await check(await bearer())).toEqual({
      issuer: 'https://idp.example.org',
      roleArn: undefined,
      grant: {
        scopes: ['patient/*.rs', 'user/Observation.rs?category=laboratory'],
        versions: 'v1-v2',
        granular: true,
        patient: '12',
        fineGrained: true,
        clientId: 'app',
        subject: 'ann',
      },
    });
  });

  it.each([
    ['SMART_ON_FHIR', ['permission-v2', 'permission-v2.2'], { versions: 'v1-v2', granular: true }],
    ['SMART_ON_FHIR', ['permission-v2'], { versions: 'v1-v2', granular: false }],
    ['SMART_ON_FHIR', ['permission-v2.2'], { versions: 'v1', granular: false }],
    ['SMART_ON_FHIR', [], { versions: 'v1', granular: false }],
    ['SMART_ON_FHIR_V1', ['permission-v2', 'permission-v2.2'], { versions: 'v1', granular: false }],
  ])('takes the scopes of %s with %j', async (AuthorizationStrategy, capabilities, taken) => {
    const { check } = served(smart({ capabilities }, { AuthorizationStrategy }));
    expect((await check(await bearer()))?.grant).toMatchObject(taken);
  });

  it('leaves signed requests alone', async () => {
    const { check } = served(smart());
    expect(await check('AWS4-HMAC-SHA256 Credential=a')).toBeUndefined();
    expect(await check(undefined, { isPresigned: true })).toBeUndefined();
  });

  it.each([
    ['no Authorization header', undefined, 'Bearer realm="FHIR"'],
    ['another scheme', 'Basic YTpi', 'invalid_token'],
    ['a token that is none', 'Bearer a b', 'invalid_token'],
    ['a token that is not of its server', 'Bearer abc', 'The access token is no JWT'],
  ])('refuses %s with 401', async (_, authorization, challenge) => {
    const { check } = served(smart());
    const error: unknown = await check(authorization).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      message: 'Invalid authorization header',
      definition: { status: 401 },
      challenge: expect.stringContaining(challenge) as string,
    });
  });

  it('looks at its configuration once a second at most, and at a change of it', async () => {
    const { state, check } = served(smart());
    const token = await bearer();
    await Promise.all(Array.from({ length: 50 }, () => check(token)));
    expect(state.looked).toBe(1);
    state.configuration = { AuthorizationStrategy: 'AWS_AUTH' };
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    await expect(check(token)).rejects.toMatchObject({ code: 'invalid-token' });
    expect(state.looked).toBe(2);
  });

  it('remembers a token for a minute, and no longer than it holds', async () => {
    const { state, check } = served(smart());
    const exp = Math.floor(state.time / 1_000) + 10;
    const token = await bearer({ exp });
    await check(token);
    state.time += 69_000;
    await check(token);
    state.time += 2_000;
    await expect(check(token)).rejects.toMatchObject({ reason: 'The access token has expired' });
  });
});

describe('a data store that takes none', () => {
  it.each<readonly [string, object | undefined]>([
    ['AWS_AUTH', { AuthorizationStrategy: 'AWS_AUTH' }],
    ['no configuration', {}],
    ['nothing', undefined],
  ])('of %s refuses every token, and tells no more than one that is not there', async (_, configuration) => {
    const { check } = served(configuration);
    const refusal = { code: 'invalid-token', reason: 'The data store takes no access tokens' };
    await expect(check(await bearer())).rejects.toMatchObject(refusal);
    for (const other of ['f'.repeat(32), 'x', '../..'])
      await expect(check(await bearer(), { storeId: other })).rejects.toMatchObject(refusal);
    expect(await check(undefined)).toBeUndefined();
  });
});

describe('whoever says what a token is worth', () => {
  it('is its server, asked by introspection where the token is no JWT', async () => {
    const { check } = served(smart({ introspection_endpoint: `${server.url}/introspect` }));
    introspected = { active: true, aud: base, scope: 'user/*.rs', sub: 'ann', client_id: 'app' };
    expect((await check('Bearer opaque'))?.grant).toMatchObject({ scopes: ['user/*.rs'], subject: 'ann' });
    introspected = { active: false };
    expect((await check('Bearer opaque'))?.grant).toMatchObject({ subject: 'ann' });
    await expect(check('Bearer another')).rejects.toMatchObject({ reason: 'The access token is not active' });
    // A JWT that its keys do not bear out is not asked about.
    const before = server.asked.length;
    await expect(check(await bearer({ iss: 'https://x.example.org' }))).rejects.toMatchObject({
      reason: 'The access token is of another issuer',
    });
    expect(server.asked.slice(before).map(({ path }) => path)).not.toContain('/introspect');
  });

  it('is the hook before its server, asked for each operation', async () => {
    const { check } = served(smart({}, { IdpLambdaArn: hookArn }));
    const before = keysAsked();
    const token = await bearer();
    expect(await check(token)).toMatchObject({
      issuer: hookArn,
      roleArn,
      grant: { scopes: ['system/*.read'] },
    });
    await expect(check(token, { operationName: () => 'DeleteResource' })).rejects.toMatchObject({
      reason: 'The access token is not authorized',
    });
    expect(keysAsked()).toBe(before);
  });

  it('is the built-in server where the configuration names none', async () => {
    const configuration = { issuer: 'https://fhir.example.org/a', capabilities: ['permission-v2'] };
    let isRevoked = false;
    const builtIn = {
      configuration: () => configuration,
      keys: () => Promise.resolve({ keys: [key.jwk] }),
      isRevoked: () => Promise.resolve(isRevoked),
    };
    const { check, access } = served(
      { AuthorizationStrategy: 'SMART_ON_FHIR' },
      { builtIn, rememberedMs: 0 },
    );
    const token = await bearer({ iss: configuration.issuer });
    expect((await check(token))?.grant).toMatchObject({ versions: 'v1-v2', granular: false });
    isRevoked = true;
    await expect(check(token)).rejects.toMatchObject({ reason: 'The access token was revoked' });
    await expect(check(await bearer())).rejects.toMatchObject({ code: 'invalid-token' });
    expect(JSON.parse((await access.smartConfiguration(storeId)).body as string)).toEqual(configuration);
  });

  it.each<readonly [string, () => object, Partial<SmartAccessOptions>]>([
    ['a hook without an address', () => smart({}, { IdpLambdaArn: hookArn }), { hooks: {} }],
    ['a hook named as a part of objects', () => smart({}, { IdpLambdaArn: 'constructor' }), {}],
    ['a server of keys that is not there', () => smart({ jwks_uri: `${server.url}:1/x` }), {}],
    ['keys on this machine that must not be reached', () => smart(), { allowPrivate: false }],
    ['the built-in server, which is off', () => ({ AuthorizationStrategy: 'SMART_ON_FHIR' }), {}],
  ])('may not be there: %s', async (_, configuration, options) => {
    const { check } = served(configuration(), options);
    await expect(check(await bearer())).rejects.toMatchObject({
      code: 'token-check-unavailable',
      message: 'Access tokens cannot be checked at present',
    });
  });

  it('is not asked about an opaque token as somebody who is not set', async () => {
    const metadata = { introspection_endpoint: `${server.url}/introspect` };
    const { check } = served(smart(metadata), { introspectionClients: {} });
    const before = server.asked.length;
    await expect(check('Bearer opaque')).rejects.toMatchObject({ code: 'token-check-unavailable' });
    expect(server.asked.length).toBe(before);
  });
});

it('a data store whose checks take long leaves some to the others', async () => {
  let release!: () => void;
  let hanging: Promise<void> | undefined = new Promise((resolve) => {
    release = resolve;
  });
  const builtIn = {
    configuration: () => ({ issuer: 'https://fhir.example.org/a' }),
    keys: () => Promise.resolve({ keys: [key.jwk] }),
    isRevoked: async () => {
      await hanging;
      return false;
    },
  };
  const { check } = served(undefined, {
    builtIn,
    identityProvider: () => Promise.resolve({ AuthorizationStrategy: 'SMART_ON_FHIR' }),
  });
  const tokenOf = (sub: string): Promise<string> => bearer({ iss: 'https://fhir.example.org/a', sub });
  const waiting = await Promise.all(
    Array.from({ length: 64 }, async (_, number) => {
      const token = await tokenOf(`p${number}`);
      return { checked: check(token) };
    }),
  );
  await expect(check(await tokenOf('late'))).rejects.toMatchObject({ code: 'token-check-unavailable' });
  hanging = undefined;
  const other = '0'.repeat(31) + '2';
  const aud = `https://fhir.example.org/datastore/${other}/r4`;
  const token = await bearer({ iss: 'https://fhir.example.org/a', aud });
  expect(await check(token, { storeId: other })).toMatchObject({ grant: { subject: 'ann' } });
  release();
  await Promise.all(waiting.map(({ checked }) => checked));
  expect(await check(await tokenOf('late'))).toMatchObject({ grant: { subject: 'late' } });
});

describe('the SMART configuration', () => {
  it('is the stored metadata, for pages of any origin', async () => {
    const configuration = smart();
    const { access } = served(configuration);
    const answer = await access.smartConfiguration(storeId);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
    });
    expect(JSON.parse(answer.body as string)).toEqual(JSON.parse(configuration.Metadata));
  });

  it('is not there where no tokens are taken', async () => {
    const { access } = served({ AuthorizationStrategy: 'AWS_AUTH' });
    for (const id of [storeId, 'f'.repeat(32), 'x'])
      await expect(access.smartConfiguration(id)).rejects.toMatchObject({ code: 'no-such-path' });
  });
});

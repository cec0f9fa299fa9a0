import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRemoteClient } from '../remote/remote-client.js';
import { serveJson, type TestAnswer, type TestServer } from '../testing/index.js';
import { askTokenHook } from './token-hook.js';

const base = 'https://fhir.example.org/datastore/0123/r4';
const now = 1_780_000_000;
/** As in the example of HealthLake's documentation, where `isAuthorized` is a text. */
const authPayload = {
  iss: 'https://authorization-server-endpoint/oauth2/token',
  aud: `${base}/`,
  iat: now,
  nbf: now,
  exp: now + 60,
  isAuthorized: 'true',
  uid: '100101',
  scope: 'system/*.*',
};
const good = { authPayload, iamRoleARN: 'arn:aws:iam::000000000000:role/app' };

const remote = createRemoteClient({ allowPrivate: true, allowPlain: true });
let answer: TestAnswer | Promise<TestAnswer>;
let server: TestServer;
beforeAll(async () => {
  server = await serveJson(() => answer);
});
beforeEach(() => {
  answer = { body: good };
});
afterAll(async () => {
  remote.close();
  await server.close();
});
const question = {
  datastoreEndpoint: `${base}/`,
  operationName: 'SearchWithGet',
  bearerToken: 'token',
  datastoreId: '0123',
};
const ask = () => askTokenHook(`${server.url}/check`, question, remote, { base, audiences: undefined }, now);

describe('the token hook', () => {
  it('is asked what HealthLake asks the Lambda function', async () => {
    expect(await ask()).toEqual({ claims: authPayload, roleArn: good.iamRoleARN });
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({ ...question, datastoreTypeVersion: 'R4' });
  });

  it('may say that the token is good as a boolean', async () => {
    answer = { body: { ...good, authPayload: { ...authPayload, isAuthorized: true } } };
    expect(await ask()).toMatchObject({ roleArn: good.iamRoleARN });
  });

  it.each<readonly [string, TestAnswer]>([
    ['it says no', { body: { ...good, authPayload: { ...authPayload, isAuthorized: false } } }],
    ['it says no in words', { body: { ...good, authPayload: { ...authPayload, isAuthorized: 'false' } } }],
    ['it does not say', { body: { ...good, authPayload: { ...authPayload, isAuthorized: undefined } } }],
    ['it answers as a failed function', { body: { statusCode: 500, body: '{}' } }],
    ['it answers 401', { status: 401, body: good }],
    ['it answers 403', { status: 403, body: good }],
    ['the token has expired', { body: { ...good, authPayload: { ...authPayload, exp: now - 61 } } }],
    ['the token is not valid yet', { body: { ...good, authPayload: { ...authPayload, nbf: now + 61 } } }],
    ['there is no end', { body: { ...good, authPayload: { ...authPayload, exp: undefined } } }],
    ['there is no beginning', { body: { ...good, authPayload: { ...authPayload, nbf: undefined } } }],
    ['it is for another', { body: { ...good, authPayload: { ...authPayload, aud: 'https://x/' } } }],
    ['it is for nobody', { body: { ...good, authPayload: { ...authPayload, aud: undefined } } }],
    ['there is no role', { body: { authPayload } }],
    ['the answer is no JSON', { body: 'ok' }],
    ['the answer is null', { body: null }],
  ])('refuses a token where %s', async (_, refusal) => {
    answer = refusal;
    await expect(ask()).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('gives no answer where it fails, or takes longer than a second', async () => {
    answer = { status: 500, body: good };
    await expect(ask()).rejects.toThrow('the token hook answered 500');
    answer = new Promise((resolve) => setTimeout(resolve, 1_200, { body: good }));
    await expect(ask()).rejects.toThrow('did not answer in 1000 ms');
  });
});

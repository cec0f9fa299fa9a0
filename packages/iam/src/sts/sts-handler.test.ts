import { randomBytes } from 'node:crypto';
import { createSealer, type Credential, type Identity } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import { newCallRecord, type CallRecord } from '@wellspring/http';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAuthorizer } from '../authorizer/create-authorizer.js';
import { createCredentialSource } from '../authorizer/credential-source.js';
import {
  allowing,
  TestDirectory,
  testAccount as account,
  testPolicy,
  trusting,
} from '../testing/test-directory.js';
import { authenticatedAs, testOrigin } from '../testing/test-request.js';
import { createSessionTokens } from './session-token.js';
import { createStsHandler, stsErrorAnswer } from './sts-handler.js';

const start = Date.parse('2026-11-26T12:00:00Z');
const rootKey = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'the secret of the root' };
const tokens = createSessionTokens(createSealer(randomBytes(32)));
const root: Identity = { kind: 'root', account };
const roleArn = `arn:aws:iam::${account}:role/reader`;
const adaArn = `arn:aws:iam::${account}:user/ada`;
const byName = { AWS: adaArn };
let directory: TestDirectory;
let record: CallRecord;
let ada: Identity;

beforeEach(() => {
  directory = new TestDirectory();
  const user = directory.addUser('ada');
  ada = { kind: 'user', account, name: 'ada', userId: user.userId, arn: user.arn };
  directory.addKey('AKIAEXAMPLEEXAMPLE22', user);
});

const options = () => ({
  directory,
  tokens,
  rootKeyId: rootKey.accessKeyId,
  accountId: account,
  region: 'us-east-1',
  now: () => start,
});

/** What a form of an action is answered, as text. */
async function ask(identity: Identity, parameters: Readonly<Record<string, string>>): Promise<string> {
  record = newCallRecord();
  const body = new URLSearchParams({ Version: '2011-06-15', ...parameters }).toString();
  const authenticated = authenticatedAs(identity, { method: 'POST', body }, { service: 'sts' });
  const caller = createAuthorizer(options()).callerOf(authenticated, testOrigin, record);
  try {
    return (await createStsHandler(options())(authenticated, testOrigin, caller)).body as string;
  } catch (error) {
    if (!(error instanceof WellspringError)) throw error;
    return stsErrorAnswer(error, 'r').body as string;
  }
}

const assume = (identity: Identity, more: Readonly<Record<string, string>> = {}) =>
  ask(identity, { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'monday', ...more });
const inside = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];

/** Whose the credentials in an answer are, as the authenticator finds it. */
async function identityIn(text: string): Promise<Identity> {
  const find = createCredentialSource({
    root: rootKey,
    directory,
    tokens,
    accountId: account,
    now: () => start,
  });
  const found = (await find(inside(text, 'AccessKeyId')!, inside(text, 'SessionToken'))) as Credential;
  expect(found.secretAccessKey).toBe(inside(text, 'SecretAccessKey'));
  return found.identity;
}

const denial = (action = 'sts:AssumeRole', who = adaArn) =>
  `<Code>AccessDenied</Code><Message>User: ${who} is not authorized to perform: ${action} on resource: ${roleArn}</Message>`;

describe('GetCallerIdentity', () => {
  it.each<[() => Identity, string, string]>([
    [() => root, `arn:aws:iam::${account}:root`, account],
    [() => ada, adaArn, 'AIDAADA'],
  ])('says who signed', async (identity, arn, userId) => {
    const text = await ask(identity(), { Action: 'GetCallerIdentity' });
    expect([inside(text, 'Arn'), inside(text, 'UserId'), inside(text, 'Account')]).toEqual([
      arn,
      userId,
      account,
    ]);
  });
  it('is not forbidden to anybody', async () => {
    directory.addUser('ada', { identity: [testPolicy({ Effect: 'Deny', Action: '*', Resource: '*' })] });
    expect(await ask(ada, { Action: 'GetCallerIdentity' })).toContain(adaArn);
  });
});

describe('AssumeRole', () => {
  it('gives credentials of the role, as long as asked for', async () => {
    directory.addRole('reader', trusting(byName), { maxSessionSeconds: 7200 });
    const text = await assume(ada, { DurationSeconds: '7200' });
    expect(inside(text, 'AssumedRoleId')).toBe('AROAREADER:monday');
    expect(inside(text, 'Expiration')).toBe('2026-11-26T14:00:00Z');
    expect(inside(text, 'AccessKeyId')).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(inside(text, 'SecretAccessKey')).toMatch(/^[A-Za-z0-9+/]{40}$/);
    expect(inside(text, 'PackedPolicySize')).toBeUndefined();
    expect(await identityIn(text)).toMatchObject({
      kind: 'role-session',
      arn: `arn:aws:sts::${account}:assumed-role/reader/monday`,
    });
    expect(record).toMatchObject({ eventName: 'AssumeRole', resources: [{ arn: roleArn }] });
    for (const secret of ['SecretAccessKey', 'SessionToken'])
      expect(JSON.stringify(record)).not.toContain(inside(text, secret));
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
  it.each<[string, object, object | undefined, boolean]>([
    ['named itself, without policies of its own', byName, undefined, true],
    ['named itself, and forbidden', byName, { Effect: 'Deny', Action: 'sts:*', Resource: '*' }, false],
    ['of the account, without policies of its own', { AWS: account }, undefined, false],
    ['of the account, and allowed', { AWS: account }, allowing('sts:AssumeRole'), true],
    [
      'of the account, and allowed another role',
      { AWS: account },
      allowing('sts:AssumeRole', { Resource: `${roleArn}2` }),
      false,
    ],
    ['not named, and allowed everything', { AWS: `${adaArn}2` }, allowing('*'), false],
    ['of another account', { AWS: '111111111111' }, allowing('*'), false],
    ['where a service is named', { Service: 'healthlake.amazonaws.com' }, allowing('*'), false],
  ])('is for a user %s', async (_, principal, statement, expected) => {
    directory.addUser('ada', { identity: statement ? [testPolicy(statement)] : [] });
    directory.addRole('reader', trusting(principal));
    const text = await assume(ada);
    if (expected) expect(text).toContain('<SessionToken>');
    else expect(text).toContain(denial());
  });

  it('goes by the conditions of the trust policy', async () => {
    directory.addRole(
      'reader',
      trusting(byName, { Condition: { StringEquals: { 'sts:ExternalId': 'x-1' } } }),
    );
    expect(await assume(ada)).toContain(denial());
    expect(await assume(ada, { ExternalId: 'x-2' })).toContain(denial());
    expect(await assume(ada, { ExternalId: 'x-1' })).toContain('<SessionToken>');
    directory.addRole(
      'reader',
      trusting(byName, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    );
    expect(await assume(ada)).toContain(denial());
  });

  it('does not tell whether there is a role', async () => {
    expect(await assume(ada)).toContain(denial());
  });

  it('is not for the root', async () => {
    directory.addRole('reader', trusting({ AWS: account }));
    expect(await assume(root)).toContain('Roles may not be assumed by root accounts.');
  });

  it.each([
    [{ DurationSeconds: '7200' }, 'exceeds the MaxSessionDuration set for this role.'],
    [{ DurationSeconds: '899' }, 'greater than or equal to 900'],
    [{ RoleSessionName: 'a/b' }, 'regular expression pattern'],
    [{ RoleSessionName: 'a' }, 'greater than or equal to 2'],
    [{ RoleArn: '' }, 'roleArn'],
    [{ Policy: '{"Version":"2012-10-17"}' }, '<Code>MalformedPolicyDocument</Code>'],
    [{ 'PolicyArns.member.1.arn': `arn:aws:iam::${account}:policy/nothing` }, 'does not exist'],
    [{ 'Tags.member.1.Key': 'aws:x', 'Tags.member.1.Value': '' }, 'reserved'],
    [{ 'TransitiveTagKeys.member.1': 'team' }, 'transitive tag keys'],
    [{ TokenCode: '123456', SerialNumber: 'arn:aws:iam::0:mfa/x' }, 'MultiFactorAuthentication failed'],
    [{ 'ProvidedContexts.member.1.ContextAssertion': 'x' }, 'ProvidedContexts'],
  ])('refuses %j', async (parameters: Record<string, string>, words) => {
    directory.addRole('reader', trusting(byName));
    expect(await assume(ada, parameters)).toContain(words);
  });

  it('takes tags and a source identity only where the trust policy lets it', async () => {
    const tag = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' };
    directory.addRole('reader', trusting(byName));
    expect(await assume(ada, tag)).toContain(denial('sts:TagSession'));
    expect(await assume(ada, { SourceIdentity: 'grace' })).toContain(denial('sts:SetSourceIdentity'));
    const Action = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
    directory.addRole('reader', trusting(byName, { Action }));
    const text = await assume(ada, { ...tag, SourceIdentity: 'grace' });
    expect(await identityIn(text)).toMatchObject({ tags: { team: 'red' }, sourceIdentity: 'grace' });
    expect(inside(text, 'SourceIdentity')).toBe('grace');
    directory.addRole(
      'reader',
      trusting(byName, { Action, Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } } }),
    );
    expect(await assume(ada, tag)).toContain(denial());
  });

  it('bounds the session by the policies that it is given', async () => {
    directory.addRole('reader', trusting(byName));
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: allowing('s3:*') });
    const text = await assume(ada, { Policy });
    expect(await identityIn(text)).toMatchObject({ bounds: { policies: [testPolicy(allowing('s3:*'))] } });
    expect(Number(inside(text, 'PackedPolicySize'))).toBeGreaterThan(0);
  });

  it('refuses more policies and tags than a token can hold', async () => {
    directory.addRole('reader', trusting(byName, { Action: ['sts:AssumeRole', 'sts:TagSession'] }));
    const tags = Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [
        [`Tags.member.${String(at + 1)}.Key`, `k${String(at)}`],
        [`Tags.member.${String(at + 1)}.Value`, randomBytes(90).toString('base64url')],
      ]).flat() as [string, string][],
    );
    expect(await assume(ada, tags)).toContain('<Code>PackedPolicyTooLarge</Code>');
  });
});

describe('a session that takes on another role', () => {
  const nextArn = `arn:aws:iam::${account}:role/next`;
  const Action = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
  const next = (identity: Identity, more: Readonly<Record<string, string>> = {}) =>
    ask(identity, { Action: 'AssumeRole', RoleArn: nextArn, RoleSessionName: 'again', ...more });
  const first = async () => {
    directory.addRole('reader', trusting(byName, { Action }), { maxSessionSeconds: 43_200 });
    const tags = {
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'red',
      'Tags.member.2.Key': 'own',
      'Tags.member.2.Value': '1',
    };
    const text = await assume(ada, {
      ...tags,
      'TransitiveTagKeys.member.1': 'team',
      SourceIdentity: 'grace',
    });
    return identityIn(text);
  };

  it('hands on transitive tags and its source identity, and cannot change them', async () => {
    const session = await first();
    directory.addRole('next', trusting({ AWS: roleArn }, { Action }));
    expect(await identityIn(await next(session))).toMatchObject({
      tags: { team: 'red' },
      transitiveTagKeys: ['team'],
      sourceIdentity: 'grace',
    });
    expect(await next(session, { 'Tags.member.1.Key': 'Team', 'Tags.member.1.Value': 'blue' })).toContain(
      '<Code>ValidationError</Code>',
    );
    expect(await next(session, { SourceIdentity: 'alan' })).toContain('<Code>AccessDenied</Code>');
    directory.addRole('next', trusting({ AWS: roleArn }));
    expect(await next(session)).toContain('sts:TagSession');
  });

  it('has an hour at most', async () => {
    const session = await first();
    directory.addRole('next', trusting({ AWS: roleArn }, { Action }), { maxSessionSeconds: 43_200 });
    expect(await next(session, { DurationSeconds: '3601' })).toContain('role chaining');
  });

  it('is held by the policies of the first session', async () => {
    directory.addRole('reader', trusting(byName), { identity: [testPolicy(allowing('sts:*'))] });
    directory.addRole('next', trusting({ AWS: account }));
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: allowing('s3:*') });
    expect(await next(await identityIn(await assume(ada, { Policy })))).toContain(
      '<Code>AccessDenied</Code>',
    );
    expect(await next(await identityIn(await assume(ada)))).toContain('<SessionToken>');
  });
});

describe('GetSessionToken', () => {
  it('gives temporary credentials of the user, for 12 hours where nothing is said', async () => {
    const text = await ask(ada, { Action: 'GetSessionToken' });
    expect(inside(text, 'Expiration')).toBe('2026-11-27T00:00:00Z');
    expect(await identityIn(text)).toMatchObject({
      kind: 'user',
      name: 'ada',
      temporary: { issuedAt: start },
    });
  });
  it('gives the root an hour at most', async () => {
    const text = await ask(root, { Action: 'GetSessionToken', DurationSeconds: '129600' });
    expect(inside(text, 'Expiration')).toBe('2026-11-26T13:00:00Z');
  });
  it('gives none to temporary credentials', async () => {
    const text = await ask(ada, { Action: 'GetSessionToken' });
    expect(await ask(await identityIn(text), { Action: 'GetSessionToken' })).toContain(
      '<Code>AccessDenied</Code><Message>Cannot call GetSessionToken with session credentials</Message>',
    );
  });
});

describe('GetAccessKeyInfo', () => {
  const info = (identity: Identity, AccessKeyId: string) =>
    ask(identity, { Action: 'GetAccessKeyInfo', AccessKeyId });
  it('knows the account of lasting keys, for those who may ask', async () => {
    expect(inside(await info(root, 'AKIAEXAMPLEEXAMPLE22'), 'Account')).toBe(account);
    expect(await info(root, 'AKIAUNKNOWN222222222')).toContain('<Code>ValidationError</Code>');
    expect(await info(ada, 'AKIAEXAMPLEEXAMPLE22')).toContain('<Code>AccessDenied</Code>');
  });
});

it.each([
  { Action: 'AssumeRoot' },
  { Action: 'constructor' },
  { Action: 'AssumeRole', Version: '2010-05-08' },
])('there is nothing else: %j', async (parameters: Record<string, string>) => {
  expect(await ask(root, parameters)).toContain('<Code>InvalidAction</Code>');
});

import type { AccessQuestion, Identity, RoleSession, SigningUser } from '@wellspring/access';
import { newCallRecord } from '@wellspring/http';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  allowing,
  TestDirectory,
  testAccount as account,
  testPolicy,
  trusting,
} from '../testing/test-directory.js';
import { authenticatedAs, testOrigin } from '../testing/test-request.js';
import { createAuthorizer } from './create-authorizer.js';

const store = `arn:aws:healthlake:us-east-1:${account}:datastore/fhir/0123456789abcdef0123456789abcdef`;
const now = Date.parse('2026-11-26T12:00:00Z');
const read: AccessQuestion = { action: 'healthlake:ReadResource', resource: store };
const temporary = { issuedAt: now - 60_000, expiresAt: now + 60_000 };
const root: Identity = { kind: 'root', account };
let directory: TestDirectory;
let authorizer: ReturnType<typeof createAuthorizer>;
let ada: SigningUser;

beforeEach(() => {
  directory = new TestDirectory();
  authorizer = createAuthorizer({ directory, accountId: account, region: 'us-east-1', now: () => now });
  const { name, userId, arn } = directory.addUser('ada');
  ada = { kind: 'user', account, name, userId, arn };
});

function give(...statements: object[]): void {
  directory.addUser('ada', { identity: [testPolicy(statements)], tags: { team: 'red', Unit: 'Icu' } });
}

async function may(
  identity: Identity,
  question: Partial<AccessQuestion> = {},
  authenticated = authenticatedAs(identity, {
    headers: [
      ['User-Agent', 'test/1'],
      ['Referer', 'http://x/'],
    ],
  }),
): Promise<boolean> {
  const caller = authorizer.callerOf(authenticated, testOrigin, newCallRecord());
  return caller.authorize({ ...read, ...question }).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: 'access-denied' });
      return false;
    },
  );
}

function session(more: Partial<RoleSession> = {}): RoleSession {
  const role = directory.addRole('reader', trusting({ AWS: account }), {
    identity: [testPolicy(allowing('*'))],
    tags: { team: 'blue', ward: '1' },
  });
  return {
    kind: 'role-session',
    account,
    roleName: role.name,
    roleId: role.roleId,
    roleArn: role.arn,
    sessionName: 'monday',
    arn: `arn:aws:sts::${account}:assumed-role/reader/monday`,
    temporary,
    tags: {},
    transitiveTagKeys: [],
    ...more,
  };
}

describe('a caller', () => {
  it('may what its policies allow, and nothing else', async () => {
    expect(await may(ada)).toBe(false);
    give(allowing('healthlake:Read*'));
    expect(await may(ada)).toBe(true);
    expect(await may(ada, { action: 'healthlake:DeleteResource' })).toBe(false);
  });

  it('that is the root may everything', async () => {
    expect(await may(root, { action: 'iam:CreateUser' })).toBe(true);
  });

  it('is told who may not do what, and why', async () => {
    const caller = authorizer.callerOf(authenticatedAs(ada), testOrigin, newCallRecord());
    await expect(caller.authorize(read)).rejects.toThrow(
      `User: arn:aws:iam::${account}:user/ada is not authorized to perform: healthlake:ReadResource on resource: ` +
        `${store} because no identity-based policy allows the healthlake:ReadResource action`,
    );
  });

  it('goes by its policies as they are when it asks, not when it came', async () => {
    give(allowing('*'));
    const caller = authorizer.callerOf(authenticatedAs(ada), testOrigin, newCallRecord());
    await caller.authorize(read);
    give({ Effect: 'Deny', Action: '*', Resource: '*' });
    await expect(caller.authorize(read)).rejects.toThrow('with an explicit deny in an identity-based policy');
  });

  it('that is gone may nothing, whatever the resource says', async () => {
    give(allowing('*'));
    const caller = authorizer.callerOf(authenticatedAs(ada), testOrigin, newCallRecord());
    directory.users.clear();
    const resourcePolicy = testPolicy(
      { Effect: 'Allow', Principal: { AWS: ada.arn }, Action: '*', Resource: '*' },
      'resource',
    );
    await expect(caller.authorize({ ...read, resourcePolicy })).rejects.toMatchObject({
      code: 'access-denied',
    });
  });

  it('may what a policy of the resource gives to it', async () => {
    const resourcePolicy = testPolicy(
      { Effect: 'Allow', Principal: { AWS: ada.arn }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
      'resource',
    );
    const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourcePolicy };
    expect(await may(ada, question)).toBe(true);
    expect(await may(ada, { ...question, action: 's3:PutObject' })).toBe(false);
  });
});

describe('condition keys', () => {
  const when = (Condition: object) => allowing('*', { Condition });
  // Each with the value that the documentation of the key says it has for this request.
  it.each<[string, object]>([
    ['aws:PrincipalArn', { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:user/ada` } }],
    ['aws:PrincipalAccount', { StringEquals: { 'aws:PrincipalAccount': account } }],
    ['aws:PrincipalType', { StringEquals: { 'aws:PrincipalType': 'User' } }],
    ['aws:PrincipalTag', { StringEquals: { 'aws:PrincipalTag/team': 'red' } }],
    ['aws:PrincipalTag in other case', { StringEquals: { 'aws:principaltag/UNIT': 'Icu' } }],
    ['aws:userid', { StringEquals: { 'aws:userid': 'AIDAADA' } }],
    ['aws:username', { StringEquals: { 'aws:username': 'ada' } }],
    ['aws:SourceIp', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
    ['aws:SecureTransport', { Bool: { 'aws:SecureTransport': 'true' } }],
    ['aws:CurrentTime', { DateEquals: { 'aws:CurrentTime': '2026-11-26T12:00:00Z' } }],
    ['aws:EpochTime', { NumericEquals: { 'aws:EpochTime': String(now / 1000) } }],
    ['aws:UserAgent', { StringEquals: { 'aws:UserAgent': 'test/1' } }],
    ['aws:Referer', { StringEquals: { 'aws:Referer': 'http://x/' } }],
    ['aws:RequestedRegion', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
    ['aws:ViaAWSService', { Bool: { 'aws:ViaAWSService': 'false' } }],
    ['aws:PrincipalIsAWSService', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }],
    ['no aws:MultiFactorAuthPresent', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['no aws:TokenIssueTime', { Null: { 'aws:TokenIssueTime': 'true' } }],
    ['the key of a room', { StringEquals: { 'aws:ResourceTag/a': 'b' } }],
  ])('of a user with a lasting key: %s', async (_, condition) => {
    give(when(condition));
    expect(await may(ada, { context: { 'aws:ResourceTag/a': 'b' } })).toBe(true);
  });

  it.each<[string, object]>([
    [
      'aws:PrincipalArn is the role',
      { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/reader` } },
    ],
    ['aws:PrincipalType', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }],
    ['aws:userid', { StringEquals: { 'aws:userid': 'AROAREADER:monday' } }],
    ['no aws:username', { Null: { 'aws:username': 'true' } }],
    ['a tag of the session wins', { StringEquals: { 'aws:PrincipalTag/team': 'green' } }],
    ['a tag of the role stays', { StringEquals: { 'aws:PrincipalTag/ward': '1' } }],
    ['aws:SourceIdentity', { StringEquals: { 'aws:SourceIdentity': 'grace' } }],
    ['aws:TokenIssueTime', { DateEquals: { 'aws:TokenIssueTime': '2026-11-26T11:59:00Z' } }],
    ['aws:MultiFactorAuthPresent', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
  ])('of a session of a role: %s', async (_, condition) => {
    const identity = session({ tags: { Team: 'green' }, sourceIdentity: 'grace' });
    const bounds = { policies: [testPolicy(when(condition))], policyArns: [] };
    expect(await may({ ...identity, bounds })).toBe(true);
  });

  it('cannot be overwritten by what a room says of the request', async () => {
    give(when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }));
    expect(await may(ada, { context: { 'aws:SourceIp': '10.0.0.1', 'AWS:sourceip': '10.0.0.1' } })).toBe(
      false,
    );
  });

  it('of requests to S3 tell how they were signed', async () => {
    give(
      when({
        StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
        NumericLessThan: { 's3:signatureAge': '61000' },
      }),
    );
    const signed = (form: 'header' | 'query', signedAt: number) =>
      authenticatedAs(ada, {}, { service: 's3', form, signedAt });
    expect(await may(ada, {}, signed('query', now - 60_000))).toBe(true);
    expect(await may(ada, {}, signed('query', now - 70_000))).toBe(false);
    expect(await may(ada, {}, signed('header', now))).toBe(false);
  });
});

describe('a session', () => {
  it('may what its role may', async () => {
    expect(await may(session())).toBe(true);
  });

  it('may no more than the policies that it was made with', async () => {
    const bounds = { policies: [testPolicy(allowing('s3:*'))], policyArns: [] };
    expect(await may(session({ bounds }))).toBe(false);
    expect(await may(session({ bounds }), { action: 's3:GetObject' })).toBe(true);
  });

  it('is bounded by managed policies as they are now; one that is gone gives nothing', async () => {
    const arn = `arn:aws:iam::${account}:policy/bound`;
    const identity = session({ bounds: { policies: [], policyArns: [arn] } });
    expect(await may(identity)).toBe(false);
    directory.policies.set(arn, testPolicy(allowing('healthlake:*')));
    expect(await may(identity)).toBe(true);
  });

  it('is bounded by the boundary of its role', async () => {
    const identity = session();
    directory.addRole('reader', trusting({ AWS: account }), {
      identity: [testPolicy(allowing('*'))],
      boundary: testPolicy(allowing('s3:*')),
    });
    expect(await may(identity)).toBe(false);
  });

  it.each([
    ['iam:ListUsers', false],
    ['iam:CreateAccessKey', false],
    ['IAM:createuser', false],
    ['sts:GetAccessKeyInfo', false],
    ['sts:AssumeRole', true],
    ['iam:PassRole', true],
    ['healthlake:ReadResource', true],
  ])('of GetSessionToken may %s: %s', async (action, expected) => {
    give(allowing('*'));
    expect(await may({ ...ada, temporary }, { action })).toBe(expected);
    expect(await may({ kind: 'root', account, temporary }, { action })).toBe(expected);
    expect(await may(ada, { action })).toBe(true);
  });
});

describe('a service', () => {
  const healthLake = { Service: 'healthlake.amazonaws.com' };
  const role = (trust: object, more: object = {}) =>
    directory.addRole('import', trusting(trust, more), { identity: [testPolicy(allowing('s3:GetObject'))] })
      .arn;
  const get = { action: 's3:GetObject', resource: 'arn:aws:s3:::clinic/a' };

  it('acts as a role that trusts it, as far as the role may at that moment', async () => {
    const caller = await authorizer.assumeServiceRole(role(healthLake), { name: 'import-1' });
    expect(caller.principal).toMatchObject({
      kind: 'session',
      arn: `arn:aws:sts::${account}:assumed-role/import/import-1`,
      roleArn: `arn:aws:iam::${account}:role/import`,
    });
    await caller.authorize(get);
    await expect(caller.authorize({ ...get, action: 's3:PutObject' })).rejects.toThrow(
      `User: arn:aws:sts::${account}:assumed-role/import/import-1 is not authorized to perform: s3:PutObject`,
    );
    directory.addRole('import', trusting(healthLake));
    await expect(caller.authorize(get)).rejects.toMatchObject({ code: 'access-denied' });
  });

  it.each<[string, object, object]>([
    ['another service', { Service: 'ec2.amazonaws.com' }, {}],
    ['everybody', { AWS: '*' }, {}],
    ['the account', { AWS: account }, {}],
    ['the service for something else', healthLake, { Action: 'sts:TagSession' }],
    [
      'the service of another account',
      healthLake,
      { Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } } },
    ],
    [
      'the service for another data store',
      healthLake,
      { Condition: { ArnLike: { 'aws:SourceArn': `${store}0` } } },
    ],
    ['the service, denied', healthLake, { Effect: 'Deny' }],
  ])('does not act as a role that trusts %s', async (_, trust, more) => {
    await expect(authorizer.assumeServiceRole(role(trust, more), { sourceArn: store })).rejects.toMatchObject(
      {
        code: 'access-denied',
      },
    );
  });

  it('is not told whether there is a role', async () => {
    const arn = role({ Service: 'ec2.amazonaws.com' });
    const refusal = async (asked: string) =>
      authorizer.assumeServiceRole(asked).catch((error: unknown) => (error as Error).message);
    expect(await refusal(arn.replace('import', 'nobody'))).toBe(
      ((await refusal(arn)) as string).replace('import', 'nobody'),
    );
  });

  it('acts for its own account and data store where the trust policy asks for them', async () => {
    const Condition = {
      StringEquals: { 'aws:SourceAccount': account },
      ArnEquals: { 'aws:SourceArn': store },
    };
    const arn = role(healthLake, { Condition });
    await expect(authorizer.assumeServiceRole(arn, { sourceArn: store })).resolves.toBeDefined();
    await expect(authorizer.assumeServiceRole(arn)).rejects.toMatchObject({ code: 'access-denied' });
  });
});

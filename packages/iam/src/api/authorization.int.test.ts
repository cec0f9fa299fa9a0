import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { createSealer, type AccessQuestion, type Caller } from '@wellspring/access';
import { askedCaller, testCaller } from '@wellspring/access/testing';
import { connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { WellspringError } from '@wellspring/errors';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createIam, type Iam } from '../create-iam.js';
import { iamFixture, type IamFixture } from '../testing/iam-fixture.js';
import { createIamHandler } from './iam-handler.js';
import { operations } from './operations/operations.js';

let home: TestDatabase;
let fixture: IamFixture;
let database: Database;
let iam: Iam;

beforeAll(async () => {
  home = await testDatabase();
  fixture = await iamFixture(home.url);
  database = connect({ url: home.url, max: 4 });
  iam = createIam({ database, sealer: createSealer(randomBytes(32)), accountId: '000000000000' });
  const allowed = testCaller();
  await perform(
    'CreateUser',
    {
      UserName: 'ada',
      Path: '/clinic/',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'red',
      PermissionsBoundary: boundary,
    },
    allowed,
  );
  await perform('CreateGroup', { GroupName: 'staff' }, allowed);
  await perform('CreateRole', { RoleName: 'job', AssumeRolePolicyDocument: trust }, allowed);
  await perform('CreatePolicy', { PolicyName: 'own', PolicyDocument: policy }, allowed);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
  await home.drop();
});

const account = 'arn:aws:iam::000000000000:';
const ada = `${account}user/clinic/ada`;
const boundary = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const own = `${account}policy/own`;
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '000000000000' } }],
});

async function perform(action: string, form: Record<string, string>, caller: Caller): Promise<unknown> {
  const body = new URLSearchParams({ ...form, Action: action, Version: '2010-05-08' }).toString();
  return createIamHandler(iam)(
    {
      method: 'POST',
      path: '/',
      query: '',
      headers: {},
      rawHeaders: [],
      body: Readable.from([Buffer.from(body)], { objectMode: false }),
      signal: new AbortController().signal,
      requestId: 'r',
    },
    caller,
  );
}

const refusing = (): Caller =>
  testCaller({
    principal: { kind: 'user', arn: `${account}user/eve`, account: '000000000000' },
    authorize: () => Promise.reject(new WellspringError('access-denied', 'no')),
  });

const red = { 'aws:ResourceTag/team': 'red', 'iam:ResourceTag/team': 'red' };

/**
 * The resource types and condition keys are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const table: [string, Record<string, string>, string, AccessQuestion['context']?][] = [
  [
    'CreateUser',
    {
      UserName: 'new',
      Path: '/x/',
      PermissionsBoundary: boundary,
      'Tags.member.1.Key': 'k',
      'Tags.member.1.Value': 'v',
    },
    `${account}user/x/new`,
    { 'aws:RequestTag/k': 'v', 'aws:TagKeys': ['k'], 'iam:PermissionsBoundary': boundary },
  ],
  ['GetUser', { UserName: 'ada' }, ada, red],
  ['GetUser', { UserName: 'nobody' }, `${account}user/nobody`, {}],
  ['UpdateUser', { UserName: 'ada', NewUserName: 'ada' }, ada, red],
  ['DeleteUser', { UserName: 'nobody' }, `${account}user/nobody`],
  ['ListUsers', {}, `${account}user/`],
  ['ListUsers', { PathPrefix: '/clinic/' }, `${account}user/clinic/`],
  ['CreateAccessKey', { UserName: 'ada' }, ada, red],
  ['ListAccessKeys', { UserName: 'ada' }, ada, red],
  ['UpdateAccessKey', { UserName: 'ada', AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA', Status: 'Active' }, ada, red],
  ['DeleteAccessKey', { UserName: 'ada', AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }, ada, red],
  ['GetAccessKeyLastUsed', { AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }, `${account}user/*`],
  ['CreateGroup', { GroupName: 'new', Path: '/x/' }, `${account}group/x/new`],
  ['GetGroup', { GroupName: 'staff' }, `${account}group/staff`],
  ['AddUserToGroup', { GroupName: 'staff', UserName: 'ada' }, `${account}group/staff`],
  ['RemoveUserFromGroup', { GroupName: 'staff', UserName: 'ada' }, `${account}group/staff`],
  ['ListGroups', {}, `${account}group/`],
  ['ListGroupsForUser', { UserName: 'ada' }, ada, red],
  [
    'CreateRole',
    { RoleName: 'new', AssumeRolePolicyDocument: trust, PermissionsBoundary: boundary },
    `${account}role/new`,
    { 'iam:PermissionsBoundary': boundary },
  ],
  ['GetRole', { RoleName: 'job' }, `${account}role/job`],
  ['UpdateRole', { RoleName: 'job' }, `${account}role/job`],
  ['UpdateAssumeRolePolicy', { RoleName: 'job', PolicyDocument: trust }, `${account}role/job`],
  ['ListRoles', {}, `${account}role/`],
  ['CreatePolicy', { PolicyName: 'new', Path: '/x/', PolicyDocument: policy }, `${account}policy/x/new`],
  ['GetPolicy', { PolicyArn: own }, own],
  ['GetPolicy', { PolicyArn: administrator }, administrator],
  ['CreatePolicyVersion', { PolicyArn: own, PolicyDocument: policy }, own],
  ['ListPolicies', {}, `${account}policy/`],
  ['ListEntitiesForPolicy', { PolicyArn: own }, own],
  [
    'PutUserPolicy',
    { UserName: 'ada', PolicyName: 'p', PolicyDocument: policy },
    ada,
    { ...red, 'iam:PermissionsBoundary': boundary },
  ],
  ['GetUserPolicy', { UserName: 'ada', PolicyName: 'p' }, ada, red],
  [
    'PutGroupPolicy',
    { GroupName: 'staff', PolicyName: 'p', PolicyDocument: policy },
    `${account}group/staff`,
  ],
  [
    'AttachUserPolicy',
    { UserName: 'ada', PolicyArn: administrator },
    ada,
    { ...red, 'iam:PolicyARN': administrator, 'iam:PermissionsBoundary': boundary },
  ],
  [
    'DetachUserPolicy',
    { UserName: 'ada', PolicyArn: administrator },
    ada,
    { ...red, 'iam:PolicyARN': administrator, 'iam:PermissionsBoundary': boundary },
  ],
  ['AttachRolePolicy', { RoleName: 'job', PolicyArn: own }, `${account}role/job`, { 'iam:PolicyARN': own }],
  [
    'AttachGroupPolicy',
    { GroupName: 'staff', PolicyArn: own },
    `${account}group/staff`,
    { 'iam:PolicyARN': own },
  ],
  [
    'PutUserPermissionsBoundary',
    { UserName: 'ada', PermissionsBoundary: boundary },
    ada,
    { ...red, 'iam:PermissionsBoundary': boundary },
  ],
  ['DeleteRolePermissionsBoundary', { RoleName: 'job' }, `${account}role/job`],
  [
    'TagUser',
    { UserName: 'ada', 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' },
    ada,
    { ...red, 'aws:RequestTag/team': 'red', 'aws:TagKeys': ['team'] },
  ],
  [
    'UntagUser',
    { UserName: 'ada', 'TagKeys.member.1': 'absent' },
    ada,
    { ...red, 'aws:TagKeys': ['absent'] },
  ],
  [
    'TagPolicy',
    { PolicyArn: own, 'Tags.member.1.Key': 'k', 'Tags.member.1.Value': '' },
    own,
    { 'aws:RequestTag/k': '', 'aws:TagKeys': ['k'] },
  ],
  ['GetAccountSummary', {}, '*'],
  ['ListInstanceProfilesForRole', { RoleName: 'job' }, `${account}role/job`],
];

describe('an action asks', () => {
  test.each<(typeof table)[number]>(table)('%s %j about %s', async (action, form, resource, context = {}) => {
    const { caller, asked } = askedCaller();
    // Whether it then succeeds is not what this is about.
    await perform(action, form, caller).catch(() => undefined);
    const given = Object.fromEntries(
      Object.entries(asked[0]!.context ?? {}).filter(([, value]) => value !== undefined),
    );
    const { action: asks, resource: about } = asked[0]!;
    expect({ asks, about, context: given }).toEqual({ asks: `iam:${action}`, about: resource, context });
    expect(caller.record).toMatchObject({ eventName: action, readOnly: /^(Get|List)/.test(action) });
  });

  it('a rename, about the new name, too', async () => {
    const { caller, asked } = askedCaller();
    await perform('UpdateGroup', { GroupName: 'staff', NewGroupName: 'staff', NewPath: '/x/' }, caller);
    expect(asked.map(({ resource }) => resource)).toEqual([
      `${account}group/staff`,
      `${account}group/x/staff`,
    ]);
    await perform('UpdateGroup', { GroupName: 'staff', NewPath: '/' }, caller);
  });
});

describe('who may not', () => {
  const everything: Record<string, string> = {
    PolicyName: 'p',
    PolicyDocument: policy,
    AssumeRolePolicyDocument: trust,
    PermissionsBoundary: boundary,
    Description: 'd',
    AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA',
    Status: 'Active',
    VersionId: 'v1',
    'Tags.member.1.Key': 'k',
    'Tags.member.1.Value': 'v',
    'TagKeys.member.1': 'k',
    'ActionNames.member.1': 's3:GetObject',
    'PolicyInputList.member.1': policy,
  };
  const present = {
    UserName: 'ada',
    GroupName: 'staff',
    RoleName: 'job',
    PolicyArn: own,
    PolicySourceArn: ada,
  };
  const absent = {
    UserName: 'nobody',
    GroupName: 'nobody',
    RoleName: 'nobody',
    PolicyArn: `${account}policy/nobody`,
    PolicySourceArn: `${account}user/nobody`,
  };

  const generation = async (): Promise<bigint> =>
    (await database.query<{ number: bigint }>('SELECT number FROM wellspring.iam_generation'))[0]!.number;
  let before: bigint;
  beforeAll(async () => {
    before = await generation();
  });

  test.each(Object.keys(operations))('is refused %s, alike whether it is there or not', async (action) => {
    for (const names of [present, absent])
      await expect(perform(action, { ...everything, ...names }, refusing())).rejects.toMatchObject({
        code: 'access-denied',
      });
    // A policy that is wrong is not looked at either.
    const wrong = { ...everything, ...present, PolicyDocument: '{', AssumeRolePolicyDocument: '{' };
    await expect(perform(action, wrong, refusing())).rejects.toMatchObject({ code: 'access-denied' });
  });

  it('has changed nothing by it', async () => {
    expect(await generation()).toBe(before);
  });
});

describe('what was asked about', () => {
  test.each<[string, string, Record<string, string>]>([
    ['a tag', 'TagUser', { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'blue' }],
    ['a path', 'UpdateUser', { NewPath: '/elsewhere/' }],
    ['a boundary', 'PutUserPermissionsBoundary', { PermissionsBoundary: boundary }],
  ])('has to be what is changed: %s is another meanwhile', async (_, action, form) => {
    await perform('CreateUser', { UserName: 'moving' }, testCaller());
    const key = { UserName: 'moving' };
    const meanwhile = testCaller({
      authorize: async () => {
        await perform(action, { ...key, ...form }, testCaller());
      },
    });
    await expect(perform('CreateAccessKey', key, meanwhile)).rejects.toMatchObject({
      code: 'iam-concurrent-modification',
    });
    // Nor is one that took the name meanwhile the one that was asked about.
    const recreated = testCaller({
      authorize: async () => {
        await perform('DeleteUser', key, testCaller());
        await perform('CreateUser', key, testCaller());
      },
    });
    await expect(perform('CreateAccessKey', key, recreated)).rejects.toMatchObject({
      code: 'iam-no-such-entity',
    });
    await perform('DeleteUser', key, testCaller());
  });
});

describe('a user with keys', () => {
  async function user(name: string, statement: object): Promise<IAMClient> {
    await fixture.root.send(new CreateUserCommand({ UserName: name }));
    await fixture.root.send(
      new PutUserPolicyCommand({
        UserName: name,
        PolicyName: 'p',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      }),
    );
    const { AccessKey } = await fixture.root.send(new CreateAccessKeyCommand({ UserName: name }));
    return fixture.as(AccessKey!);
  }

  it('may do what its policy says, by its own name, and nothing else', async () => {
    const client = await user('self', {
      Effect: 'Allow',
      Action: ['iam:GetUser', 'iam:*AccessKey*'],
      Resource: 'arn:aws:iam::*:user/${aws:username}',
    });
    expect((await client.send(new GetUserCommand({}))).User!.UserName).toBe('self');
    const { AccessKey } = await client.send(new CreateAccessKeyCommand({}));
    const { AccessKeyMetadata } = await client.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata).toHaveLength(2);
    await client.send(new DeleteAccessKeyCommand({ AccessKeyId: AccessKey!.AccessKeyId }));
    const denied = (action: string, resource: string) => ({
      name: 'AccessDenied',
      message: `User: ${account}user/self is not authorized to perform: iam:${action} on resource: ${resource} because no identity-based policy allows the iam:${action} action`,
      $metadata: { httpStatusCode: 403 },
    });
    await expect(client.send(new ListUsersCommand({}))).rejects.toMatchObject(
      denied('ListUsers', `${account}user/`),
    );
    await expect(client.send(new CreateAccessKeyCommand({ UserName: 'ada' }))).rejects.toMatchObject(
      denied('CreateAccessKey', 'user ada'),
    );
    // Whether somebody is there, and with which path, is not told; nor whose a key is.
    await expect(client.send(new GetUserCommand({ UserName: 'nobody' }))).rejects.toMatchObject(
      denied('GetUser', 'user nobody'),
    );
    const { AccessKey: hers } = await fixture.root.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
    for (const AccessKeyId of [hers!.AccessKeyId!, 'AKIAAAAAAAAAAAAAAAAA'])
      await expect(client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).rejects.toMatchObject(
        denied('GetAccessKeyLastUsed', `access key ${AccessKeyId}`),
      );
    await fixture.root.send(new DeleteAccessKeyCommand({ UserName: 'ada', AccessKeyId: hers!.AccessKeyId }));
  });

  it('may tag what has its tags', async () => {
    const client = await user('tagger', {
      Effect: 'Allow',
      Action: 'iam:TagUser',
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:ResourceTag/team': 'red' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['color'] },
      },
    });
    const Tags = [{ Key: 'color', Value: 'green' }];
    await client.send(new TagUserCommand({ UserName: 'ada', Tags }));
    await expect(client.send(new TagUserCommand({ UserName: 'self', Tags }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(
      client.send(new TagUserCommand({ UserName: 'ada', Tags: [{ Key: 'team', Value: 'blue' }] })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('loses what it may at once, with its policy and with its key', async () => {
    const client = await user('leaver', { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' });
    await client.send(new GetUserCommand({}));
    await fixture.root.send(
      new PutUserPolicyCommand({
        UserName: 'leaver',
        PolicyName: 'p',
        PolicyDocument: policy,
      }),
    );
    await expect(client.send(new GetUserCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    const { AccessKeyMetadata } = await fixture.root.send(new ListAccessKeysCommand({ UserName: 'leaver' }));
    await fixture.root.send(
      new UpdateAccessKeyCommand({
        UserName: 'leaver',
        AccessKeyId: AccessKeyMetadata![0]!.AccessKeyId,
        Status: 'Inactive',
      }),
    );
    await expect(client.send(new GetUserCommand({}))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
      name: 'UnrecognizedClientException',
    });
  });
});

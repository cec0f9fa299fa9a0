import { HealthLakeClient, ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { signedFetch } from '@wellspring/access/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rootCredential } from './root-credential.js';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

let program: ProgramUnderTest;
let root: Keys;
let ada: Keys;
let roleArn: string;

/** The SDKs for IAM and STS sign for us-east-1 or for the region; both are taken. */
const clients = (credentials: Keys) => {
  const common = { endpoint: program.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    sts: new STSClient(common),
    iam: new IAMClient(common),
    healthLake: new HealthLakeClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    fetch: signedFetch({ credentials, region: 'us-east-1', service: 'healthlake' }),
  };
};

const policy = (Action: string | readonly string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } });

async function assumed(by: Keys, more: { readonly Policy?: string } = {}): Promise<Keys> {
  const { Credentials } = await clients(by).sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'monday', ...more }),
  );
  return {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
}

beforeAll(async () => {
  program = await startUnderTest();
  root = await rootCredential(program.connection.settings, program.folder);
  const { iam } = clients(root);
  await iam.send(new CreateUserCommand({ UserName: 'ada' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
  ada = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::000000000000:user/ada' },
    Action: 'sts:AssumeRole',
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'reader',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: trust }),
    }),
  );
  roleArn = Role!.Arn!;
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'reader',
      PolicyName: 'read',
      PolicyDocument: policy(['healthlake:List*', 's3:ListAllMyBuckets']),
    }),
  );
});
afterAll(() => program.remove());

describe('the AWS SDKs', () => {
  it('learn who they are', async () => {
    expect(await clients(root).sts.send(new GetCallerIdentityCommand())).toMatchObject({
      Arn: 'arn:aws:iam::000000000000:root',
      Account: '000000000000',
    });
    expect(await clients(ada).sts.send(new GetCallerIdentityCommand())).toMatchObject({
      Arn: 'arn:aws:iam::000000000000:user/ada',
    });
    expect(await clients(await assumed(ada)).sts.send(new GetCallerIdentityCommand())).toMatchObject({
      Arn: 'arn:aws:sts::000000000000:assumed-role/reader/monday',
    });
  });

  it('are refused what no policy allows, in the words of each service', async () => {
    const mine = clients(ada);
    await expect(mine.iam.send(new ListUsersCommand())).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(mine.s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('may as a role what the role may, and no more than the session', async () => {
    expect(await clients(await assumed(ada)).s3.send(new ListBucketsCommand())).toBeDefined();
    const bounded = clients(await assumed(ada, { Policy: policy('healthlake:*') }));
    await expect(bounded.s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('lose at once what is taken from the role', async () => {
    const session = clients(await assumed(ada));
    await session.s3.send(new ListBucketsCommand());
    await clients(root).iam.send(new DeleteRolePolicyCommand({ RoleName: 'reader', PolicyName: 'read' }));
    await expect(session.s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('what authentication refuses', () => {
  const unknown = { accessKeyId: 'AKIAUNKNOWN222222222', secretAccessKey: 'x'.repeat(40) };
  it.each<[string, () => Keys, readonly [string, string, string]]>([
    [
      'an unknown key',
      () => unknown,
      ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId'],
    ],
    [
      'another secret',
      () => ({ ...ada, secretAccessKey: 'x'.repeat(40) }),
      ['SignatureDoesNotMatch', 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    ],
    [
      'a token of nobody',
      () => ({ ...ada, sessionToken: 'token' }),
      ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidToken'],
    ],
  ])('%s is named as each service does', async (_, keys, [query, json, s3]) => {
    const as = clients(keys());
    await expect(as.sts.send(new GetCallerIdentityCommand())).rejects.toMatchObject({ name: query });
    await expect(as.iam.send(new ListUsersCommand())).rejects.toMatchObject({ name: query });
    await expect(as.healthLake.send(new ListFHIRDatastoresCommand())).rejects.toMatchObject({ name: json });
    await expect(as.s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: s3 });
  });

  it('is a session whose token belongs to another key', async () => {
    const [one, other] = [await assumed(ada), await assumed(ada)];
    const mixed = clients({ ...one, sessionToken: other.sessionToken! });
    await expect(mixed.sts.send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  it('is a signature for another service', async () => {
    const send = signedFetch({ credentials: root, region: 'us-east-1', service: 'iam' });
    const response = await send(`${program.endpoint}/datastore/${'0'.repeat(32)}/r4/Patient`);
    expect(response.status).toBe(404);
  });

  it('is a key that was switched off', async () => {
    const { iam } = clients(root);
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
    const key = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    await clients(key).sts.send(new GetCallerIdentityCommand());
    await iam.send(
      new UpdateAccessKeyCommand({ UserName: 'ada', AccessKeyId: key.accessKeyId, Status: 'Inactive' }),
    );
    await expect(clients(key).sts.send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });
});

it('without a signature, a form is answered as STS does', async () => {
  const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
  const response = await fetch(program.endpoint, { method: 'POST', body });
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
});

import { HealthLakeClient, ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rootCredential } from './root-credential.js';
import { readSettings } from './configuration/read-settings.js';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

let program: ProgramUnderTest;
let root: IAMClient;
const open: { destroy(): void }[] = [];

/** The settings of every client. */
function as(credentials: Key) {
  return { endpoint: program.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
}
function client<Client extends { destroy(): void }>(made: Client): Client {
  open.push(made);
  return made;
}

beforeAll(async () => {
  program = await startUnderTest();
  const settings = readSettings({ WELLSPRING_DATA: program.folder });
  root = client(new IAMClient(as(await rootCredential(settings, program.folder))));
});
afterAll(async () => {
  for (const each of open) each.destroy();
  await program.remove();
});

async function user(name: string): Promise<Key> {
  await root.send(new CreateUserCommand({ UserName: name }));
  const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName: name }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

const allow = (Action: string | string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

test('a user does with its key what its policies say, on every service, until the key is inactive', async () => {
  const key = await user('ada');
  const healthLake = client(new HealthLakeClient(as(key)));
  const s3 = client(new S3Client({ ...as(key), forcePathStyle: true }));
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  await root.send(
    new AttachUserPolicyCommand({
      UserName: 'ada',
      PolicyArn: 'arn:aws:iam::aws:policy/AmazonHealthLakeFullAccess',
    }),
  );
  expect((await healthLake.send(new ListFHIRDatastoresCommand({}))).DatastorePropertiesList).toEqual([]);
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  const own = client(new IAMClient(as(key)));
  await expect(own.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });

  await root.send(
    new UpdateAccessKeyCommand({ UserName: 'ada', AccessKeyId: key.accessKeyId, Status: 'Inactive' }),
  );
  await expect(healthLake.send(new ListFHIRDatastoresCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
  await expect(own.send(new GetUserCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('a session of a role uses IAM as its role may, and is no user', async () => {
  const key = await user('grace');
  await root.send(
    new PutUserPolicyCommand({
      UserName: 'grace',
      PolicyName: 'assume',
      PolicyDocument: allow('sts:AssumeRole'),
    }),
  );
  const { Role } = await root.send(
    new CreateRoleCommand({
      RoleName: 'auditor',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::000000000000:user/grace' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
      PermissionsBoundary: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
    }),
  );
  const sts = client(new STSClient(as(key)));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'audit' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials!;
  const temporary = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  const auditor = client(new IAMClient(as(temporary)));
  // The boundary allows it, and no policy of the role does.
  await expect(auditor.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  await root.send(
    new PutRolePolicyCommand({ RoleName: 'auditor', PolicyName: 'p', PolicyDocument: allow('iam:*') }),
  );
  const { Users } = await auditor.send(new ListUsersCommand({}));
  expect(Users!.map(({ UserName }) => UserName)).toEqual(['ada', 'grace']);
  await expect(auditor.send(new CreateUserCommand({ UserName: 'eve' }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('permissions boundary') as string,
  });
  await expect(auditor.send(new ListAccessKeysCommand({}))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Must specify userName when calling with non-User credentials',
  });
});

test('when a key was used last is known after a restart', async () => {
  const key = await user('alan');
  await client(new HealthLakeClient(as(key)))
    .send(new ListFHIRDatastoresCommand({}))
    .catch(() => undefined);
  await program.stop();
  program = await program.restart();
  const settings = readSettings({ WELLSPRING_DATA: program.folder });
  root = client(new IAMClient(as(await rootCredential(settings, program.folder))));
  const { AccessKeyLastUsed } = await root.send(
    new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }),
  );
  expect(AccessKeyLastUsed).toMatchObject({ ServiceName: 'healthlake', Region: 'us-east-1' });
});

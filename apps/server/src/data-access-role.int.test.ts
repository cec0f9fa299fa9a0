import {
  DescribeFHIRExportJobCommand,
  DescribeFHIRImportJobCommand,
  StartFHIRExportJobCommand,
  StartFHIRImportJobCommand,
} from '@aws-sdk/client-healthlake';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followJob } from './commands/follow-job.js';
import { ensureBucket } from './commands/job-places.js';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

const account = '000000000000';
const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const trusting = (principal: object, condition?: object): string =>
  document({
    Effect: 'Allow',
    Principal: principal,
    Action: 'sts:AssumeRole',
    ...(condition && { Condition: condition }),
  });
const healthLake = { Service: 'healthlake.amazonaws.com' };

/** The policy that HealthLake's guide gives the role of imports. */
const importPolicy = document(
  { Effect: 'Allow', Action: 's3:ListBucket', Resource: ['arn:aws:s3:::clinic', 'arn:aws:s3:::logs'] },
  { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::clinic/*' },
  { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/*' },
);

let program: ProgramUnderTest;
let iam: IAMClient;
let storeId: string;
beforeAll(async () => {
  program = await startUnderTest();
  const { config } = program.connection.healthLake;
  const credentials = await config.credentials();
  iam = new IAMClient({ endpoint: program.endpoint, region: 'us-east-1', credentials });
  storeId = await program.createStore('roles');
  const { s3 } = program.connection;
  for (const bucket of ['clinic', 'logs']) await ensureBucket(s3, bucket);
  const Body = '{"resourceType":"Patient","id":"anna"}\n';
  await s3.send(new PutObjectCommand({ Bucket: 'clinic', Key: 'in/a.ndjson', Body }));
});
afterAll(async () => {
  iam.destroy();
  await program.remove();
});

async function makeRole(RoleName: string, trust: string, policy?: string): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  if (policy !== undefined)
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy }));
}

const place = { S3Uri: 's3://logs/out/', KmsKeyId: `arn:aws:kms:us-east-1:${account}:alias/aws/s3` };
async function importAs(role: string) {
  const client = program.connection.healthLake;
  const { JobId } = await client.send(
    new StartFHIRImportJobCommand({
      DatastoreId: storeId,
      InputDataConfig: { S3Uri: 's3://clinic/in/' },
      JobOutputDataConfig: { S3Configuration: place },
      DataAccessRoleArn: roleArn(role),
    }),
  );
  return followJob(async () => {
    const answer = await client.send(new DescribeFHIRImportJobCommand({ DatastoreId: storeId, JobId }));
    return answer.ImportJobProperties;
  });
}
async function exportAs(role: string) {
  const client = program.connection.healthLake;
  const { JobId } = await client.send(
    new StartFHIRExportJobCommand({
      DatastoreId: storeId,
      OutputDataConfig: { S3Configuration: place },
      DataAccessRoleArn: roleArn(role),
    }),
  );
  return followJob(async () => {
    const answer = await client.send(new DescribeFHIRExportJobCommand({ DatastoreId: storeId, JobId }));
    return answer.ExportJobProperties;
  });
}
const denied = { name: expect.stringMatching(/^AccessDenied/) as string };

describe('jobs', () => {
  it('act as a role that trusts HealthLake, with its policies', async () => {
    await makeRole('Import', trusting(healthLake), importPolicy);
    expect(await importAs('Import')).toMatchObject({ JobStatus: 'COMPLETED' });
    expect(await exportAs('Import')).toMatchObject({ JobStatus: 'COMPLETED' });
  });

  it('fail in words where the role may not read', async () => {
    const blind = document({ Effect: 'Allow', Action: ['s3:ListBucket', 's3:PutObject'], Resource: '*' });
    await makeRole('Blind', trusting(healthLake), blind);
    const job = await importAs('Blind');
    expect(job).toMatchObject({ JobStatus: 'FAILED' });
    expect(job.Message).toContain('is not authorized to perform: s3:GetObject');
    expect(job.Message).toContain('arn:aws:s3:::clinic/in/a.ndjson');
  });

  it('are not begun as a role that is not there, or does not trust HealthLake', async () => {
    await makeRole('Trustless', trusting({ AWS: account }), importPolicy);
    await makeRole('OtherService', trusting({ Service: 'lambda.amazonaws.com' }), importPolicy);
    for (const role of ['Gone', 'Trustless', 'OtherService']) {
      await expect(importAs(role)).rejects.toMatchObject(denied);
      await expect(exportAs(role)).rejects.toMatchObject(denied);
    }
  });

  it('are begun for the data store that the trust names', async () => {
    const arn = (id: string): string => `arn:aws:healthlake:us-east-1:${account}:datastore/fhir/${id}`;
    const only = (id: string): string =>
      trusting(healthLake, {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': arn(id) },
      });
    await makeRole('Deputy', only(storeId), importPolicy);
    expect(await importAs('Deputy')).toMatchObject({ JobStatus: 'COMPLETED' });
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'Deputy', PolicyDocument: only('0'.repeat(32)) }),
    );
    await expect(importAs('Deputy')).rejects.toMatchObject(denied);
  });

  it('lose at once what is taken from the role', async () => {
    await makeRole('Losing', trusting(healthLake), importPolicy);
    expect(await importAs('Losing')).toMatchObject({ JobStatus: 'COMPLETED' });
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'Losing', PolicyName: 'p' }));
    const job = await importAs('Losing');
    expect([job.JobStatus, job.Message]).toEqual([
      'FAILED',
      expect.stringMatching(/assumed-role.Losing.import-[0-9a-f]{32} is not authorized to perform: s3:/),
    ]);
  });
});

describe('a user of the object store', () => {
  it('has what the policies of the user and the bucket give, and no more', async () => {
    const UserName = 'ada';
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const s3 = new S3Client({
      endpoint: program.endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! },
    });
    const object = { Bucket: 'clinic', Key: 'in/a.ndjson' };
    const read = async () => (await s3.send(new GetObjectCommand(object))).Body!.transformToString();
    await expect(read()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        `User: arn:aws:iam::${account}:user/ada is not authorized to perform: s3:GetObject`,
      ) as string,
    });
    const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::clinic/in/*' };
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: document(allow) }));
    expect(await read()).toContain('anna');
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'clinic' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });

    const root = program.connection.s3;
    const Policy = document({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:user/ada` },
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::clinic',
    });
    await root.send(new PutBucketPolicyCommand({ Bucket: 'clinic', Policy }));
    expect((await root.send(new GetBucketPolicyCommand({ Bucket: 'clinic' }))).Policy).toBe(Policy);
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: 'clinic' }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['in/a.ndjson']);
    s3.destroy();
  });
});

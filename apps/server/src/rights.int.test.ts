import {
  DeleteFHIRDatastoreCommand,
  DescribeFHIRDatastoreCommand,
  HealthLakeClient,
  ListFHIRDatastoresCommand,
  StartFHIRExportJobCommand,
  TagResourceCommand,
} from '@aws-sdk/client-healthlake';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { signedFetch, type SignedFetch } from '@wellspring/access/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rootCredential } from './root-credential.js';
import { readSettings } from './configuration/read-settings.js';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

const region = 'us-east-1';

let program: ProgramUnderTest;
let iam: IAMClient;
let storeId: string;

interface Person {
  readonly healthLake: HealthLakeClient;
  readonly fetchFhir: SignedFetch;
}

beforeAll(async () => {
  program = await startUnderTest({
    WELLSPRING_QUOTA_OVERRIDES: '{"GetCapabilities":{"dataStore":0.001}}',
  });
  const root = await rootCredential(readSettings({ WELLSPRING_DATA: program.folder }), program.folder);
  iam = new IAMClient({ endpoint: program.endpoint, region, credentials: root });
  storeId = await program.createStore();
  await program.fetchFhir(`${program.fhirUrl(storeId)}Patient/p`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: '{"resourceType":"Patient","id":"p"}',
  });
});
afterAll(async () => {
  iam.destroy();
  await program.remove();
});

async function personNamed(UserName: string): Promise<Person> {
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = {
    accessKeyId: AccessKey!.AccessKeyId!,
    secretAccessKey: AccessKey!.SecretAccessKey!,
  };
  return {
    healthLake: new HealthLakeClient({
      endpoint: program.endpoint,
      region,
      credentials,
      maxAttempts: 1,
    }),
    fetchFhir: signedFetch({ credentials, region, service: 'healthlake' }),
  };
}

const policy = (UserName: string, ...Statement: readonly object[]) =>
  iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: 'test',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
const storeArn = () => `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${storeId}`;
const role = 'arn:aws:iam::000000000000:role/WellspringDataAccess';

describe('a user of the account', () => {
  it('may do nothing without a policy, and what a managed policy says with it', async () => {
    const { healthLake, fetchFhir } = await personNamed('reader');
    const describe = () => healthLake.send(new DescribeFHIRDatastoreCommand({ DatastoreId: storeId }));
    await expect(describe()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:iam::000000000000:user/reader is not authorized to perform: healthlake:DescribeFHIRDatastore on resource: ${storeArn()} because no identity-based policy allows the healthlake:DescribeFHIRDatastore action`,
      $metadata: { httpStatusCode: 400 },
    });
    expect((await fetchFhir(`${program.fhirUrl(storeId)}Patient/p`)).status).toBe(403);
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonHealthLakeReadOnlyAccess';
    await iam.send(new AttachUserPolicyCommand({ UserName: 'reader', PolicyArn }));
    expect((await describe()).DatastoreProperties?.DatastoreId).toBe(storeId);
    await healthLake.send(new ListFHIRDatastoresCommand({}));
    expect((await fetchFhir(`${program.fhirUrl(storeId)}Patient/p`)).status).toBe(200);
    const write = { method: 'DELETE' } as const;
    expect((await fetchFhir(`${program.fhirUrl(storeId)}Patient/p`, write)).status).toBe(403);
    await expect(
      healthLake.send(new DeleteFHIRDatastoreCommand({ DatastoreId: storeId })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    healthLake.destroy();
  });

  it('is let in by the tags of a data store', async () => {
    const { healthLake, fetchFhir } = await personNamed('tagged');
    await policy('tagged', {
      Effect: 'Allow',
      Action: 'healthlake:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'cardiology' } },
    });
    const read = async () => (await fetchFhir(`${program.fhirUrl(storeId)}Patient/p`)).status;
    expect(await read()).toBe(403);
    const { healthLake: root } = program.connection;
    const tags = (Value: string) =>
      root.send(new TagResourceCommand({ ResourceARN: storeArn(), Tags: [{ Key: 'team', Value }] }));
    await tags('cardiology');
    expect(await read()).toBe(200);
    await tags('oncology');
    expect(await read()).toBe(403);
    healthLake.destroy();
  });

  it('needs the right to pass a role on to a job', async () => {
    const { healthLake } = await personNamed('exporter');
    const own = { Effect: 'Allow', Action: 'healthlake:StartFHIRExportJob', Resource: storeArn() };
    await policy('exporter', own);
    const start = () =>
      healthLake.send(
        new StartFHIRExportJobCommand({
          DatastoreId: storeId,
          DataAccessRoleArn: role,
          OutputDataConfig: { S3Configuration: { S3Uri: 's3://exports/out', KmsKeyId: 'alias/k' } },
        }),
      );
    await expect(start()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`perform: iam:PassRole on resource: ${role}`) as string,
    });
    const pass = {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: role,
      Condition: { StringEquals: { 'iam:PassedToService': 'healthlake.amazonaws.com' } },
    };
    await policy('exporter', own, pass);
    expect((await start()).JobStatus).toBe('SUBMITTED');
    healthLake.destroy();
  });
});

describe('quotas', () => {
  it('are of the settings, for each data store', async () => {
    const other = await program.createStore('other');
    const capabilities = (id: string) => program.fetchFhir(`${program.fhirUrl(id)}metadata`);
    expect((await capabilities(storeId)).status).toBe(200);
    const refused = await capabilities(storeId);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(990);
    expect((await capabilities(other)).status).toBe(200);
  });
});

import { controlPlaneActions, type Caller } from '@wellspring/access';
import { policedCaller, testCaller, type TestStatement } from '@wellspring/access/testing';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import type { OperationName } from '../generated/shapes.js';
import { type ControlFixture, controlFixture, type RawAnswer } from '../testing/control-fixture.js';

let home: TestDatabase;
let fixture: ControlFixture;
let caller: Caller = testCaller();

beforeAll(async () => {
  home = await testDatabase();
  fixture = await controlFixture({ url: home.url, caller: () => caller });
});
afterEach(() => {
  caller = testCaller();
  expect(fixture.listener.complaints).toEqual([]);
});
afterAll(async () => {
  await fixture.close();
  await home.drop();
});

const account = 'arn:aws:healthlake:us-east-1:000000000000';
const role = 'arn:aws:iam::000000000000:role/import';
const id = '0123456789abcdef0123456789abcdef';
const arn = `${account}:datastore/fhir/${id}`;
const profileArn = `${account}:dataTransformationProfile/${id}`;

async function callAs(
  statements: readonly TestStatement[],
  operation: string,
  input: object,
): Promise<RawAnswer & { readonly who: ReturnType<typeof policedCaller> }> {
  const who = policedCaller(...statements);
  caller = who;
  const answer = await fixture.call(`HealthLake.${operation}`, JSON.stringify(input));
  return { ...answer, who };
}

const nothing: TestStatement = { Action: 'sts:GetCallerIdentity' };
const output = { S3Configuration: { S3Uri: 's3://bucket/out', KmsKeyId: 'k' } };
const job = { DatastoreId: id, DataAccessRoleArn: role, ClientToken: 't' };
const dataStore = { DatastoreId: id };
const profile = { ProfileId: id };

/** Every operation with an input that the model allows, and the ARN that the reference has it on. */
const operations: Readonly<Record<OperationName, readonly [input: object, arn: string]>> = {
  CreateFHIRDatastore: [{ DatastoreTypeVersion: 'R4' }, '*'],
  DescribeFHIRDatastore: [dataStore, arn],
  ListFHIRDatastores: [{}, '*'],
  UpdateFHIRDatastore: [dataStore, arn],
  DeleteFHIRDatastore: [dataStore, arn],
  RestoreFHIRDatastore: [
    { SourceDatastoreId: id, RestoreConfiguration: { ContinuousBackupRestoreConfiguration: {} } },
    arn,
  ],
  StartFHIRImportJob: [
    { ...job, InputDataConfig: { S3Uri: 's3://bucket/in' }, JobOutputDataConfig: output },
    arn,
  ],
  DescribeFHIRImportJob: [{ ...dataStore, JobId: id }, arn],
  ListFHIRImportJobs: [dataStore, arn],
  StartFHIRExportJob: [{ ...job, OutputDataConfig: output }, arn],
  DescribeFHIRExportJob: [{ ...dataStore, JobId: id }, arn],
  ListFHIRExportJobs: [dataStore, arn],
  TagResource: [{ ResourceARN: arn, Tags: [{ Key: 'a', Value: 'b' }] }, arn],
  UntagResource: [{ ResourceARN: arn, TagKeys: ['a'] }, arn],
  ListTagsForResource: [{ ResourceARN: profileArn }, profileArn],
  CreateDataTransformationProfile: [
    { SourceFormat: 'CSV', Source: { StarterProfile: { StarterProfileName: 's' } }, ProfileName: 'p' },
    '*',
  ],
  GetDataTransformationProfile: [profile, profileArn],
  UpdateDataTransformationProfile: [
    { ...profile, SourceFormat: 'CSV', ProfileMapping: { a: 'b' } },
    profileArn,
  ],
  DeleteDataTransformationProfile: [profile, profileArn],
  PublishDataTransformationProfile: [{ ...profile, SourceFormat: 'CSV' }, profileArn],
  ListDataTransformationProfiles: [{ SourceFormat: 'CSV' }, '*'],
  ListDataTransformationProfileVersions: [profile, profileArn],
  StartDataTransformationJob: [
    {
      ...profile,
      ClientToken: 't',
      DataAccessRoleArn: role,
      InputDataConfig: { S3Uri: 's3://abc/d' },
      OutputDataConfig: output,
    },
    profileArn,
  ],
  DescribeDataTransformationJob: [{ JobId: 'a' }, '*'],
  ListDataTransformationJobs: [{}, '*'],
  UpdateProfileWithAgent: [
    { ...profile, SourceFormat: 'CSV', InputMessage: { Body: 'b', Type: 'normal' } },
    profileArn,
  ],
};

describe('every operation', () => {
  it('has an action, and every action of this plane an operation or the name of being absent', () => {
    const there = Object.entries(controlPlaneActions).flatMap(([name, { here }]) =>
      here === 'absent' ? [] : [name],
    );
    expect(Object.keys(operations).sort()).toEqual(there.sort());
  });

  test.each(Object.entries(operations))(
    '%s is refused, and says no more',
    async (operation, [input, resource]) => {
      const { status, body, headers, who } = await callAs([nothing], operation, input);
      expect(status).toBe(400);
      expect(headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
      const on = resource === '*' ? '' : ` on resource: ${resource}`;
      expect(body).toEqual({
        __type: 'AccessDeniedException',
        Message: `User: arn:aws:iam::000000000000:user/ada is not authorized to perform: healthlake:${operation}${on} because no identity-based policy allows the healthlake:${operation} action`,
      });
      expect(who.asked.map(({ action, resource: on }) => [action, on])).toEqual([
        [`healthlake:${operation}`, resource],
      ]);
      const { eventName, error } = who.record;
      expect([eventName, error?.code]).toEqual([operation, 'AccessDeniedException']);
    },
  );

  test.each(['StartFHIRImportJob', 'StartFHIRExportJob', 'StartDataTransformationJob'] as const)(
    '%s needs the right to pass the role on to HealthLake',
    async (operation) => {
      const [input, resource] = operations[operation];
      const own = { Action: `healthlake:${operation}` };
      const refused = await callAs([own], operation, input);
      expect(refused.body.__type).toBe('AccessDeniedException');
      expect(refused.body.Message).toContain(`iam:PassRole on resource: ${role}`);
      expect(refused.who.asked.at(-1)?.context).toEqual({
        'iam:PassedToService': 'healthlake.amazonaws.com',
        'iam:AssociatedResourceArn': resource,
      });
      const passed = (service: string) => ({
        Action: 'iam:PassRole',
        Resource: role,
        Condition: { StringEquals: { 'iam:PassedToService': service } },
      });
      const other = await callAs([own, passed('ec2.amazonaws.com')], operation, input);
      expect(other.body.__type).toBe('AccessDeniedException');
      const allowed = await callAs([own, passed('healthlake.amazonaws.com')], operation, input);
      expect(allowed.body.__type).not.toBe('AccessDeniedException');
    },
  );
});

describe('tags', () => {
  const create = { DatastoreTypeVersion: 'R4' } as const;
  const team = (value: string) => [{ Key: 'team', Value: value }];

  it('of the request decide what may be made', async () => {
    const statement = {
      Action: 'healthlake:CreateFHIRDatastore',
      Condition: {
        StringEquals: { 'aws:RequestTag/team': 'cardiology' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
      },
    };
    const made = async (Tags?: object) =>
      (await callAs([statement], 'CreateFHIRDatastore', { ...create, ...(Tags && { Tags }) })).body.__type;
    expect(await made()).toBe('AccessDeniedException');
    expect(await made(team('oncology'))).toBe('AccessDeniedException');
    expect(await made([...team('cardiology'), { Key: 'other', Value: '' }])).toBe('AccessDeniedException');
    expect(await made(team('cardiology'))).toBeUndefined();
  });

  it('of the data store decide, and new ones at once', async () => {
    const made = await fixture.succeed('CreateFHIRDatastore', { ...create, Tags: team('cardiology') });
    const store = { DatastoreId: made.DatastoreId };
    const own = {
      Action: ['healthlake:DescribeFHIRDatastore', 'healthlake:UntagResource'],
      Resource: `${account}:datastore/fhir/*`,
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'cardiology' } },
    };
    const described = async () => (await callAs([own], 'DescribeFHIRDatastore', store)).body.__type;
    expect(await described()).toBeUndefined();
    caller = testCaller();
    await fixture.succeed('TagResource', { ResourceARN: made.DatastoreArn, Tags: team('oncology') });
    expect(await described()).toBe('AccessDeniedException');
    caller = testCaller();
    await fixture.succeed('TagResource', { ResourceARN: made.DatastoreArn, Tags: team('cardiology') });
    expect(await described()).toBeUndefined();
    const untag = { ResourceARN: made.DatastoreArn, TagKeys: ['team'] };
    const { who } = await callAs([own], 'UntagResource', untag);
    expect(who.asked[0]?.context).toEqual({
      'aws:ResourceTag/team': 'cardiology',
      'aws:TagKeys': ['team'],
    });
    expect(await described()).toBe('AccessDeniedException');
  });

  it('of another account decide nothing', async () => {
    const foreign = arn.replace('000000000000', '111111111111');
    const { who } = await callAs([nothing], 'ListTagsForResource', { ResourceARN: foreign });
    expect(who.asked[0]).toEqual({
      action: 'healthlake:ListTagsForResource',
      resource: foreign,
      context: {},
    });
  });
});

describe('the record of a call', () => {
  it('has what was asked and what came of it, in camel case', async () => {
    const input = {
      DatastoreName: 'clinic',
      DatastoreTypeVersion: 'R4',
      Tags: [{ Key: 'Team', Value: 'a' }],
    };
    const { body, who } = await callAs([{ Action: 'healthlake:*' }], 'CreateFHIRDatastore', input);
    const { DatastoreId, DatastoreArn, DatastoreEndpoint } = body as unknown as Record<string, string>;
    expect(who.record).toMatchObject({
      eventName: 'CreateFHIRDatastore',
      readOnly: false,
      resources: [{ arn: DatastoreArn, type: 'AWS::HealthLake::FHIRDatastore' }],
      requestParameters: {
        datastoreName: 'clinic',
        datastoreTypeVersion: 'R4',
        tags: [{ key: 'Team', value: 'a' }],
      },
      responseElements: {
        datastoreId: DatastoreId,
        datastoreArn: DatastoreArn,
        datastoreStatus: 'CREATING',
        datastoreEndpoint: DatastoreEndpoint,
      },
      error: undefined,
    });
  });

  it('has no answer of what only reads, no secret, and long texts cut', async () => {
    const read = await callAs([{ Action: 'healthlake:*' }], 'ListFHIRDatastores', {
      Filter: { CreatedAfter: 0 },
    });
    expect(read.who.record).toMatchObject({
      readOnly: true,
      resources: [],
      requestParameters: { filter: { createdAfter: '1970-01-01T00:00:00.000Z' } },
      responseElements: undefined,
    });
    const [input] = operations.UpdateProfileWithAgent;
    const agent = await callAs([nothing], 'UpdateProfileWithAgent', input);
    expect(agent.who.record.requestParameters).toMatchObject({
      inputMessage: { body: 'HIDDEN_DUE_TO_SECURITY_REASONS', type: 'normal' },
    });
    const IdentityProviderConfiguration = { AuthorizationStrategy: 'AWS_AUTH', Metadata: 'x'.repeat(5_000) };
    const update = await callAs([nothing], 'UpdateFHIRDatastore', {
      ...dataStore,
      IdentityProviderConfiguration,
    });
    expect(JSON.stringify(update.who.record.requestParameters).length).toBeLessThan(1_300);
  });

  it('has the error that the caller was told', async () => {
    const { body, who } = await callAs([{ Action: 'healthlake:*' }], 'DescribeFHIRDatastore', dataStore);
    expect(who.record.error).toEqual({ code: 'ResourceNotFoundException', message: body.Message });
    expect(who.record.resources).toEqual([{ arn, type: 'AWS::HealthLake::FHIRDatastore' }]);
  });
});

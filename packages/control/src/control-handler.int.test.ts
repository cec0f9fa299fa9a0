import { ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { createRequestQuotas } from '@wellspring/access';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { WellspringError } from '@wellspring/errors';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ControlFixture, controlFixture } from './testing/control-fixture.js';

let home: TestDatabase;
let fixture: ControlFixture;

beforeAll(async () => {
  home = await testDatabase();
  fixture = await controlFixture({
    url: home.url,
    alive: false,
    config: { maxDataStores: 3, maxBodyBytes: 200_000 },
    quotas: createRequestQuotas([
      { name: 'tags', actions: ['ListTagsForResource'], counts: 'requests', account: 2 },
    ]),
  });
});
afterEach(() => {
  expect(fixture.listener.complaints).toEqual([]);
});
afterAll(async () => {
  await fixture.close();
  await home.drop();
});

describe('the protocol', () => {
  it('answers with a request id, in AWS JSON 1.0', async () => {
    const { status, headers, body } = await fixture.call('HealthLake.ListFHIRDatastores', '{}');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-amzn-errortype')).toBeNull();
    expect(body).toEqual({ DatastorePropertiesList: [] });
  });

  it.each([
    ['an unknown operation', 'HealthLake.Explode', '{}', 'UnknownOperationException'],
    ['a name of Object.prototype', 'HealthLake.constructor', '{}', 'UnknownOperationException'],
    ['another service', 'DynamoDB_20120810.ListTables', '{}', 'UnknownOperationException'],
    ['no operation', 'HealthLake', '{}', 'UnknownOperationException'],
    ['an empty target', '', '{}', 'UnknownOperationException'],
    ['a body that is cut off', 'HealthLake.ListFHIRDatastores', '{"MaxResults":', 'SerializationException'],
    ['a body that is no JSON', 'HealthLake.ListFHIRDatastores', '<a/>', 'SerializationException'],
    [
      'JSON nested 50,000 deep',
      'HealthLake.ListFHIRDatastores',
      '['.repeat(50_000),
      'SerializationException',
    ],
    ['a body that is no object', 'HealthLake.ListFHIRDatastores', '[]', 'SerializationException'],
    ['a wrong type', 'HealthLake.ListFHIRDatastores', '{"MaxResults":"1"}', 'SerializationException'],
    ['a broken constraint', 'HealthLake.ListFHIRDatastores', '{"MaxResults":0}', 'ValidationException'],
    ['an empty body', 'HealthLake.DescribeFHIRDatastore', '', 'ValidationException'],
    ['a body over the limit', 'HealthLake.ListFHIRDatastores', ' '.repeat(200_001), 'ValidationException'],
  ])('refuses %s', async (_, target, body, exception) => {
    const answer = await fixture.call(target, body);
    expect(answer.status).toBe(400);
    expect(answer.body.__type).toBe(exception);
    expect(answer.body.Message).toMatch(/./);
    expect(answer.headers.get('x-amzn-errortype')).toBe(exception);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the member of a ValidationException, which the SDK shows', async () => {
    const list = fixture.sdk.send(new ListFHIRDatastoresCommand({ MaxResults: 501 }));
    await expect(list).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '501' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 500",
      $fault: 'client',
    });
  });

  it('refuses invalid UTF-8', async () => {
    const response = await fetch(fixture.listener.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'HealthLake.ListFHIRDatastores' },
      body: Buffer.from([0x7b, 0xff, 0x7d]),
    });
    expect(await response.json()).toEqual({
      __type: 'SerializationException',
      Message: 'The request body is not UTF-8',
    });
  });

  it.each([
    ['GET', '/'],
    ['POST', '/other'],
  ])('is not there for %s %s', async (method, path) => {
    const response = await fetch(`${fixture.listener.url}${path}`, {
      method,
      headers: { 'x-amz-target': 'HealthLake.ListFHIRDatastores' },
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
    await response.arrayBuffer();
  });
});

describe('operations that are not there yet', () => {
  const profile = { ProfileId: 'a'.repeat(32) };
  const role = 'arn:aws:iam::000000000000:role/x';
  it.each<readonly [string, object]>([
    [
      'CreateDataTransformationProfile',
      { SourceFormat: 'CSV', Source: { StarterProfile: { StarterProfileName: 's' } }, ProfileName: 'p' },
    ],
    ['DeleteDataTransformationProfile', profile],
    ['DescribeDataTransformationJob', { JobId: 'a' }],
    ['GetDataTransformationProfile', profile],
    ['ListDataTransformationJobs', {}],
    ['ListDataTransformationProfileVersions', profile],
    ['ListDataTransformationProfiles', { SourceFormat: 'CSV' }],
    ['PublishDataTransformationProfile', { ...profile, SourceFormat: 'CSV' }],
    [
      'RestoreFHIRDatastore',
      { SourceDatastoreId: 'a', RestoreConfiguration: { ContinuousBackupRestoreConfiguration: {} } },
    ],
    [
      'StartDataTransformationJob',
      {
        InputDataConfig: { S3Uri: 's3://abc/d' },
        OutputDataConfig: { S3Configuration: { S3Uri: 's3://abc/d', KmsKeyId: 'k' } },
        DataAccessRoleArn: role,
        ClientToken: 't',
        ...profile,
      },
    ],
    ['UpdateDataTransformationProfile', { ...profile, SourceFormat: 'CSV', ProfileMapping: { a: 'b' } }],
    [
      'UpdateProfileWithAgent',
      { ...profile, SourceFormat: 'CSV', InputMessage: { Body: 'b', Type: 'normal' } },
    ],
  ])('%s', async (operation, input) => {
    const modelled = operation === 'UpdateProfileWithAgent';
    const { status, body } = await fixture.call(`HealthLake.${operation}`, JSON.stringify(input));
    expect(status).toBe(modelled ? 500 : 400);
    expect(body).toEqual({
      __type: modelled ? 'NotImplementedOperationException' : 'ValidationException',
      Message: `${operation} is not yet available on this server`,
    });
  });

  it('check their input first', async () => {
    const { body } = await fixture.call('HealthLake.GetDataTransformationProfile', '{"ProfileId":"x"}');
    expect(body.Message).toMatch(/^2 validation errors detected: Value 'x' at 'profileId'/);
  });
});

describe('limits', () => {
  it('counts the data stores that are not deleted', async () => {
    const create = () => fixture.succeed('CreateFHIRDatastore', { DatastoreTypeVersion: 'R4' });
    const results = await Promise.allSettled([create(), create(), create(), create(), create()]);
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    const refused = await fixture.call('HealthLake.CreateFHIRDatastore', '{"DatastoreTypeVersion":"R4"}');
    expect(refused.body).toEqual({
      __type: 'ValidationException',
      Message: 'This server allows 3 data stores, and there are as many; delete one first',
    });
    const { DatastorePropertiesList } = await fixture.succeed('ListFHIRDatastores', {});
    await fixture.registry.update(DatastorePropertiesList[0]!.DatastoreId, { status: 'DELETED' });
    await create();
  });

  it('throttles an operation that has a rate', async () => {
    const { DatastorePropertiesList } = await fixture.succeed('ListFHIRDatastores', {});
    const body = JSON.stringify({ ResourceARN: DatastorePropertiesList[0]!.DatastoreArn });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fixture.call('HealthLake.ListTagsForResource', body)),
    );
    const passed = answers.filter(({ status }) => status === 200).length;
    expect(passed).toBeGreaterThanOrEqual(2);
    expect(passed).toBeLessThan(20);
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({
      status: 400,
      body: { __type: 'ThrottlingException', Message: 'Rate exceeded for ListTagsForResource' },
    });
  });
});

describe('failures of the server', () => {
  it.each([
    [
      'a database that is away',
      new WellspringError('database-unavailable', 'The database cannot be reached'),
      { status: 503, body: { Message: 'The database cannot be reached' } },
    ],
    ['an error nobody expected', new Error('relation "x" of patient 7'), { status: 500 }],
  ])('%s is an InternalServerException, and logged', async (_, failure, expected) => {
    const broken = await controlFixture({
      url: home.url,
      alive: false,
      registry: (real) => ({ ...real, get: () => Promise.reject(failure) }),
    });
    const input = JSON.stringify({ DatastoreId: 'a'.repeat(32) });
    const answer = await broken.call('HealthLake.DescribeFHIRDatastore', input);
    expect(answer).toMatchObject(expected);
    expect(answer.body.__type).toBe('InternalServerException');
    expect(answer.body.Message).not.toContain('patient');
    expect(broken.errors).toEqual([
      {
        err: failure,
        requestId: answer.headers.get('x-amzn-requestid'),
        operation: 'DescribeFHIRDatastore',
        principal: 'arn:aws:iam::000000000000:root',
      },
    ]);
    expect(broken.listener.complaints).toEqual([]);
    await broken.close();
  });
});

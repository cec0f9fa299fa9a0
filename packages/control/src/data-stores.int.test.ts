import {
  CreateFHIRDatastoreCommand,
  DeleteFHIRDatastoreCommand,
  DescribeFHIRDatastoreCommand,
  ListFHIRDatastoresCommand,
  ListTagsForResourceCommand,
  waitUntilFHIRDatastoreActive,
  waitUntilFHIRDatastoreDeleted,
} from '@aws-sdk/client-healthlake';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ControlFixture, controlFixture } from './testing/control-fixture.js';

let home: TestDatabase;
let fixture: ControlFixture;
const waiting = { maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.05 };
/** What each test makes goes again, so that the quota of 20 is never in the way. */
const made: string[] = [];

beforeAll(async () => {
  home = await testDatabase();
  fixture = await controlFixture({ url: home.url });
  fixture.lifeCycle.start();
});
afterEach(async () => {
  for (const id of made.splice(0)) await fixture.registry.update(id, { status: 'DELETED' });
  expect(fixture.listener.complaints).toEqual([]);
});
afterAll(async () => {
  await fixture.close();
  await home.drop();
});

async function create(input: object = {}): Promise<string> {
  const { DatastoreId } = await fixture.sdk.send(
    new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: 'R4', ...input }),
  );
  made.push(DatastoreId!);
  return DatastoreId!;
}

async function createActive(input: object = {}): Promise<string> {
  const id = await create(input);
  await waitUntilFHIRDatastoreActive({ client: fixture.sdk, ...waiting }, { DatastoreId: id });
  return id;
}

const describeStore = async (id: string) =>
  (await fixture.succeed('DescribeFHIRDatastore', { DatastoreId: id })).DatastoreProperties;

async function refusal(operation: string, input: object): Promise<string> {
  const { status, body } = await fixture.call(`HealthLake.${operation}`, JSON.stringify(input));
  expect(status).toBe(400);
  return `${body.__type!}: ${body.Message!}`;
}

describe('life of a data store', () => {
  it('goes from CREATING to ACTIVE within a second, and through DELETING to DELETED', async () => {
    const { sdk } = fixture;
    const began = Date.now();
    const created = await sdk.send(
      new CreateFHIRDatastoreCommand({ DatastoreName: 'Klinik Süd', DatastoreTypeVersion: 'R4' }),
    );
    const id = created.DatastoreId!;
    expect(created).toMatchObject({
      DatastoreStatus: 'CREATING',
      DatastoreArn: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${id}`,
      DatastoreEndpoint: `http://127.0.0.1:8080/datastore/${id}/r4/`,
    });
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(created.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);

    await waitUntilFHIRDatastoreActive({ client: sdk, ...waiting }, { DatastoreId: id });
    const { DatastoreProperties: active } = await sdk.send(
      new DescribeFHIRDatastoreCommand({ DatastoreId: id }),
    );
    expect(active).toEqual({
      DatastoreId: id,
      DatastoreArn: created.DatastoreArn,
      DatastoreName: 'Klinik Süd',
      DatastoreStatus: 'ACTIVE',
      CreatedAt: expect.any(Date) as Date,
      DatastoreTypeVersion: 'R4',
      DatastoreEndpoint: created.DatastoreEndpoint,
      SseConfiguration: { KmsEncryptionConfig: { CmkType: 'AWS_OWNED_KMS_KEY' } },
      IdentityProviderConfiguration: {
        AuthorizationStrategy: 'AWS_AUTH',
        FineGrainedAuthorizationEnabled: false,
      },
    });
    expect(Math.abs(active!.CreatedAt!.getTime() - began)).toBeLessThan(60_000);
    expect(await fixture.registry.open(id)).toBeDefined();

    const deleting = await sdk.send(new DeleteFHIRDatastoreCommand({ DatastoreId: id }));
    expect(deleting.DatastoreStatus).toBe('DELETING');
    await waitUntilFHIRDatastoreDeleted({ client: sdk, ...waiting }, { DatastoreId: id });
    expect((await describeStore(id)).DatastoreStatus).toBe('DELETED');
    expect(await fixture.registry.open(id)).toBeUndefined();
    const schemas = await fixture.database.query('SELECT FROM pg_namespace WHERE nspname = $1', [`ds_${id}`]);
    expect(schemas).toEqual([]);
    expect(await refusal('DeleteFHIRDatastore', { DatastoreId: id })).toMatch(
      /^ConflictException: .*DELETED/,
    );
    expect(await refusal('UpdateFHIRDatastore', { DatastoreId: id })).toMatch(
      /^ConflictException: .*DELETED/,
    );
  });

  it('is not deleted while jobs run on it', async () => {
    const id = await createActive();
    const { JobId } = await fixture.succeed('StartFHIRExportJob', {
      DatastoreId: id,
      OutputDataConfig: { S3Configuration: { S3Uri: 's3://results', KmsKeyId: 'alias/aws/s3' } },
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/export',
    });
    expect(await refusal('DeleteFHIRDatastore', { DatastoreId: id })).toBe(
      `ConflictException: The data store ${id} has 1 unfinished job; it can be deleted when they have ended`,
    );
    fixture.jobs.change(JobId, { status: 'COMPLETED' });
    await fixture.sdk.send(new DeleteFHIRDatastoreCommand({ DatastoreId: id }));
    await waitUntilFHIRDatastoreDeleted({ client: fixture.sdk, ...waiting }, { DatastoreId: id });
  });

  it('keeps and describes every setting', async () => {
    const settings = {
      SseConfiguration: {
        KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: 'alias/records' },
      },
      IdentityProviderConfiguration: {
        AuthorizationStrategy: 'SMART_ON_FHIR',
        FineGrainedAuthorizationEnabled: true,
        IdpLambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:idp',
        Metadata: JSON.stringify({
          authorization_endpoint: 'https://idp.example.org/authorize',
          token_endpoint: 'https://idp.example.org/token',
          grant_types_supported: ['authorization_code', 'client_credentials'],
          capabilities: ['permission-v2'],
          code_challenge_methods_supported: ['S256'],
        }),
      },
      NlpConfiguration: { Status: 'DISABLED' },
      AnalyticsConfiguration: { Status: 'ENABLED' },
      ProfileConfiguration: { DefaultProfiles: ['us-core-3.1.1', 'carin-bb-2.0.0'] },
    } as const;
    const { DatastoreId } = await fixture.succeed('CreateFHIRDatastore', {
      DatastoreTypeVersion: 'R4',
      ...settings,
      BackupConfiguration: { Status: 'DISABLED' },
    });
    made.push(DatastoreId);
    expect(await describeStore(DatastoreId)).toMatchObject({
      ...settings,
      BackupStatusInfo: { Configuration: { Status: 'DISABLED' } },
    });
  });

  it.each([
    [
      'a customer key without its name',
      { SseConfiguration: { KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY' } } },
      'sseConfiguration.kmsEncryptionConfig.kmsKeyId is required with CUSTOMER_MANAGED_KMS_KEY',
    ],
    [
      'a name for a key that is not the customer’s',
      { SseConfiguration: { KmsEncryptionConfig: { CmkType: 'AWS_OWNED_KMS_KEY', KmsKeyId: 'alias/a' } } },
      'sseConfiguration.kmsEncryptionConfig.kmsKeyId cannot be set with AWS_OWNED_KMS_KEY',
    ],
    [
      'SMART without a Lambda',
      { IdentityProviderConfiguration: { AuthorizationStrategy: 'SMART_ON_FHIR_V1' } },
      'identityProviderConfiguration.idpLambdaArn is required with SMART_ON_FHIR_V1, or metadata with issuer and jwks_uri, or with introspection_endpoint',
    ],
    [
      'a state that is on its way',
      { NlpConfiguration: { Status: 'ENABLING' } },
      'nlpConfiguration.status can be set to ENABLED or DISABLED',
    ],
    [
      'another state that is on its way',
      { AnalyticsConfiguration: { Status: 'PAUSING' } },
      'analyticsConfiguration.status can be set to ENABLED, DISABLED or PAUSED',
    ],
    [
      'backups',
      { BackupConfiguration: { Status: 'ENABLED' } },
      'backupConfiguration.status ENABLED is not yet available on this server; back up its database instead',
    ],
    [
      'preloaded data',
      { PreloadDataConfig: { PreloadDataType: 'SYNTHEA' } },
      'preloadDataConfig.preloadDataType SYNTHEA is not yet available on this server; import data instead',
    ],
    [
      'a tag of AWS',
      { Tags: [{ Key: 'aws:owner', Value: 'me' }] },
      "Value 'aws:owner' at 'tags.1.member.key' cannot be used: tag keys that begin with aws: are reserved",
    ],
    [
      'a tag key that is there twice',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
      "Value 'a' at 'tags.2.member.key' is there twice: tag keys must be unique",
    ],
  ])('is not created with %s', async (_, input, message) => {
    expect(await refusal('CreateFHIRDatastore', { DatastoreTypeVersion: 'R4', ...input })).toBe(
      `ValidationException: ${message}`,
    );
  });

  it('answers ResourceNotFoundException for ids that no data store has', async () => {
    for (const id of ['f'.repeat(32), 'F'.repeat(32), 'x', '../../etc'])
      for (const operation of ['DescribeFHIRDatastore', 'UpdateFHIRDatastore', 'DeleteFHIRDatastore'])
        expect(await refusal(operation, { DatastoreId: id })).toBe(
          `ResourceNotFoundException: There is no data store with the id ${id}`,
        );
  });
});

describe('idempotency', () => {
  it('makes one data store of 20 requests with one token', async () => {
    const input = { DatastoreName: 'once', ClientToken: 'token-1', Tags: [{ Key: 'a', Value: 'b' }] };
    const ids = await Promise.all(Array.from({ length: 20 }, () => create(input)));
    expect(new Set(ids).size).toBe(1);
    const { DatastorePropertiesList } = await fixture.sdk.send(
      new ListFHIRDatastoresCommand({ Filter: { DatastoreName: 'once' } }),
    );
    expect(DatastorePropertiesList).toHaveLength(1);
    const { Tags } = await fixture.sdk.send(
      new ListTagsForResourceCommand({ ResourceARN: DatastorePropertiesList![0]!.DatastoreArn }),
    );
    expect(Tags).toEqual([{ Key: 'a', Value: 'b' }]);
    // The order of members does not matter.
    const again = await fixture.succeed('CreateFHIRDatastore', {
      ClientToken: 'token-1',
      Tags: [{ Value: 'b', Key: 'a' }],
      DatastoreTypeVersion: 'R4',
      DatastoreName: 'once',
    });
    expect(again.DatastoreId).toBe(ids[0]);
  });

  it('refuses a token that comes with other parameters', async () => {
    await create({ DatastoreName: 'one', ClientToken: 'token-2' });
    const other = { DatastoreTypeVersion: 'R4', DatastoreName: 'other', ClientToken: 'token-2' };
    expect(await refusal('CreateFHIRDatastore', other)).toBe(
      'ValidationException: clientToken was used before, to create a data store with other parameters',
    );
  });

  it('makes a data store each time there is no token', async () => {
    const input = { DatastoreTypeVersion: 'R4' } as const;
    const first = await fixture.succeed('CreateFHIRDatastore', input);
    const second = await fixture.succeed('CreateFHIRDatastore', input);
    made.push(first.DatastoreId, second.DatastoreId);
    expect(second.DatastoreId).not.toBe(first.DatastoreId);
  });
});

describe('UpdateFHIRDatastore', () => {
  it('renames at once', async () => {
    const id = await createActive({ DatastoreName: 'before' });
    const { DatastoreProperties } = await fixture.succeed('UpdateFHIRDatastore', {
      DatastoreId: id,
      DatastoreName: 'after',
      ProfileConfiguration: { DefaultProfiles: ['us-core-6.1.0'] },
    });
    expect(DatastoreProperties).toMatchObject({
      DatastoreName: 'after',
      DatastoreStatus: 'ACTIVE',
      ProfileConfiguration: { DefaultProfiles: ['us-core-6.1.0'] },
    });
    expect(await describeStore(id)).toEqual(DatastoreProperties);
  });

  it('replaces the identity provider as a whole, and leaves what is not given', async () => {
    const id = await createActive({
      DatastoreName: 'kept',
      IdentityProviderConfiguration: {
        AuthorizationStrategy: 'AWS_AUTH',
        FineGrainedAuthorizationEnabled: true,
      },
    });
    await fixture.succeed('UpdateFHIRDatastore', {
      DatastoreId: id,
      IdentityProviderConfiguration: { AuthorizationStrategy: 'AWS_AUTH' },
    });
    const after = await describeStore(id);
    expect(after.DatastoreName).toBe('kept');
    expect(after.IdentityProviderConfiguration).toEqual({ AuthorizationStrategy: 'AWS_AUTH' });
  });

  it('changes NLP and analytics by way of UPDATING, and stays open meanwhile', async () => {
    const id = await createActive();
    const update = {
      DatastoreId: id,
      NlpConfiguration: { Status: 'ENABLED' },
      AnalyticsConfiguration: { Status: 'PAUSED' },
    } as const;
    const { DatastoreProperties } = await fixture.succeed('UpdateFHIRDatastore', update);
    expect(DatastoreProperties).toMatchObject({
      DatastoreStatus: 'UPDATING',
      NlpConfiguration: { Status: 'ENABLING' },
      AnalyticsConfiguration: { Status: 'PAUSING' },
    });
    await waitUntilFHIRDatastoreActive({ client: fixture.sdk, ...waiting }, { DatastoreId: id });
    expect(await describeStore(id)).toMatchObject({
      NlpConfiguration: { Status: 'ENABLED' },
      AnalyticsConfiguration: { Status: 'PAUSED' },
    });
    const same = await fixture.succeed('UpdateFHIRDatastore', update);
    expect(same.DatastoreProperties.DatastoreStatus).toBe('ACTIVE');
  });
});

describe('ListFHIRDatastores', () => {
  it('pages through every data store once, whatever the page size', async () => {
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => create({ DatastoreName: 'paged' })));
    for (const MaxResults of [1, 2, 3, 5, 500]) {
      const seen: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await fixture.sdk.send(
          new ListFHIRDatastoresCommand({ Filter: { DatastoreName: 'paged' }, MaxResults, NextToken }),
        );
        expect(page.DatastorePropertiesList!.length).toBeLessThanOrEqual(MaxResults);
        seen.push(...page.DatastorePropertiesList!.map(({ DatastoreId }) => DatastoreId!));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(seen.sort()).toEqual([...ids].sort());
    }
  });

  it('refuses a token of another filter, and one it did not make', async () => {
    await Promise.all([1, 2].map(() => create({ DatastoreName: 'filtered' })));
    const { NextToken } = await fixture.succeed('ListFHIRDatastores', {
      Filter: { DatastoreName: 'filtered' },
      MaxResults: 1,
    });
    expect(NextToken).toBeDefined();
    const message = 'ValidationException: NextToken was not returned by this operation with these filters';
    expect(await refusal('ListFHIRDatastores', { MaxResults: 1, NextToken })).toBe(message);
    expect(await refusal('ListFHIRDatastores', { NextToken: 'bmV4dA==' })).toBe(message);
  });

  it('filters by name, status and time of creation', async () => {
    const id = await createActive({ DatastoreName: 'wanted' });
    const { CreatedAt } = await describeStore(id);
    const found = async (Filter: object): Promise<boolean> => {
      const { DatastorePropertiesList } = await fixture.succeed('ListFHIRDatastores', { Filter });
      return DatastorePropertiesList.some(({ DatastoreId }) => DatastoreId === id);
    };
    expect(await found({ DatastoreName: 'wanted' })).toBe(true);
    expect(await found({ DatastoreName: 'want' })).toBe(false);
    expect(await found({ DatastoreStatus: 'ACTIVE' })).toBe(true);
    expect(await found({ DatastoreStatus: 'UPDATE_FAILED' })).toBe(false);
    expect(await found({ CreatedAfter: CreatedAt! - 1, CreatedBefore: CreatedAt! + 1 })).toBe(true);
    expect(await found({ CreatedAfter: CreatedAt! + 1 })).toBe(false);
    expect(await found({ CreatedBefore: CreatedAt! - 1 })).toBe(false);
    expect(await found({ DatastoreName: 'wanted', DatastoreStatus: 'DELETED' })).toBe(false);
  });
});

import {
  CreateFHIRDatastoreCommand,
  DescribeFHIRExportJobCommand,
  DescribeFHIRImportJobCommand,
  ListFHIRExportJobsCommand,
  ListFHIRImportJobsCommand,
  StartFHIRExportJobCommand,
  StartFHIRImportJobCommand,
  waitUntilFHIRExportJobCompleted,
  waitUntilFHIRImportJobCompleted,
} from '@aws-sdk/client-healthlake';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ControlFixture, controlFixture } from './testing/control-fixture.js';

let home: TestDatabase;
let fixture: ControlFixture;
let store: string;

beforeAll(async () => {
  home = await testDatabase();
  fixture = await controlFixture({ url: home.url });
  const created = await fixture.sdk.send(new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: 'R4' }));
  store = created.DatastoreId!;
});
afterEach(() => {
  expect(fixture.listener.complaints).toEqual([]);
});
afterAll(async () => {
  await fixture.close();
  await home.drop();
});

const output = { S3Configuration: { S3Uri: 's3://results/out/', KmsKeyId: 'alias/aws/s3' } };
const role = 'arn:aws:iam::000000000000:role/jobs';
const input = { InputDataConfig: { S3Uri: 's3://patients/in/' }, JobOutputDataConfig: output };
const waiting = { maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.05 };

async function startImport(rest: object = {}): Promise<string> {
  const command = { DatastoreId: store, ...input, DataAccessRoleArn: role, ...rest };
  const { JobId } = await fixture.sdk.send(new StartFHIRImportJobCommand(command));
  return JobId!;
}

describe('import jobs', () => {
  it('are started, described while they run, and waited for', async () => {
    const { sdk, jobs } = fixture;
    const started = await sdk.send(
      new StartFHIRImportJobCommand({
        DatastoreId: store,
        JobName: 'Aufnahme 1',
        ...input,
        DataAccessRoleArn: role,
        ValidationLevel: 'structure-only',
      }),
    );
    expect(started).toMatchObject({ JobStatus: 'SUBMITTED', DatastoreId: store });
    const JobId = started.JobId!;
    jobs.change(JobId, {
      status: 'IN_PROGRESS',
      progress: {
        scannedFiles: 3,
        scannedBytes: 4_500_000,
        importedFiles: 1,
        failedFiles: 1,
        nonFhirFiles: 2,
        nonFhirBytes: 1_000,
        scannedResources: 100,
        importedResources: 97,
        importedBytes: 200_000,
        customerErrors: 3,
        serverErrors: 0,
        throughput: 5123.4,
      },
    });
    const { ImportJobProperties } = await sdk.send(
      new DescribeFHIRImportJobCommand({ DatastoreId: store, JobId }),
    );
    expect(ImportJobProperties).toMatchObject({
      JobId,
      JobName: 'Aufnahme 1',
      JobStatus: 'IN_PROGRESS',
      DatastoreId: store,
      InputDataConfig: { S3Uri: 's3://patients/in/' },
      JobOutputDataConfig: output,
      DataAccessRoleArn: role,
      ValidationLevel: 'structure-only',
      JobProgressReport: {
        TotalNumberOfScannedFiles: 3,
        TotalSizeOfScannedFilesInMB: 4.5,
        TotalNumberOfImportedFiles: 1,
        TotalNumberOfResourcesScanned: 100,
        TotalNumberOfResourcesImported: 97,
        TotalNumberOfResourcesWithCustomerError: 3,
        TotalNumberOfFilesReadWithCustomerError: 1,
        Throughput: 5123.4,
      },
    });
    expect(ImportJobProperties!.SubmitTime).toBeInstanceOf(Date);
    expect(ImportJobProperties!.EndTime).toBeUndefined();

    const endedAt = new Date('2026-03-01T12:00:00.250Z');
    jobs.change(JobId, { status: 'COMPLETED_WITH_ERRORS', endedAt, message: '3 resources have errors.' });
    await waitUntilFHIRImportJobCompleted({ client: sdk, ...waiting }, { DatastoreId: store, JobId });
    const done = await sdk.send(new DescribeFHIRImportJobCommand({ DatastoreId: store, JobId }));
    expect(done.ImportJobProperties).toMatchObject({ EndTime: endedAt, Message: '3 resources have errors.' });
  });

  it('are started once a token', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => startImport({ ClientToken: 'import-1' })));
    expect(new Set(ids).size).toBe(1);
    await expect(startImport({ ClientToken: 'import-1', JobName: 'other' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it.each([
    ['ProfileId', { ProfileId: 'a'.repeat(32) }],
    ['InputFormat', { InputFormat: 'CCDA' }],
  ])('do not convert yet: %s', async (member, rest) => {
    const command = { DatastoreId: store, ...input, DataAccessRoleArn: role, ...rest };
    const { status, body } = await fixture.call('HealthLake.StartFHIRImportJob', JSON.stringify(command));
    expect(status).toBe(400);
    expect(body.__type).toBe('ValidationException');
    expect(body.Message).toMatch(new RegExp(`^${member}: .* not yet available`, 'i'));
  });

  it('are listed newest first, filtered, page by page', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.unshift(await startImport({ JobName: 'paged' }));
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await fixture.sdk.send(
        new ListFHIRImportJobsCommand({ DatastoreId: store, JobName: 'paged', MaxResults: 2, NextToken }),
      );
      seen.push(...page.ImportJobPropertiesList!.map(({ JobId }) => JobId!));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(seen).toEqual(ids);

    const found = async (filter: object): Promise<number> => {
      const page = await fixture.sdk.send(
        new ListFHIRImportJobsCommand({ DatastoreId: store, JobName: 'paged', ...filter }),
      );
      return page.ImportJobPropertiesList!.length;
    };
    fixture.jobs.change(ids[0]!, { status: 'FAILED' });
    expect(await found({ JobStatus: 'FAILED' })).toBe(1);
    expect(await found({ JobStatus: 'SUBMITTED' })).toBe(4);
    expect(await found({ SubmittedBefore: new Date(0) })).toBe(0);
    expect(await found({ SubmittedAfter: new Date(0) })).toBe(5);
    // Nothing here can be cancelled.
    const cancelled = await fixture.succeed('ListFHIRImportJobs', {
      DatastoreId: store,
      JobStatus: 'CANCEL_COMPLETED',
    });
    expect(cancelled).toEqual({ ImportJobPropertiesList: [] });
  });

  it('have NextTokens of their own', async () => {
    for (let count = 0; count < 2; count++) await startImport({ JobName: 'tokens' });
    const list = { DatastoreId: store, JobName: 'tokens', MaxResults: 1 };
    const { NextToken } = await fixture.succeed('ListFHIRImportJobs', list);
    expect(NextToken).toBeDefined();
    for (const command of [
      new ListFHIRImportJobsCommand({ ...list, JobName: 'other', NextToken }),
      new ListFHIRImportJobsCommand({ ...list, NextToken: '0' }),
    ])
      await expect(fixture.sdk.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      fixture.sdk.send(new ListFHIRExportJobsCommand({ ...list, NextToken })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('export jobs', () => {
  it('are started, described, listed and waited for', async () => {
    const { sdk, jobs } = fixture;
    const { JobId } = await sdk.send(
      new StartFHIRExportJobCommand({
        DatastoreId: store,
        JobName: 'nightly',
        OutputDataConfig: output,
        DataAccessRoleArn: role,
      }),
    );
    jobs.change(JobId!, { status: 'COMPLETED', endedAt: new Date() });
    await waitUntilFHIRExportJobCompleted({ client: sdk, ...waiting }, { DatastoreId: store, JobId });
    const { ExportJobProperties } = await sdk.send(
      new DescribeFHIRExportJobCommand({ DatastoreId: store, JobId }),
    );
    expect(ExportJobProperties).toMatchObject({
      JobId,
      JobName: 'nightly',
      JobStatus: 'COMPLETED',
      DatastoreId: store,
      OutputDataConfig: output,
      DataAccessRoleArn: role,
    });
    const { ExportJobPropertiesList } = await sdk.send(
      new ListFHIRExportJobsCommand({ DatastoreId: store, JobName: 'nightly' }),
    );
    expect(ExportJobPropertiesList).toEqual([ExportJobProperties]);
  });

  it('are no import jobs, nor jobs of another data store', async () => {
    const JobId = await startImport();
    const name = 'ResourceNotFoundException';
    const { sdk } = fixture;
    await expect(
      sdk.send(new DescribeFHIRExportJobCommand({ DatastoreId: store, JobId })),
    ).rejects.toMatchObject({ name, message: `The data store has no export job with the id ${JobId}` });
    const DatastoreId = 'e'.repeat(32);
    for (const command of [
      new DescribeFHIRImportJobCommand({ DatastoreId, JobId }),
      new ListFHIRImportJobsCommand({ DatastoreId }),
    ])
      await expect(sdk.send(command as DescribeFHIRImportJobCommand)).rejects.toMatchObject({
        name,
        message: `There is no data store with the id ${DatastoreId}`,
      });
  });
});

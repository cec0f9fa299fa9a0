import { WellspringError } from '@wellspring/errors';
import { type ImportJobRecord, type ImportRequest, jobProgressReport, type Jobs } from '@wellspring/jobs';
import type { DataStoreRegistry } from '@wellspring/store';
import type { ImportJobProperties, StartFHIRImportJobRequest } from '../generated/shapes.js';
import { epochSeconds } from '../protocol/epoch-seconds.js';
import type { NextTokens } from '../protocol/next-token.js';
import { jobFilter, jobNotFound, jobPage, pickKind } from './job-list.js';
import type { OperationTable } from './operation.js';
import { knownDataStore } from './known-data-store.js';

/** The operations on import jobs; the work is done in the room of the jobs. */
export function importJobOperations(
  jobs: Jobs,
  registry: DataStoreRegistry,
  tokens: () => Promise<NextTokens>,
): OperationTable<'StartFHIRImportJob' | 'DescribeFHIRImportJob' | 'ListFHIRImportJobs'> {
  return {
    async StartFHIRImportJob(input) {
      refuseConversion(input);
      const record = await jobs.startImport(importRequest(input));
      return { JobId: record.jobId, JobStatus: record.status, DatastoreId: record.dataStoreId };
    },
    async DescribeFHIRImportJob({ DatastoreId, JobId }) {
      const record = await jobs.describe('import', DatastoreId, JobId);
      if (record?.kind !== 'import') throw await jobNotFound(registry, 'import', DatastoreId, JobId);
      return { ImportJobProperties: importJobProperties(record) };
    },
    async ListFHIRImportJobs(input) {
      await knownDataStore(registry, input.DatastoreId);
      const page = await jobPage(jobs, 'import', input, jobFilter(input), await tokens());
      return {
        ImportJobPropertiesList: pickKind(page.jobs, 'import').map(importJobProperties),
        NextToken: page.nextToken,
      };
    },
  };
}

/** `ProfileId` and `InputFormat` ask for a conversion from C-CDA or CSV before the import. */
function refuseConversion({ ProfileId, InputFormat }: StartFHIRImportJobRequest): void {
  const member =
    ProfileId !== undefined ? 'profileId' : InputFormat !== undefined ? 'inputFormat' : undefined;
  if (member !== undefined)
    throw new WellspringError(
      'operation-not-available',
      `${member}: importing with a conversion is not yet available on this server; the input has to be FHIR NDJSON`,
    );
}

function importRequest(input: StartFHIRImportJobRequest): ImportRequest {
  const { S3Uri, KmsKeyId } = input.JobOutputDataConfig.S3Configuration;
  return {
    dataStoreId: input.DatastoreId,
    inputS3Uri: input.InputDataConfig.S3Uri,
    output: { s3Uri: S3Uri, kmsKeyId: KmsKeyId },
    dataAccessRoleArn: input.DataAccessRoleArn,
    ...(input.JobName !== undefined && { jobName: input.JobName }),
    ...(input.ValidationLevel !== undefined && { validationLevel: input.ValidationLevel }),
    ...(input.ClientToken !== undefined && { clientToken: input.ClientToken }),
  };
}

function importJobProperties(record: ImportJobRecord): ImportJobProperties {
  const { request } = record;
  return {
    JobId: record.jobId,
    JobName: record.jobName,
    JobStatus: record.status,
    SubmitTime: epochSeconds(record.submittedAt),
    EndTime: record.endedAt && epochSeconds(record.endedAt),
    DatastoreId: record.dataStoreId,
    InputDataConfig: { S3Uri: request.inputS3Uri },
    JobOutputDataConfig: {
      S3Configuration: { S3Uri: request.output.s3Uri, KmsKeyId: request.output.kmsKeyId },
    },
    JobProgressReport: record.progress && jobProgressReport(record.progress),
    DataAccessRoleArn: request.dataAccessRoleArn,
    Message: record.message,
    ValidationLevel: request.validationLevel,
  };
}

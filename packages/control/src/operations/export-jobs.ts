import type { ExportJobRecord, Jobs } from '@wellspring/jobs';
import type { DataStoreRegistry } from '@wellspring/store';
import type { ExportJobProperties } from '../generated/shapes.js';
import { epochSeconds } from '../protocol/epoch-seconds.js';
import type { NextTokens } from '../protocol/next-token.js';
import { jobFilter, jobNotFound, jobPage, pickKind } from './job-list.js';
import { knownDataStore } from './known-data-store.js';
import type { OperationTable } from './operation.js';

/** The operations on export jobs; the work is done in the room of the jobs. */
export function exportJobOperations(
  jobs: Jobs,
  registry: DataStoreRegistry,
  tokens: () => Promise<NextTokens>,
): OperationTable<'StartFHIRExportJob' | 'DescribeFHIRExportJob' | 'ListFHIRExportJobs'> {
  return {
    async StartFHIRExportJob(input) {
      const { S3Uri, KmsKeyId } = input.OutputDataConfig.S3Configuration;
      const record = await jobs.startExport({
        dataStoreId: input.DatastoreId,
        output: { s3Uri: S3Uri, kmsKeyId: KmsKeyId },
        dataAccessRoleArn: input.DataAccessRoleArn,
        ...(input.JobName !== undefined && { jobName: input.JobName }),
        ...(input.ClientToken !== undefined && { clientToken: input.ClientToken }),
      });
      return { JobId: record.jobId, JobStatus: record.status, DatastoreId: record.dataStoreId };
    },
    async DescribeFHIRExportJob({ DatastoreId, JobId }) {
      const record = await jobs.describe('export', DatastoreId, JobId);
      if (record?.kind !== 'export') throw await jobNotFound(registry, 'export', DatastoreId, JobId);
      return { ExportJobProperties: exportJobProperties(record) };
    },
    async ListFHIRExportJobs(input) {
      await knownDataStore(registry, input.DatastoreId);
      const page = await jobPage(jobs, 'export', input, jobFilter(input), await tokens());
      return {
        ExportJobPropertiesList: pickKind(page.jobs, 'export').map(exportJobProperties),
        NextToken: page.nextToken,
      };
    },
  };
}

function exportJobProperties(record: ExportJobRecord): ExportJobProperties {
  const { request } = record;
  return {
    JobId: record.jobId,
    JobName: record.jobName,
    JobStatus: record.status,
    SubmitTime: epochSeconds(record.submittedAt),
    EndTime: record.endedAt && epochSeconds(record.endedAt),
    DatastoreId: record.dataStoreId,
    OutputDataConfig: {
      S3Configuration: { S3Uri: request.output.s3Uri, KmsKeyId: request.output.kmsKeyId },
    },
    DataAccessRoleArn: request.dataAccessRoleArn,
    Message: record.message,
  };
}

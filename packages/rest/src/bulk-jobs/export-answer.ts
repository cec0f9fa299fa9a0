import { jobFolder, s3Uri, type ExportFile, type ExportJobRecord } from '@wellspring/jobs';

/** A file as a bulk data manifest lists it. */
interface ManifestFile {
  readonly type: string;
  readonly url: string;
  readonly count: number;
}

/**
 * What HealthLake tells of an export beside the manifest (`exportJobProperties` of `GET export/{id}`); times are
 * ISO 8601.
 */
export function exportJobProperties(job: ExportJobRecord): Readonly<Record<string, unknown>> {
  const { jobId, jobName, status, dataStoreId, request, message } = job;
  return {
    jobId,
    jobName,
    jobStatus: status,
    submitTime: job.submittedAt.toISOString(),
    endTime: job.endedAt?.toISOString(),
    datastoreId: dataStoreId,
    // The program's own place is nobody's business.
    ...(request.own !== true && {
      outputDataConfig: {
        s3Configuration: { S3Uri: request.output.s3Uri, KmsKeyId: request.output.kmsKeyId },
      },
    }),
    dataAccessRoleArn: request.dataAccessRoleArn,
    message,
  };
}

/**
 * The manifest of a completed export, with HealthLake's members.
 *
 * @param base what the addresses of the data store begin with
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---output-manifest
 */
export function exportManifest(job: ExportJobRecord, files: readonly ExportFile[], base: string): object {
  const { request } = job;
  const folder = jobFolder(job);
  const listed = (section: ExportFile['section']): readonly ManifestFile[] =>
    files
      .filter((file) => file.section === section)
      .map(({ type, name, count }) => ({
        type,
        url:
          request.own === true
            ? `${base}/export/${job.jobId}/${name}`
            : s3Uri(folder.bucket, folder.key + name),
        count,
      }));
  return {
    transactionTime: job.transactionTime?.toISOString(),
    request: request.bulk?.request ?? `${base}/$export`,
    // Files of the program's own are for those who may export; S3 has rights of its own.
    requiresAccessToken: request.own === true,
    output: listed('output'),
    ...(request.bulk?.since !== undefined && { deleted: listed('deleted') }),
    error: [],
    exportJobProperties: exportJobProperties(job),
  };
}

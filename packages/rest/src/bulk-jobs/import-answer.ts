import { jobFolder, noProgress, s3Uri, type ImportJobRecord } from '@wellspring/jobs';

/**
 * What became of an import: how much was stored, and where it is told what was not.
 *
 * @param failures the names of the logs of refused lines
 * @param base what the addresses of the data store begin with
 * @see https://github.com/smart-on-fhir/bulk-import/blob/master/import-manifest.md
 */
export function importManifest(job: ImportJobRecord, failures: readonly string[], base: string): object {
  const { request, progress = noProgress } = job;
  const { bucket, key } = jobFolder(job);
  const url = (name: string): string =>
    request.own === true
      ? `${base}/import/${job.jobId}/${name.split('/').map(encodeURIComponent).join('/')}`
      : s3Uri(bucket, key + name);
  return {
    transactionTime: job.endedAt?.toISOString(),
    request: request.bulk?.request ?? `${base}/$import`,
    requiresAccessToken: request.own === true,
    output: [{ type: 'OperationOutcome', count: progress.importedResources, inputUrl: request.inputS3Uri }],
    error: failures.map((name) => ({ type: 'OperationOutcome', url: url(name) })),
    numberOfResourcesScanned: progress.scannedResources,
    numberOfResourcesImported: progress.importedResources,
    numberOfResourcesWithCustomerError: progress.customerErrors,
    numberOfResourcesWithServerError: progress.serverErrors,
  };
}

import {
  jobFolder,
  noProgress,
  parseS3Uri,
  s3Uri,
  type ImportJobRecord,
  type ImportOutcome,
} from '@wellspring/jobs';

/** What is known of an import's files: what became of each that it names, or the names of its logs of refused lines. */
export type ImportedFiles =
  { readonly outcomes: readonly ImportOutcome[] } | { readonly logs: readonly string[] };

/**
 * What became of an import: how much was stored, and where it is told what was not.
 *
 * @param files of a manifest `output` has one entry for each
 * @param base what the addresses of the data store begin with
 * @see https://github.com/smart-on-fhir/bulk-import/blob/master/import-manifest.md
 */
export function importManifest(job: ImportJobRecord, files: ImportedFiles, base: string): object {
  const { request, progress = noProgress } = job;
  const { bucket, key } = jobFolder(job);
  const url = (name: string): string =>
    request.own === true
      ? `${base}/import/${job.jobId}/${name.split('/').map(encodeURIComponent).join('/')}`
      : s3Uri(bucket, key + name);
  const type = 'OperationOutcome';
  const inputUrl = (file: string): string => s3Uri(parseS3Uri(request.inputS3Uri).bucket, file);
  const told =
    'outcomes' in files
      ? {
          output: files.outcomes.map((file) => ({
            type,
            count: file.imported,
            inputUrl: inputUrl(file.key),
          })),
          error: files.outcomes.flatMap(({ key: file, refused, log }) =>
            log === undefined ? [] : [{ type, count: refused, inputUrl: inputUrl(file), url: url(log) }],
          ),
        }
      : {
          output: [{ type, count: progress.importedResources, inputUrl: request.inputS3Uri }],
          error: files.logs.map((name) => ({ type, url: url(name) })),
        };
  return {
    transactionTime: job.endedAt?.toISOString(),
    request: request.bulk?.request ?? `${base}/$import`,
    requiresAccessToken: request.own === true,
    ...told,
    numberOfResourcesScanned: progress.scannedResources,
    numberOfResourcesImported: progress.importedResources,
    numberOfResourcesWithCustomerError: progress.customerErrors,
    numberOfResourcesWithServerError: progress.serverErrors,
  };
}

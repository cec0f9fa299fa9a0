import type { ObjectClient } from '@wellspring/objects';
import type { JobWithFiles } from './jobs.js';
import { asFolder, parseS3Uri, type S3Location } from './s3-uri.js';

const folderKind = { import: 'FHIR_IMPORT', export: 'FHIR_EXPORT' } as const;

/** The folder of a job's files: `{output}/{data store}-FHIR_EXPORT-{job}/`. */
export function jobFolder({ kind, request, dataStoreId, jobId }: JobWithFiles): S3Location {
  const { bucket, key } = parseS3Uri(request.output.s3Uri);
  return { bucket, key: `${asFolder(key)}${dataStoreId}-${folderKind[kind]}-${jobId}/` };
}

/** Removes everything in a folder. */
export async function removeFolder(
  objects: ObjectClient,
  { bucket, key: folder }: S3Location,
  signal: AbortSignal,
): Promise<void> {
  for await (const { key } of objects.list(bucket, folder)) {
    signal.throwIfAborted();
    await objects.delete(bucket, key);
  }
}

import type { ObjectClient } from '@wellspring/objects';
import type { DataStoreRegistry } from '@wellspring/store';
import { JobFailure } from '../job-message.js';
import type { JobSettings } from '../job-settings.js';
import type { ExportJobRecord, ExportProgress } from '../jobs.js';
import { checkOutput, objectFailure } from '../object-failure.js';
import type { JobEnd } from '../queue/job-claim.js';
import { asFolder, parseS3Uri, s3Uri } from '../s3-uri.js';
import { writeNdjsonFiles, type ExportedResource, type NdjsonFile } from './ndjson-files.js';

/** What an export works with. */
export interface ExportContext {
  readonly registry: DataStoreRegistry;
  readonly objects: ObjectClient;
  readonly settings: JobSettings;
  readonly job: ExportJobRecord;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgress) => void;
}

/**
 * Writes all current resources of a data store, as they were at one moment, to the object store. A
 * run that broke is begun anew with another moment: what it left in its folder is removed first.
 *
 * @throws JobFailure where it cannot go on; whatever else breaks it, to be tried again
 */
export async function runExport(context: ExportContext): Promise<JobEnd> {
  const { objects, settings, job, signal } = context;
  const output = parseS3Uri(job.request.output.s3Uri);
  const folder = `${asFolder(output.key)}${job.dataStoreId}-FHIR_EXPORT-${job.jobId}/`;
  const target = { bucket: output.bucket, key: folder };
  await checkOutput(objects, target);
  const store = await context.registry.open(job.dataStoreId);
  if (store === undefined) throw new JobFailure('The data store is not active any more');

  const snapshot = await store.exportSnapshot({ signal });
  try {
    for await (const { key } of objects.list(output.bucket, folder)) {
      signal.throwIfAborted();
      await objects.delete(output.bucket, key);
    }
    const files: NdjsonFile[] = [];
    let progress: ExportProgress = { resources: 0, files: 0, bytes: 0 };
    const counted = async function* (): AsyncGenerator<ExportedResource> {
      for await (const resource of snapshot.resources) {
        progress = { ...progress, resources: progress.resources + 1 };
        context.onProgress(progress);
        yield resource;
      }
    };
    const into = { bucket: output.bucket, folder, fileBytes: settings.exportFileBytes };
    for await (const file of writeNdjsonFiles(objects, into, counted(), signal)) {
      files.push(file);
      progress = { ...progress, files: files.length, bytes: progress.bytes + file.bytes };
      context.onProgress(progress);
    }
    const manifest = exportManifest(job, output.bucket, snapshot.transactionTime, files);
    const body = Buffer.from(JSON.stringify(manifest, undefined, 2));
    await objects.put(output.bucket, `${folder}manifest.json`, body, { contentType: 'application/json' });
    return { status: 'COMPLETED', progress };
  } catch (error) {
    signal.throwIfAborted();
    throw objectFailure(error, target, 'written');
  } finally {
    await snapshot.close();
  }
}

/**
 * The `manifest.json` of an export: the facts of a bulk data manifest, with S3 addresses.
 *
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---complete-status
 */
export function exportManifest(
  job: ExportJobRecord,
  bucket: string,
  transactionTime: string,
  files: readonly NdjsonFile[],
): object {
  return {
    transactionTime,
    datastoreId: job.dataStoreId,
    jobId: job.jobId,
    outputDataConfig: {
      s3Uri: job.request.output.s3Uri,
      encryptionKeyID: job.request.output.kmsKeyId,
    },
    numberOfResources: files.reduce((sum, { count }) => sum + count, 0),
    output: files.map(({ type, key, count }) => ({ type, url: s3Uri(bucket, key), count })),
    error: [],
  };
}

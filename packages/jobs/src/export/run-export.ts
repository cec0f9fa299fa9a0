import type { Database } from '@wellspring/database';
import type { ObjectClient } from '@wellspring/objects';
import type { DataStoreRegistry, ResourceLines, Snapshot } from '@wellspring/store';
import { JobFailure } from '../job-message.js';
import type { JobSettings } from '../job-settings.js';
import type { ExportJobRecord, ExportProgress } from '../jobs.js';
import { checkOutput, objectFailure } from '../object-failure.js';
import type { JobClaim, JobEnd } from '../queue/job-claim.js';
import { jobFolder, removeFolder } from '../job-folder.js';
import { s3Uri } from '../s3-uri.js';
import { allTypes, bulkDeletions, bulkResources } from './bulk/bulk-resources.js';
import { storeExportFiles, type ExportFile, type ExportSection } from './export-file-table.js';
import { writeNdjsonFiles } from './ndjson-files.js';

/** What an export works with. */
export interface ExportContext {
  readonly database: Database;
  readonly registry: DataStoreRegistry;
  /** Where the files go. */
  readonly objects: ObjectClient;
  readonly settings: JobSettings;
  readonly claim: JobClaim & { readonly job: ExportJobRecord };
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgress) => void;
}

type Lines = AsyncIterable<ResourceLines>;

/**
 * Writes the resources of a data store, as they were at one moment, to the object store: all current ones, or
 * what a bulk data request chooses. A run that broke is begun anew with another moment: what it left in its
 * folder is removed first.
 *
 * @throws JobFailure where it cannot go on; whatever else breaks it, to be tried again
 */
export async function runExport(context: ExportContext): Promise<JobEnd> {
  const { objects, settings, claim, signal } = context;
  const { job } = claim;
  const { bulk, own } = job.request;
  const folder = jobFolder(job);
  if (own === true) await objects.ensureBucket(folder.bucket);
  await checkOutput(objects, folder);
  const store = await context.registry.open(job.dataStoreId);
  if (store === undefined) throw new JobFailure('The data store is not active any more');

  const settleMs = bulk === undefined ? 0 : settings.settleMs;
  const parameters = store.searchParameters();
  const snapshot = await store.exportSnapshot({ signal, settleMs });
  try {
    // Nothing stands there before the first run, and a role that may only write need not be able to look.
    if (claim.attempt > 1) await removeFolder(objects, folder, signal);
    const terminology = store.conformance;
    const source = bulk && { snapshot, bulk, storeId: job.dataStoreId, terminology, parameters };
    const files: ExportFile[] = [];
    let progress: ExportProgress = { resources: 0, files: 0, bytes: 0 };
    const report = (change: Partial<ExportProgress>): void => {
      progress = { ...progress, ...change };
      context.onProgress(progress);
    };
    const counted = async function* (all: Lines): Lines {
      for await (const lines of all) {
        report({ resources: progress.resources + lines.ends.length });
        yield lines;
      }
    };
    const write = async (section: ExportSection, lines: Lines): Promise<void> => {
      const target = {
        bucket: folder.bucket,
        folder: folder.key,
        fileBytes: settings.exportFileBytes,
        ...(section === 'deleted' && { named: 'deleted' }),
      };
      for await (const file of writeNdjsonFiles(objects, target, lines, signal)) {
        files.push({ section, ...file });
        report({ files: files.length, bytes: progress.bytes + file.bytes });
      }
    };
    await write('output', counted(source ? bulkResources(source) : everything(snapshot)));
    if (source) await write('deleted', bulkDeletions(source));
    const { transactionTime } = snapshot;
    const manifest = exportManifest(job, transactionTime, files);
    const body = Buffer.from(JSON.stringify(manifest, undefined, 2));
    await objects.put(folder.bucket, `${folder.key}manifest.json`, body, { contentType: 'application/json' });
    await storeExportFiles(context.database, claim, transactionTime, files);
    return { status: 'COMPLETED', progress };
  } catch (error) {
    signal.throwIfAborted();
    throw objectFailure(error, folder, 'written');
  } finally {
    await snapshot.close();
  }
}

async function* everything(snapshot: Snapshot): AsyncGenerator<ResourceLines> {
  for (const type of allTypes) yield* snapshot.lines({ type });
}

/**
 * The `manifest.json` of an export: the facts of a bulk data manifest, with S3 addresses.
 *
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---complete-status
 */
export function exportManifest(
  job: ExportJobRecord,
  transactionTime: string,
  files: readonly ExportFile[],
): object {
  const { bucket, key } = jobFolder(job);
  const list = (section: ExportSection): readonly ExportFile[] =>
    files.filter((file) => file.section === section);
  const shown = ({ type, name, count }: ExportFile) => ({ type, url: s3Uri(bucket, key + name), count });
  const output = list('output');
  return {
    transactionTime,
    datastoreId: job.dataStoreId,
    jobId: job.jobId,
    outputDataConfig: {
      s3Uri: job.request.output.s3Uri,
      encryptionKeyID: job.request.output.kmsKeyId,
    },
    numberOfResources: output.reduce((sum, { count }) => sum + count, 0),
    output: output.map(shown),
    ...(job.request.bulk?.since !== undefined && { deleted: list('deleted').map(shown) }),
    error: [],
  };
}

import type { Database } from '@wellspring/database';
import type { QualityReport } from '@wellspring/fhir';
import type { ObjectClient } from '@wellspring/objects';
import type { DataStoreRegistry, WrittenSpan } from '@wellspring/store';
import { findSpans } from '../import/span-table.js';
import { jobFolder } from '../job-folder.js';
import { JobFailure } from '../job-message.js';
import type { JobSettings } from '../job-settings.js';
import type { ImportJobRecord, QualityJobRecord } from '../jobs.js';
import { objectFailure } from '../object-failure.js';
import { fenceJob, type JobClaim, type JobEnd } from '../queue/job-claim.js';
import { findJob } from '../queue/job-list.js';
import { qualityPage } from './page/quality-page.js';
import type { QualityProgress } from './quality-job.js';
import { measureInThread } from './quality-thread.js';

/** What a report works with. */
export interface QualityContext {
  readonly database: Database;
  /** For the thread, which has connections of its own. */
  readonly databaseUrl: string;
  readonly registry: DataStoreRegistry;
  /** Where an import writes. */
  readonly outputOf: (imported: ImportJobRecord) => Promise<ObjectClient>;
  readonly settings: JobSettings;
  readonly claim: JobClaim & { readonly job: QualityJobRecord };
  readonly signal: AbortSignal;
  readonly onProgress: (progress: QualityProgress) => void;
}

/**
 * Reports on the quality of a data store, or of what an import wrote: measures one snapshot, keeps the report, and
 * of an import writes it beside the manifest. A run that broke is begun anew with another snapshot; it has left nothing.
 *
 * @throws JobFailure where it cannot go on; LeaseLost; whatever else breaks it, to be tried again
 */
export async function runQuality(context: QualityContext): Promise<JobEnd> {
  const { database, databaseUrl, registry, settings, claim, signal, onProgress } = context;
  const { jobId, dataStoreId, request } = claim.job;
  const { importJobId } = request;
  const spans = importJobId === undefined ? undefined : await spansOf(context, importJobId);
  const measured = await measureInThread(
    {
      databaseUrl,
      distributed: database.distributed,
      dataStoreId,
      ...(spans && { spans: spans.map(({ low, high }) => [low, high] as const) }),
    },
    signal,
    onProgress,
  );
  const report: QualityReport = {
    dataStoreId,
    jobId,
    ...(importJobId !== undefined && { importJobId }),
    ...measured,
  };
  const store = await registry.open(dataStoreId);
  if (store === undefined) throw new JobFailure('The data store is not active any more');
  await store.qualityReports.keep(report, { history: settings.qualityHistory }, (client) =>
    fenceJob(client, jobId, claim.attempt),
  );
  if (importJobId !== undefined) await writeBesideManifest(context, importJobId, report);
  const { resources } = measured;
  return { status: 'COMPLETED', progress: { resources, estimated: resources } };
}

/** @throws JobFailure for an import of which they were not written down yet */
async function spansOf(
  { database, claim }: QualityContext,
  importJobId: string,
): Promise<readonly WrittenSpan[]> {
  const spans = await findSpans(database, importJobId);
  if (spans.length > 0) return spans;
  const job = await findJob(database, 'import', claim.job.dataStoreId, importJobId);
  if (((job as ImportJobRecord | undefined)?.progress?.importedResources ?? 0) > 0)
    throw new JobFailure(
      'It is not known what this import wrote: it ran under an earlier version of the program',
    );
  return spans;
}

async function writeBesideManifest(
  { database, outputOf }: QualityContext,
  importJobId: string,
  report: QualityReport,
): Promise<void> {
  const job = await findJob(database, 'import', report.dataStoreId, importJobId);
  // Files of the program's own place go after a time.
  if (job === undefined || job.filesRemovedAt !== undefined) return;
  const imported = job as ImportJobRecord;
  const folder = jobFolder(imported);
  const objects = await outputOf(imported);
  const files = [
    ['data-quality.json', 'application/json', JSON.stringify(report, undefined, 2)],
    ['data-quality.html', 'text/html; charset=utf-8', qualityPage(report, [])],
  ] as const;
  try {
    for (const [name, contentType, text] of files)
      await objects.put(folder.bucket, folder.key + name, Buffer.from(text), { contentType });
  } catch (error) {
    throw objectFailure(error, folder, 'written');
  }
}

import { WellspringError } from '@wellspring/errors';
import type { ExportJobRecord, ImportJobRecord, Jobs, JobWithFiles } from '@wellspring/jobs';
import type { Exchange } from '../interactions/exchange.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse } from '../response/outcome-response.js';
import { exportJobProperties, exportManifest } from './export-answer.js';
import { importManifest, type ImportedFiles } from './import-answer.js';
import { jobsOf, knownJob } from './known-job.js';

/**
 * How a bulk export or import stands: 202 while it goes on, then 200 with its manifest, or why it failed; 429 where
 * it is asked for too often.
 *
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-status-request
 */
export async function jobStatus(
  exchange: Exchange,
  kind: JobWithFiles['kind'],
  jobId: string,
): Promise<FhirResponse> {
  const wait = exchange.statusPolls.count(`${exchange.store.id}/${jobId}`);
  if (wait !== undefined)
    return failureResponse('polled-too-often', 'The status of this job was asked for too often; ask later', {
      'retry-after': String(wait),
    });
  const job = await knownJob(exchange, kind, jobId);
  const { status } = job;
  switch (status) {
    case 'SUBMITTED':
    case 'QUEUED':
    case 'IN_PROGRESS':
      return underWay(job);
    case 'COMPLETED':
    case 'COMPLETED_WITH_ERRORS':
      return complete(exchange, job);
    case 'FAILED':
      return failureResponse('bulk-job-failed', job.message ?? 'The job failed');
    case 'CANCEL_SUBMITTED':
    case 'CANCEL_COMPLETED':
      throw new WellspringError('job-not-found', `There is no ${kind} job with this id`);
  }
  status satisfies never;
}

function underWay(job: ExportJobRecord | ImportJobRecord): FhirResponse {
  const age = (Date.now() - job.submittedAt.getTime()) / 1000;
  const properties =
    job.kind === 'export'
      ? { exportJobProperties: exportJobProperties(job), output: [] }
      : { jobId: job.jobId, jobStatus: job.status };
  return {
    status: 202,
    headers: {
      ...plainJson,
      // Short jobs are seen to end soon, long ones are not asked for all the time.
      'retry-after': String(Math.min(Math.max(Math.round(age / 10), 1), 60)),
      'x-progress': progressText(job),
    },
    body: [Buffer.from(JSON.stringify(properties))],
  };
}

/** At most 100 characters. */
function progressText({ kind, status, progress }: ExportJobRecord | ImportJobRecord): string {
  if (status !== 'IN_PROGRESS') return 'waiting in line';
  if (progress === undefined) return 'begun';
  const resources = 'importedResources' in progress ? progress.importedResources : progress.resources;
  return `${resources} resources ${kind === 'export' ? 'written' : 'stored'}`;
}

async function complete(exchange: Exchange, job: ExportJobRecord | ImportJobRecord): Promise<FhirResponse> {
  const { expiresAt, filesRemovedAt } = job;
  if (filesRemovedAt !== undefined || (expiresAt !== undefined && expiresAt <= new Date()))
    throw new WellspringError(
      'bulk-files-gone',
      'The files of the job were kept for their time, and removed',
    );
  const jobs = jobsOf(exchange);
  const manifest =
    job.kind === 'export'
      ? exportManifest(job, await jobs.exportFiles(job.jobId), exchange.base)
      : importManifest(job, await filesOf(jobs, job), exchange.base);
  return {
    status: 200,
    headers: { ...plainJson, ...(expiresAt !== undefined && { expires: expiresAt.toUTCString() }) },
    body: [Buffer.from(JSON.stringify(manifest))],
  };
}

/** What became of the files of an import: of each, where that is known, else which logs there are. */
async function filesOf(jobs: Jobs, job: ImportJobRecord): Promise<ImportedFiles> {
  const outcomes = await jobs.importOutcomes(job);
  return outcomes === undefined ? { logs: await jobs.importFailures(job) } : { outcomes };
}

/** A manifest is no resource. */
const plainJson = { 'content-type': 'application/json' };

import type { AdministrationJobRecord } from '@wellspring/jobs';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation } from '../operation.js';
import { readBulkPatch } from './bulk-patch-body.js';
import { changedBetween, readJobParameters } from './job-parameters.js';
import { accepted, foundJob, jobFacts, jobsOf } from './job-status.js';

/** Applies one patch to all resources of a type, or to a list of them, as a job. */
export const bulkPatch: Operation = {
  name: 'bulk-patch',
  definition:
    'https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-bulk-patch.html',
  levels: [
    { level: 'system', methods: ['POST'] },
    { level: 'job', methods: ['GET'] },
  ],
  run: (exchange, target) => {
    if (target.level === 'job') return status(exchange, target.jobId);
    if (target.level === 'system') return start(exchange);
    throw new TypeError('$bulk-patch is called on the data store');
  },
};

async function start(exchange: Exchange): Promise<FhirResponse> {
  const jobs = jobsOf(exchange);
  const { before } = changedBetween(readJobParameters(exchange.query, []));
  const job = await jobs.startAdministration({
    kind: 'bulk-patch',
    dataStoreId: exchange.store.id,
    ...(await readBulkPatch(exchange.request, exchange.maxBodyBytes)),
    before,
  });
  const { dataStoreId: datastoreId, jobId, status: jobStatus } = job;
  return accepted(exchange, job, { datastoreId, jobId, jobStatus });
}

async function status(exchange: Exchange, jobId: string): Promise<FhirResponse> {
  const job = await foundJob(exchange, 'bulk-patch', jobId);
  const notes = await jobsOf(exchange).patchNotes(job.jobId);
  const summary = summaryOf(job);
  const shown = ({ resource, message }: { readonly resource: string; readonly message: string }) => ({
    resourceId: resource,
    message,
  });
  const failed = (summary.failedWithCustomerError ?? 0) + (summary.failedWithServerError ?? 0);
  const body = {
    ...jobFacts(job),
    summary,
    failedResources: notes.failed.map(shown),
    skippedResources: notes.skipped.map(shown),
    failedResourcesTruncated: failed > notes.failed.length,
    skippedResourcesTruncated: (summary.skipped ?? 0) > notes.skipped.length,
  };
  return { status: 200, headers: {}, body: [Buffer.from(JSON.stringify(body))] };
}

/** Empty until the job has begun. */
function summaryOf({ progress }: AdministrationJobRecord) {
  return {
    estimatedResourceCount: progress?.estimated,
    totalResourcesProcessed: progress?.resources,
    succeeded: progress?.changed,
    failedWithCustomerError: progress?.customerErrors,
    failedWithServerError: progress?.serverErrors,
    skipped: progress?.left,
  };
}

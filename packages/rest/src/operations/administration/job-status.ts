import { WellspringError } from '@wellspring/errors';
import type { AdministrationJobRecord, AdministrationKind, Jobs, QualityJobRecord } from '@wellspring/jobs';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';

/** @throws WellspringError `interaction-not-supported` where the program runs without jobs */
export function jobsOf({ jobs }: Exchange): Jobs {
  if (jobs === undefined)
    throw new WellspringError('interaction-not-supported', 'Jobs are not supported by this server');
  return jobs;
}

/**
 * The job of an operation, by its id.
 *
 * @throws WellspringError `job-not-found`, also for a job of another data store
 */
export async function foundJob(
  exchange: Exchange,
  kind: AdministrationKind,
  jobId: string,
): Promise<AdministrationJobRecord> {
  const jobs = jobsOf(exchange);
  const known = /^[0-9a-f]{32}$/.test(jobId);
  const job = known ? await jobs.describe(kind, exchange.store.id, jobId) : undefined;
  if (job === undefined)
    throw new WellspringError('job-not-found', `The data store has no ${kind} job with this id`);
  return job as AdministrationJobRecord;
}

/** The answer to the start of a job, which is not done yet; `content-location` is where its status is. */
export function accepted(
  { base }: Exchange,
  { kind, jobId }: AdministrationJobRecord,
  body: object,
): FhirResponse {
  return {
    status: 202,
    headers: { 'content-location': `${base}/$${kind}/${jobId}` },
    body: [Buffer.from(JSON.stringify(body))],
  };
}

/**
 * The status of a job that deletes: `{datastoreId, jobId, status, submittedTime}`, and what it has deleted so far.
 * `message` says why it failed.
 */
export async function deletionStatus(
  exchange: Exchange,
  kind: AdministrationKind,
  jobId: string,
): Promise<FhirResponse> {
  const job = await foundJob(exchange, kind, jobId);
  const body = {
    ...jobFacts(job),
    totalResourcesDeleted: job.progress?.changed ?? 0,
    totalAuditEventsDeleted: job.progress?.auditEvents ?? 0,
  };
  return { status: 200, headers: {}, body: [Buffer.from(JSON.stringify(body))] };
}

/** What every status begins with. */
export function jobFacts({
  dataStoreId,
  jobId,
  status,
  submittedAt,
  endedAt,
  message,
}: AdministrationJobRecord | QualityJobRecord) {
  return {
    datastoreId: dataStoreId,
    jobId,
    status,
    submittedTime: submittedAt.toISOString(),
    ...(endedAt !== undefined && { endTime: endedAt.toISOString() }),
    ...(message !== undefined && { message }),
  };
}

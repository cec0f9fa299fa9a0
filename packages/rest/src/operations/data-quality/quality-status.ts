import { WellspringError } from '@wellspring/errors';
import { qualityKind, type QualityJobRecord } from '@wellspring/jobs';
import type { Exchange } from '../../interactions/exchange.js';
import { requireJsonAcceptable } from '../../request/content-negotiation.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { readJobParameters, requireNoBody } from '../administration/job-parameters.js';
import { jobFacts, jobsOf } from '../administration/job-status.js';
import { plainJson } from './answer-form.js';

/** How a report is coming along: the facts of every job, and how many resources of how many were looked at. */
export async function qualityStatus(exchange: Exchange, jobId: string): Promise<FhirResponse> {
  requireJsonAcceptable(exchange.request, exchange.query);
  readJobParameters(exchange.query, []);
  const job = isJobId(jobId)
    ? await jobsOf(exchange).describe(qualityKind, exchange.store.id, jobId)
    : undefined;
  return statusAnswer(exchange, 200, job as QualityJobRecord | undefined);
}

/** Cancels a report; one that runs ends within a second. */
export async function cancelled(exchange: Exchange, jobId: string): Promise<FhirResponse> {
  requireJsonAcceptable(exchange.request, exchange.query);
  readJobParameters(exchange.query, []);
  await requireNoBody(exchange.request, exchange.maxBodyBytes);
  const jobs = jobsOf(exchange);
  const job = isJobId(jobId) ? await jobs.cancelQuality(exchange.store.id, jobId) : undefined;
  return statusAnswer(exchange, 202, job);
}

/** Whether a text can be the id of a job. */
export function isJobId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** @throws WellspringError `job-not-found`, also for a job of another data store */
function statusAnswer(exchange: Exchange, status: number, job: QualityJobRecord | undefined): FhirResponse {
  if (job === undefined)
    throw new WellspringError('job-not-found', `The data store has no ${qualityKind} job with this id`);
  const { request, progress } = job;
  return plainJson(exchange, status, {
    ...jobFacts(job),
    ...(request.importJobId !== undefined && { importJobId: request.importJobId }),
    resources: progress?.resources ?? 0,
    ...(progress?.estimated !== undefined && { estimatedResources: progress.estimated }),
  });
}

import { WellspringError } from '@wellspring/errors';
import type { ReindexJobRecord } from '@wellspring/jobs';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { readJobParameters, requireNoBody } from '../administration/job-parameters.js';
import { jobsOf } from '../administration/job-status.js';
import type { Operation } from '../operation.js';

/**
 * Indexes all resources of a data store anew, as a job; those of new search parameters begin by themselves. Nothing
 * stands in a specification of it; HAPI FHIR has an operation of this name.
 */
export const reindex: Operation = {
  name: 'reindex',
  definition: 'urn:wellspring:OperationDefinition:reindex',
  levels: [
    { level: 'system', methods: ['POST'] },
    { level: 'job', methods: ['GET'] },
  ],
  run: (exchange, target) => {
    if (target.level === 'job') return status(exchange, target.jobId);
    if (target.level === 'system') return start(exchange);
    throw new TypeError('$reindex is called on the data store');
  },
};

async function start(exchange: Exchange): Promise<FhirResponse> {
  const jobs = jobsOf(exchange);
  readJobParameters(exchange.query, []);
  await requireNoBody(exchange.request, exchange.maxBodyBytes);
  const job = await jobs.startReindex({ kind: 'reindex', dataStoreId: exchange.store.id, scope: 'all' });
  return {
    status: 202,
    headers: { 'content-location': `${exchange.base}/$reindex/${job.jobId}` },
    body: [Buffer.from(JSON.stringify({ jobId: job.jobId, jobStatus: job.status }))],
  };
}

/** How far the job is: resources that were gone through, and how many it will be. */
async function status(exchange: Exchange, jobId: string): Promise<FhirResponse> {
  const known = /^[0-9a-f]{32}$/.test(jobId);
  const job = known ? await jobsOf(exchange).describe('reindex', exchange.store.id, jobId) : undefined;
  if (job?.kind !== 'reindex')
    throw new WellspringError('job-not-found', 'The data store has no reindex job with this id');
  return { status: 200, headers: {}, body: [Buffer.from(JSON.stringify(facts(job)))] };
}

function facts({ dataStoreId, jobId, status: jobStatus, progress, ...job }: ReindexJobRecord) {
  return {
    datastoreId: dataStoreId,
    jobId,
    status: jobStatus,
    scope: job.request.scope,
    submittedTime: job.submittedAt.toISOString(),
    ...(job.endedAt !== undefined && { endTime: job.endedAt.toISOString() }),
    ...(job.message !== undefined && { message: job.message }),
    ...(progress !== undefined && {
      resourcesProcessed: progress.resources,
      resourcesEstimated: progress.estimated,
      ...(progress.doing !== undefined && { doing: progress.doing }),
    }),
  };
}

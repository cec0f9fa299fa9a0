import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation } from '../operation.js';
import {
  booleanOf,
  changedBetween,
  invalid,
  readJobParameters,
  requireNoBody,
  timeParameters,
} from './job-parameters.js';
import { accepted, deletionStatus, jobsOf } from './job-status.js';

/**
 * Deletes all resources of a type, or those that were last changed in a time, as a job.
 *
 * HealthLake deletes AuditEvents with them unless told not to; here they are deleted only where they are asked for.
 */
export const bulkDelete: Operation = {
  name: 'bulk-delete',
  definition:
    'https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-bulk-delete.html',
  levels: [
    { level: 'type', methods: ['POST'] },
    { level: 'job', methods: ['GET'] },
  ],
  run: (exchange, target) => {
    if (target.level === 'job') return deletionStatus(exchange, 'bulk-delete', target.jobId);
    if (target.level === 'type') return start(exchange, target.type);
    throw new TypeError('$bulk-delete is called on a type');
  },
};

async function start(exchange: Exchange, type: string): Promise<FhirResponse> {
  const jobs = jobsOf(exchange);
  const known = ['isHardDelete', 'deleteAuditEvent', ...timeParameters];
  const parameters = readJobParameters(exchange.query, known);
  await requireNoBody(exchange.request, exchange.maxBodyBytes);
  const deleteAuditEvent = booleanOf(parameters, 'deleteAuditEvent');
  requireAsked(type, deleteAuditEvent);
  const job = await jobs.startAdministration({
    kind: 'bulk-delete',
    dataStoreId: exchange.store.id,
    type,
    hard: booleanOf(parameters, 'isHardDelete'),
    deleteAuditEvent,
    ...changedBetween(parameters),
  });
  return accepted(exchange, job, { jobId: job.jobId, jobStatus: job.status });
}

/**
 * AuditEvents are evidence: they are deleted only by whoever says so.
 *
 * @throws WellspringError `invalid-parameter`
 */
export function requireAsked(type: string, deleteAuditEvent: boolean): void {
  if (type === 'AuditEvent' && !deleteAuditEvent)
    throw invalid('An AuditEvent is deleted only with deleteAuditEvent=true');
}

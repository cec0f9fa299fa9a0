import { WellspringError } from '@wellspring/errors';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation } from '../operation.js';
import { requireAsked } from './bulk-delete.js';
import { booleanOf, changedBetween, readJobParameters, requireNoBody } from './job-parameters.js';
import { accepted, deletionStatus, jobsOf } from './job-status.js';

/** Removes a resource with all its versions, or one replaced version, for good, as a job. */
export const erase: Operation = {
  name: 'erase',
  definition: 'https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-erase.html',
  levels: [
    { level: 'instance', methods: ['POST'] },
    { level: 'version', methods: ['POST'] },
    { level: 'job', methods: ['GET'] },
  ],
  run: (exchange, target) => {
    if (target.level === 'job') return deletionStatus(exchange, 'erase', target.jobId);
    if (target.level === 'instance') return start(exchange, target.type, target.id, undefined);
    if (target.level === 'version') return start(exchange, target.type, target.id, target.version);
    throw new TypeError('$erase is called on a resource or a version');
  },
};

async function start(
  exchange: Exchange,
  type: string,
  id: string,
  version: number | undefined,
): Promise<FhirResponse> {
  const jobs = jobsOf(exchange);
  // No AuditEvent is known to be of one version.
  const parameters = readJobParameters(exchange.query, version === undefined ? ['deleteAuditEvent'] : []);
  await requireNoBody(exchange.request, exchange.maxBodyBytes);
  const deleteAuditEvent = booleanOf(parameters, 'deleteAuditEvent');
  if (version === undefined) requireAsked(type, deleteAuditEvent);
  await requireErasable(exchange, type, id, version);
  const job = await jobs.startAdministration({
    kind: 'erase',
    dataStoreId: exchange.store.id,
    type,
    id,
    ...(version !== undefined && { version }),
    deleteAuditEvent,
    ...changedBetween(parameters),
  });
  return accepted(exchange, job, { jobId: job.jobId, jobStatus: job.status });
}

/** @throws WellspringError `resource-not-found`, `current-version` */
async function requireErasable(
  { store }: Exchange,
  type: string,
  id: string,
  version: number | undefined,
): Promise<void> {
  const current = await store.read(type, id);
  if (current === undefined) throw new WellspringError('resource-not-found', `${type}/${id} is not known`);
  if (version === undefined) return;
  if (current.version === version)
    throw new WellspringError(
      'current-version',
      `Version ${version} is the current one of ${type}/${id}: erase the whole resource, or write another version first`,
    );
  if ((await store.vread(type, id, version)) === undefined)
    throw new WellspringError('resource-not-found', `${type}/${id} has no version ${version}`);
}

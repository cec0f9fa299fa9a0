import { WellspringError } from '@wellspring/errors';
import { parseSearch } from '@wellspring/fhir';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { outcomeResponse } from '../../response/outcome-response.js';
import type { Operation } from '../operation.js';
import {
  booleanOf,
  changedBetween,
  readJobParameters,
  requireNoBody,
  timeParameters,
} from './job-parameters.js';
import { accepted, deletionStatus, jobsOf } from './job-status.js';

/** Removes a patient with everything in the patient's compartment, for good, as a job. */
export const purge: Operation = {
  name: 'purge',
  definition: 'http://hl7.org/fhir/OperationDefinition/Patient-purge',
  levels: [
    { level: 'instance', types: ['Patient'], methods: ['POST'] },
    { level: 'job', methods: ['GET'] },
  ],
  run: (exchange, target) => {
    if (target.level === 'job') return deletionStatus(exchange, 'purge', target.jobId);
    if (target.level === 'instance') return start(exchange, target.id);
    throw new TypeError('$purge is called on a patient');
  },
};

async function start(exchange: Exchange, patient: string): Promise<FhirResponse> {
  const jobs = jobsOf(exchange);
  const parameters = readJobParameters(exchange.query, ['deleteAuditEvent', ...timeParameters]);
  await requireNoBody(exchange.request, exchange.maxBodyBytes);
  const deleteAuditEvent = booleanOf(parameters, 'deleteAuditEvent');
  const changed = changedBetween(parameters);
  if (!(await hasRecord(exchange, patient)))
    throw new WellspringError('resource-not-found', `Patient/${patient} is not known`);
  const job = await jobs.startAdministration({
    kind: 'purge',
    dataStoreId: exchange.store.id,
    patient,
    deleteAuditEvent,
    ...changed,
  });
  const diagnostics = `Purge job started. Job ID: ${job.jobId}`;
  const outcome = outcomeResponse(202, [{ severity: 'information', code: 'informational', diagnostics }]);
  return { ...outcome, headers: accepted(exchange, job, {}).headers };
}

/** Whether there is a patient, if a deleted one, or anything that refers to one: what a purge may have left. */
async function hasRecord({ store }: Exchange, patient: string): Promise<boolean> {
  if ((await store.read('Patient', patient)) !== undefined) return true;
  const scope = { kind: 'compartment', compartment: 'Patient', id: patient } as const;
  const parsed = parseSearch(scope, [['_count', '1']], { strict: true });
  return parsed.ok && (await store.search(parsed.query)).matches.length > 0;
}

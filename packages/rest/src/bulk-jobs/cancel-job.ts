import { WellspringError } from '@wellspring/errors';
import type { Exchange } from '../interactions/exchange.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { jobsOf, knownJob } from './known-job.js';

/**
 * Cancels an export, or says that its files are not needed any more: it is not to be found from then on.
 *
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-delete-request
 * @throws WellspringError `job-not-found`
 */
export async function cancelJob(exchange: Exchange, jobId: string): Promise<FhirResponse> {
  if (exchange.permissions !== undefined) await knownJob(exchange, 'export', jobId);
  const job = await jobsOf(exchange).cancelExport(exchange.store.id, jobId);
  if (job === undefined) throw new WellspringError('job-not-found', 'There is no export job with this id');
  const answer = { datastoreId: job.dataStoreId, jobStatus: 'CANCEL_SUBMITTED', jobId };
  return {
    status: 202,
    headers: { 'content-type': 'application/json' },
    body: [Buffer.from(JSON.stringify(answer))],
  };
}

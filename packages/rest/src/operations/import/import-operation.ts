import { jobsOf } from '../../bulk-jobs/known-job.js';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { refusalResponse } from '../../response/outcome-response.js';
import { jsonBody } from '../json-body.js';
import { acceptedResponse, missingAsync, requestAddress } from '../kick-off.js';
import type { Operation } from '../operation.js';
import { readImportRequest } from './import-request.js';
import { requireInputs } from './input-rights.js';

/**
 * `$import`: resources from files in the object store, which a manifest names.
 *
 * @see https://github.com/smart-on-fhir/bulk-import/blob/master/import-manifest.md
 */
export const importOperation: Operation = {
  name: 'import',
  definition: 'https://github.com/smart-on-fhir/bulk-import/blob/master/import-manifest.md',
  levels: [{ level: 'system', methods: ['POST'] }],
  run: kickOff,
};

async function kickOff(exchange: Exchange): Promise<FhirResponse> {
  const { request, store } = exchange;
  const jobs = jobsOf(exchange);
  const missing = missingAsync(exchange);
  if (missing !== undefined) return refusalResponse('invalid-bulk-request', [missing]);
  const order = readImportRequest(await jsonBody(request, exchange.maxBodyBytes));
  if (!order.ok) return refusalResponse('invalid-bulk-request', order.issues);
  await requireInputs(exchange, order);
  const job = await jobs.startImport({
    dataStoreId: store.id,
    inputS3Uri: order.inputS3Uri,
    inputs: order.inputs,
    bulk: { request: requestAddress(exchange) },
  });
  return acceptedResponse(exchange, job);
}

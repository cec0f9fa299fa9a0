import type { Issue } from '@wellspring/fhir';
import type { JobRecord } from '@wellspring/jobs';
import type { Exchange } from '../interactions/exchange.js';
import { preferenceOf } from '../request/preference.js';
import type { FhirResponse } from '../response/fhir-response.js';

/**
 * What is missing of a request that goes on after its answer
 * (https://hl7.org/fhir/uv/bulkdata/STU2/export.html#headers); undefined where nothing is.
 */
export function missingAsync({ request }: Exchange): Issue | undefined {
  if (preferenceOf(request).respondAsync) return undefined;
  const diagnostics =
    'The request needs the header Prefer: respond-async, since it is answered before it is done';
  return { severity: 'error', code: 'required', diagnostics };
}

/** The address of a request, with its query. */
export function requestAddress({ request, base }: Exchange): string {
  const below = request.path.replace(/^\/datastore\/[^/]+\/r4/, '');
  return `${base}${below}${request.query === '' ? '' : `?${request.query}`}`;
}

/** 202, and where to ask how it goes. */
export function acceptedResponse({ base }: Exchange, job: JobRecord): FhirResponse {
  const { jobId, dataStoreId, kind } = job;
  return {
    status: 202,
    headers: { 'content-type': 'application/json', 'content-location': `${base}/${kind}/${jobId}` },
    body: [Buffer.from(JSON.stringify({ datastoreId: dataStoreId, jobStatus: 'SUBMITTED', jobId }))],
  };
}

import { lastModifiedOf } from './last-modified.js';
import type { FhirResponse } from '../response/fhir-response.js';
import type { BundleEntry } from './bundle.js';

/** The entry of a batch-response that tells what an interaction answered. */
export function entryResponse({ status, headers, body }: FhirResponse, fullUrl?: string): BundleEntry {
  const json = body === undefined ? undefined : Buffer.concat(body);
  const isOutcome = json !== undefined && isOperationOutcome(json);
  const { location, etag } = headers;
  return {
    ...(fullUrl !== undefined && { fullUrl }),
    ...(json !== undefined && !isOutcome && { resource: json }),
    rest: {
      response: {
        status: String(status),
        ...(location !== undefined && { location }),
        ...(etag !== undefined && { etag }),
        ...lastModifiedOf(headers['last-modified']),
        ...(isOutcome && { outcome: JSON.parse(json.toString()) as unknown }),
      },
    },
  };
}

function isOperationOutcome(json: Buffer): boolean {
  return json.subarray(0, 64).includes('"resourceType":"OperationOutcome"');
}

import { signRequest } from '@wellspring/access';
import type { Connection } from './connection.js';

/** How long one answer may take, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * Asks the FHIR data plane of a data store, signed as any client's request is.
 *
 * @param path below the base, with its query: `$data-quality?import=...`
 * @throws Error with what the server says where the answer is no 2xx
 */
export async function signedRequest(
  connection: Connection,
  storeId: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  accept = 'application/json',
): Promise<Response> {
  const url = new URL(`${connection.endpoint}/datastore/${storeId}/r4/${path}`);
  // Escaped as a signature needs it: `code=a|b` may stand in an address as it is.
  url.search = new URLSearchParams(url.search).toString();
  const credentials = await connection.healthLake.config.credentials();
  const headers = signRequest(
    { method, url, headers: { accept }, body: '' },
    { credentials, region: connection.settings.WELLSPRING_REGION, service: 'healthlake' },
    Date.now(),
  );
  const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${await response.text()}`);
  return response;
}

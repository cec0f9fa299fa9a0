import { signRequest } from '@wellspring/access';
import type { Connection } from '../commands/connection.js';

/**
 * How many resources a search finds, asked over HTTP as any FHIR client would.
 *
 * @param query type and parameters, such as `Patient?gender=female`
 */
export async function searchTotal(connection: Connection, storeId: string, query: string): Promise<number> {
  const url = new URL(`${connection.endpoint}/datastore/${storeId}/r4/${query}`);
  url.searchParams.set('_total', 'accurate');
  url.searchParams.set('_count', '0');
  const credentials = await connection.healthLake.config.credentials();
  const headers = signRequest(
    { method: 'GET', url, headers: { accept: 'application/fhir+json' }, body: '' },
    { credentials, region: connection.settings.WELLSPRING_REGION, service: 'healthlake' },
    Date.now(),
  );
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(60_000) });
  if (!response.ok)
    throw new Error(`the search ${query} answered ${String(response.status)}: ${await response.text()}`);
  const bundle = (await response.json()) as { readonly total?: number };
  if (bundle.total === undefined) throw new Error(`the search ${query} gave no total`);
  return bundle.total;
}

import type { Connection } from '../commands/connection.js';
import { signedRequest } from '../commands/signed-request.js';

/**
 * How many resources a search finds, asked over HTTP as any FHIR client would.
 *
 * @param query type and parameters, such as `Patient?gender=female`
 */
export async function searchTotal(connection: Connection, storeId: string, query: string): Promise<number> {
  const path = `${query}${query.includes('?') ? '&' : '?'}_total=accurate&_count=0`;
  const response = await signedRequest(connection, storeId, 'GET', path, 'application/fhir+json');
  const bundle = (await response.json()) as { readonly total?: number };
  if (bundle.total === undefined) throw new Error(`the search ${query} gave no total`);
  return bundle.total;
}

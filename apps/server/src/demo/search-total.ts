import type { Connection } from '../commands/connection.js';
import { signedRequest } from '../commands/signed-request.js';

/** How long a count may take, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * How many resources a search finds, asked over HTTP as any FHIR client would.
 *
 * @param query type and parameters, such as `Patient?gender=female`
 */
export async function searchTotal(connection: Connection, storeId: string, query: string): Promise<number> {
  const path = `${query}${query.includes('?') ? '&' : '?'}_total=accurate&_count=0`;
  const answer = await signedRequest(connection, {
    method: 'GET',
    storeId,
    path,
    accept: 'application/fhir+json',
    patienceMs: PATIENCE_MS,
  });
  const bundle = JSON.parse(answer) as { readonly total?: number };
  if (bundle.total === undefined) throw new Error(`the search ${query} gave no total`);
  return bundle.total;
}

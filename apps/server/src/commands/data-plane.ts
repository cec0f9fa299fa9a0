import type { Connection } from './connection.js';
import { refusalIn, signedRequest, type SignedRequest } from './signed-request.js';

/** A request to the FHIR API of a data store. */
export interface DataPlaneRequest extends Pick<SignedRequest, 'method' | 'storeId' | 'path' | 'body'> {
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Asks the server as any FHIR client does, signed, and waits as long as it takes.
 *
 * @returns the resource that it answered
 * @throws Error with the words of the OperationOutcome where it refused
 */
export async function askDataPlane(
  connection: Connection,
  { path, query = {}, ...request }: DataPlaneRequest,
): Promise<unknown> {
  const answer = await signedRequest(connection, {
    ...request,
    path: `${path}?${new URLSearchParams(query).toString()}`,
    accept: 'application/fhir+json',
  });
  const resource = JSON.parse(answer) as { readonly resourceType?: string };
  // Work that fails after its answer has begun says so in it.
  if (resource.resourceType === 'OperationOutcome') throw new Error(refusalIn(answer));
  return resource;
}

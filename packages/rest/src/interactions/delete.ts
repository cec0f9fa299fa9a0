import { matchedVersion } from '../request/version-tag.js';
import { checkWriteHeaders } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { versionHeaders } from '../response/version-headers.js';
import type { Exchange } from './exchange.js';
import { versionConflict } from './version-conflict.js';

/**
 * https://hl7.org/fhir/R4/http.html#delete: 204 also where there is nothing to delete ("or if the
 * resource does not exist at all").
 */
export async function deleteResource(
  { request, store }: Exchange,
  type: string,
  id: string,
): Promise<FhirResponse> {
  checkWriteHeaders(request, ['if-match']);
  const ifMatch = matchedVersion(request.headers['if-match']);
  const result = await store.delete(type, id, ifMatch === undefined ? {} : { ifMatch });
  switch (result.outcome) {
    case 'deleted':
    case 'already-deleted':
      return { status: 204, headers: versionHeaders(result.version) };
    case 'not-found':
      return { status: 204, headers: {} };
    case 'version-conflict':
      return versionConflict(type, id, result.current);
    default:
      return result satisfies never;
  }
}

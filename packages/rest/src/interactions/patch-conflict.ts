import { versionTag } from '../request/version-tag.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse } from '../response/outcome-response.js';

/**
 * What a patch of another version than If-Match names is answered: 409, as the contract has it, where a PUT gets 412.
 *
 * @param current the number of the current version; undefined where there is none
 */
export function patchConflict(type: string, id: string, current: number | undefined): FhirResponse {
  const state = current === undefined ? 'there is no current version' : `the current version is ${current}`;
  const headers = current === undefined ? {} : { etag: versionTag(current) };
  return failureResponse('patch-version-conflict', `${type}/${id}: ${state}`, headers);
}

import { versionTag } from '../request/version-tag.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse } from '../response/outcome-response.js';

/** If-Match named another version than the current one; undefined: there is none. */
export function versionConflict(type: string, id: string, current: number | undefined): FhirResponse {
  const state = current === undefined ? 'there is no current version' : `the current version is ${current}`;
  const headers = current === undefined ? {} : { etag: versionTag(current) };
  return failureResponse('version-conflict', `${type}/${id}: ${state}`, headers);
}

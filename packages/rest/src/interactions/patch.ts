import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import { matchedVersion } from '../request/version-tag.js';
import { readPatchBody } from '../request/patch-body.js';
import { checkWriteHeaders } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import { versionHeaders } from '../response/version-headers.js';
import { patchedResource } from '../validation/checked-resource.js';
import type { Exchange } from './exchange.js';
import { patchConflict } from './patch-conflict.js';
import { writeResponse } from './write-response.js';

/** How often a patch without If-Match is applied anew to what others wrote meanwhile. */
const mostTries = 30;

/**
 * https://hl7.org/fhir/R4/http.html#patch, of a JSON Patch or a FHIRPath Patch. It is applied to one version, and
 * the result is written over that version only: what others write meanwhile is never lost. Another version than
 * If-Match names is 409, as the contract has it for patches, where a PUT gets 412.
 */
export async function patch(exchange: Exchange, type: string, id: string): Promise<FhirResponse> {
  const { request, store, maxBodyBytes } = exchange;
  checkWriteHeaders(request, ['if-match']);
  const ifMatch = matchedVersion(request.headers['if-match']);
  const changes = await readPatchBody(request, maxBodyBytes);
  for (let tries = 1; tries <= mostTries; tries++) {
    const current = await store.read(type, id);
    if (current === undefined) return failureResponse('resource-not-found', `${type}/${id} is not known`);
    if (current.body === undefined)
      return failureResponse(
        'resource-deleted',
        `${type}/${id} was deleted at ${current.lastUpdated}`,
        versionHeaders(current),
      );
    if (ifMatch !== undefined && ifMatch !== current.version) return patchConflict(type, id, current.version);
    const patched = await patchedResource(exchange, changes, current.body);
    if (!patched.ok) return refusalResponse(patched.code, patched.issues);
    const result = await store.update(patched.resource, id, { ifMatch: current.version });
    if (result.outcome !== 'version-conflict')
      return writeResponse(exchange, result.outcome, result.version, patched);
    if (ifMatch !== undefined) return patchConflict(type, id, result.current);
    // The more there are who write it, the longer each waits for its turn.
    await sleep(Math.random() * 10 * tries);
  }
  throw new WellspringError('write-conflict', `${type}/${id} is being written by others; try again`);
}

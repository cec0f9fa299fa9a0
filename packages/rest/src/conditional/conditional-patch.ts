import type { Patch } from '@wellspring/fhir';
import type { StoredVersion, WriteUnit } from '@wellspring/store';
import type { Exchange } from '../interactions/exchange.js';
import { patchConflict } from '../interactions/patch-conflict.js';
import { withBody } from '../interactions/with-body.js';
import { writeResponse } from '../interactions/write-response.js';
import { readPatchBody } from '../request/patch-body.js';
import { matchedVersion } from '../request/version-tag.js';
import { checkWriteHeaders } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import { patchedResource, type ValidationNotes } from '../validation/checked-resource.js';
import { readCondition } from './condition.js';
import { findMatch } from './find-match.js';

type Outcome =
  | ({ readonly outcome: 'updated'; readonly version: StoredVersion } & ValidationNotes)
  | { readonly outcome: 'refused'; readonly response: FhirResponse };

/**
 * A patch of the one resource that meets a condition: of none it is 404, of several 412
 * (https://hl7.org/fhir/R4/http.html#patch).
 */
export async function conditionalPatch(exchange: Exchange, type: string): Promise<FhirResponse> {
  const { request, store, maxBodyBytes } = exchange;
  checkWriteHeaders(request, ['if-match']);
  const ifMatch = matchedVersion(request.headers['if-match']);
  const read = await readCondition(exchange, type, exchange.query);
  if (!read.ok) return refusalResponse('invalid-search', read.issues);
  const { condition } = read;
  const patch = await readPatchBody(request, maxBodyBytes);

  const result = await store.transaction(async (unit): Promise<Outcome> => {
    await unit.lock([condition.name]);
    const match = await findMatch(store, condition);
    if (match.kind === 'one') return patchOne(exchange, unit, match.version, patch, ifMatch);
    const response =
      match.kind === 'many'
        ? failureResponse('multiple-matches', `Several resources of type ${type} meet the condition`)
        : failureResponse('resource-not-found', `No resource of type ${type} meets the condition`);
    return { outcome: 'refused', response };
  });
  return result.outcome === 'refused'
    ? result.response
    : writeResponse(exchange, result.outcome, result.version, result);
}

async function patchOne(
  exchange: Exchange,
  unit: WriteUnit,
  { type, id, vid, version, body }: StoredVersion,
  patch: Patch,
  ifMatch: number | undefined,
): Promise<Outcome> {
  if (ifMatch !== undefined && ifMatch !== version)
    return { outcome: 'refused', response: patchConflict(type, id, version) };
  const patched = await patchedResource(exchange, patch, body!);
  if (!patched.ok) return { outcome: 'refused', response: refusalResponse(patched.code, patched.issues) };
  const { resource, warnings, marked } = patched;
  const report = await unit.write([{ kind: 'update', resource, id, expected: { ifCurrent: vid } }]);
  const written = report.written ? report.outcomes[0] : undefined;
  if (written?.outcome !== 'updated') throw new Error('A patch was not carried out');
  return { outcome: 'updated', version: withBody(written.version, resource), warnings, marked };
}

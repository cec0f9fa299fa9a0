import type { ParsedResource } from '@wellspring/fhir';
import { readResource } from '../request/resource-body.js';
import { matchedVersion, versionTag } from '../request/version-tag.js';
import { checkWriteHeaders, wantsAbsent } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import type { ValidationNotes } from '../validation/checked-resource.js';
import type { Exchange } from './exchange.js';
import { versionConflict } from './version-conflict.js';
import { withBody } from './with-body.js';
import { writeResponse } from './write-response.js';

/** https://hl7.org/fhir/R4/http.html#update, update as create included. */
export async function update(exchange: Exchange, type: string, id: string): Promise<FhirResponse> {
  const { request, store } = exchange;
  checkWriteHeaders(request, ['if-match', 'if-none-match']);
  const ifAbsent = wantsAbsent(request);
  const ifMatch = matchedVersion(request.headers['if-match']);
  const body = await readResource(exchange, type, id);
  if (!body.ok) return refusalResponse(body.code, body.issues);
  if (body.resource.id !== id) {
    const found = body.resource.id === undefined ? 'has no id' : `has the id ${body.resource.id}`;
    return failureResponse('resource-id-mismatch', `The resource in the body ${found}, the URL says ${id}`);
  }
  if (ifAbsent) return updateAbsent(exchange, type, id, body.resource, body);
  const result = await store.update(body.resource, id, ifMatch === undefined ? {} : { ifMatch });
  switch (result.outcome) {
    case 'created':
    case 'updated':
      return writeResponse(exchange, result.outcome, result.version, body);
    case 'version-conflict':
      return versionConflict(type, id, result.current);
    default:
      return result satisfies never;
  }
}

/** `If-None-Match: *`: only where there is none. */
async function updateAbsent(
  exchange: Exchange,
  type: string,
  id: string,
  resource: ParsedResource,
  notes: ValidationNotes,
): Promise<FhirResponse> {
  const report = await exchange.store.transaction((unit) =>
    unit.write([{ kind: 'update', resource, id, expected: { ifAbsent: true } }]),
  );
  if (!report.written) {
    const current = report.failed[0]?.current;
    const headers = current === undefined ? {} : { etag: versionTag(current) };
    return failureResponse('resource-exists', `${type}/${id} is there`, headers);
  }
  const [written] = report.outcomes;
  if (written?.outcome !== 'created') throw new Error('An update was not carried out');
  return writeResponse(exchange, 'created', withBody(written.version, resource), notes);
}

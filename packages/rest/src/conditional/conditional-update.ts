import type { ParsedResource } from '@wellspring/fhir';
import { newResourceId, type Change, type StoredVersion } from '@wellspring/store';
import type { Exchange } from '../interactions/exchange.js';
import { versionConflict } from '../interactions/version-conflict.js';
import { withBody } from '../interactions/with-body.js';
import { writeResponse } from '../interactions/write-response.js';
import { readResource } from '../request/resource-body.js';
import { matchedVersion } from '../request/version-tag.js';
import { checkWriteHeaders, wantsAbsent } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import { readCondition } from './condition.js';
import { findMatch, type Match } from './find-match.js';

type Outcome =
  | { readonly outcome: 'created' | 'updated'; readonly version: StoredVersion }
  | { readonly outcome: 'refused'; readonly response: FhirResponse };

/** An update of what meets a condition (https://hl7.org/fhir/R4/http.html#cond-update). */
export async function conditionalUpdate(exchange: Exchange, type: string): Promise<FhirResponse> {
  const { request, store } = exchange;
  checkWriteHeaders(request, ['if-match', 'if-none-match']);
  const ifMatch = matchedVersion(request.headers['if-match']);
  const ifAbsent = wantsAbsent(request);
  const read = await readCondition(exchange, type, exchange.query);
  if (!read.ok) return refusalResponse('invalid-search', read.issues);
  const { condition } = read;
  const body = await readResource(exchange, type);
  if (!body.ok) return refusalResponse(body.code, body.issues);
  const { resource } = body;

  const result = await store.transaction(async (unit): Promise<Outcome> => {
    await unit.lock([condition.name]);
    const match = await findMatch(store, condition);
    const refusal = refusalOf(match, type, resource, ifMatch, ifAbsent);
    if (refusal !== undefined) return { outcome: 'refused', response: refusal };
    const report = await unit.write([changeFor(match, resource)]);
    if (!report.written) return { outcome: 'refused', response: idTaken(type, resource.id) };
    const [written] = report.outcomes;
    if (written?.outcome !== 'created' && written?.outcome !== 'updated')
      throw new Error('An update was not carried out');
    return { outcome: written.outcome, version: withBody(written.version, resource) };
  });
  return result.outcome === 'refused'
    ? result.response
    : writeResponse(exchange, result.outcome, result.version, body);
}

function refusalOf(
  match: Match,
  type: string,
  { id }: ParsedResource,
  ifMatch: number | undefined,
  ifAbsent: boolean,
): FhirResponse | undefined {
  switch (match.kind) {
    case 'many':
      return failureResponse('multiple-matches', `Several resources of type ${type} meet the condition`);
    case 'none':
      return ifMatch === undefined ? undefined : versionConflict(type, id ?? '', undefined);
    case 'one': {
      const { version } = match;
      if (id !== undefined && id !== version.id)
        return failureResponse(
          'conditional-id-conflict',
          `${type}/${version.id} meets the condition, and the resource in the body has the id ${id}`,
        );
      if (ifAbsent) return failureResponse('resource-exists', `${type}/${version.id} meets the condition`);
      return ifMatch === undefined || ifMatch === version.version
        ? undefined
        : versionConflict(type, version.id, version.version);
    }
    default:
      return match satisfies never;
  }
}

/** What to write, on the ground that nothing changes what was found. */
export function changeFor(match: Match, resource: ParsedResource): Change {
  if (match.kind === 'one')
    return { kind: 'update', resource, id: match.version.id, expected: { ifCurrent: match.version.vid } };
  if (resource.id === undefined) return { kind: 'create', resource, id: newResourceId() };
  return { kind: 'update', resource, id: resource.id, expected: { ifAbsent: true } };
}

export function idTaken(type: string, id: string | undefined): FhirResponse {
  return failureResponse(
    'conditional-id-conflict',
    `Nothing meets the condition, and ${type}/${id ?? ''} is another resource`,
  );
}

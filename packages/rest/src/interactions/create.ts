import { readCondition, type Condition } from '../conditional/condition.js';
import { createOnce } from '../conditional/conditional-create.js';
import { idempotencyKey } from '../request/idempotency-key.js';
import { queryPairs } from '../request/query-pairs.js';
import { readResource } from '../request/resource-body.js';
import { checkWriteHeaders } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import { versionHeaders, versionUrl } from '../response/version-headers.js';
import type { Exchange } from './exchange.js';
import { writeResponse } from './write-response.js';

/**
 * https://hl7.org/fhir/R4/http.html#create, with `If-None-Exist` #ccreate: an id in the body is passed over,
 * the server gives one.
 */
export async function create(exchange: Exchange, type: string): Promise<FhirResponse> {
  const { request, store, base } = exchange;
  checkWriteHeaders(request, ['if-none-exist', 'x-amz-fhir-idempotency-key']);
  const key = idempotencyKey(request);
  const header = request.headers['if-none-exist'];
  let condition: Condition | undefined;
  if (header !== undefined) {
    const read = await readCondition(exchange, type, queryPairs(header.trim().replace(/^\?/, '')));
    if (!read.ok) return refusalResponse('invalid-search', read.issues);
    ({ condition } = read);
  }
  const body = await readResource(exchange, type);
  if (!body.ok) return refusalResponse(body.code, body.issues);
  if (condition === undefined && key === undefined)
    return writeResponse(exchange, 'created', await store.create(body.resource), body);

  const result = await createOnce(exchange, body.resource, condition, key);
  switch (result.outcome) {
    case 'created':
    case 'unchanged':
      return writeResponse(exchange, result.outcome, result.version, body);
    case 'many':
      return failureResponse('multiple-matches', `Several resources meet the condition of If-None-Exist`);
    case 'repeated': {
      const { version } = result;
      const failure = failureResponse('repeated-request', 'The resource was created under this key before');
      if (version?.body === undefined) return failure;
      const headers = { ...versionHeaders(version), location: versionUrl(base, version) };
      return { ...failure, headers, body: [version.body] };
    }
    default:
      return result satisfies never;
  }
}

import { readResource } from '../request/resource-body.js';
import { checkWriteHeaders } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { refusalResponse } from '../response/outcome-response.js';
import type { Exchange } from './exchange.js';
import { writeResponse } from './write-response.js';

/** https://hl7.org/fhir/R4/http.html#create: an id in the body is passed over, the server gives one. */
export async function create(exchange: Exchange, type: string): Promise<FhirResponse> {
  checkWriteHeaders(exchange.request);
  const body = await readResource(exchange.request, type, exchange.maxBodyBytes);
  if (!body.ok) return refusalResponse(body.code, body.issues);
  const version = await exchange.store.create(body.resource);
  return writeResponse(exchange, 'created', version, body.warnings);
}

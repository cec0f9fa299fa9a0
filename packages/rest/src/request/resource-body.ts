import { WellspringError } from '@wellspring/errors';
import { parseResource } from '@wellspring/fhir';
import { readBody, type HttpRequest } from '@wellspring/http';
import type { Exchange } from '../interactions/exchange.js';
import { checkedResource, type CheckedOutcome } from '../validation/checked-resource.js';
import { readBinary } from './binary-body.js';
import { isFhirJson, parseMediaType } from './media-type.js';

/**
 * Reads, parses and validates the resource in a body: of a create or update.
 *
 * A Binary may also come as its content alone.
 *
 * @param type the type in the URL
 * @param id the id in the URL, if it has one: content alone has none
 * @throws WellspringError `unsupported-media-type`, `body-too-large`, `request-aborted`,
 * `resource-type-mismatch`
 */
export async function readResource(
  exchange: Pick<Exchange, 'request' | 'store' | 'validationLevel' | 'maxBodyBytes'>,
  type: string,
  id?: string,
): Promise<CheckedOutcome> {
  const { request, maxBodyBytes: limit } = exchange;
  const contentType = parseMediaType(request.headers['content-type'] ?? '');
  const isResource = isFhirJson(contentType);
  if (type !== 'Binary') requireFhirJson(request);
  const parsed = parseResource(
    isResource ? await readBody(request, limit) : await readBinary(request, contentType, limit, id),
  );
  if (!parsed.ok) return { ok: false, code: 'malformed-json', issues: parsed.issues };
  const { resource } = parsed;
  if (resource.type !== type)
    throw new WellspringError(
      'resource-type-mismatch',
      `The body holds a resource of type ${resource.type}, the URL says ${type}`,
    );
  return checkedResource(exchange, resource);
}

/**
 * Refuses a body that is not FHIR JSON.
 *
 * @throws WellspringError `unsupported-media-type`
 */
export function requireFhirJson({ headers }: HttpRequest): void {
  const contentType = headers['content-type'];
  if (contentType === undefined || !isFhirJson(parseMediaType(contentType)))
    throw new WellspringError(
      'unsupported-media-type',
      'Incorrect MIME-type. Update request Content-Type header: application/fhir+json or application/json, in UTF-8.',
    );
}

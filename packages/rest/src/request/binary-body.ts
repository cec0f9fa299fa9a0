import { WellspringError } from '@wellspring/errors';
import { readBody, type HttpRequest } from '@wellspring/http';
import type { MediaType } from './media-type.js';

/** A FHIR resource in another form than this server takes: never the content of a Binary. */
const fhirTypes = /^application\/(?:fhir\+|xml\+fhir$|json\+fhir$)/;

/**
 * The Binary that a body of any other type than FHIR's stands for, as JSON: its Content-Type is `contentType`, and
 * X-Security-Context `securityContext` (https://hl7.org/fhir/R4/binary.html#rest).
 *
 * @param id of the address; undefined for a create
 * @throws WellspringError `unsupported-media-type`, `body-too-large`, `request-aborted`
 */
export async function readBinary(
  request: HttpRequest,
  type: MediaType,
  limit: number,
  id: string | undefined,
): Promise<Buffer> {
  if (!type.name.includes('/') || fhirTypes.test(type.name))
    throw new WellspringError(
      'unsupported-media-type',
      'Incorrect MIME-type. Update request Content-Type header: application/fhir+json, or the type of the content.',
    );
  const content = await readBody(request, limit);
  const context = request.headers['x-security-context'];
  return Buffer.from(
    JSON.stringify({
      resourceType: 'Binary',
      ...(id !== undefined && { id }),
      contentType: request.headers['content-type']?.trim(),
      ...(context !== undefined && { securityContext: { reference: context } }),
      ...(content.length > 0 && { data: content.toString('base64') }),
    }),
  );
}

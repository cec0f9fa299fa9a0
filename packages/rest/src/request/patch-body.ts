import { WellspringError } from '@wellspring/errors';
import { jsonPatchType, readPatch, type Patch } from '@wellspring/fhir';
import { readBody, type HttpRequest } from '@wellspring/http';
import { isFhirJson, parseMediaType } from './media-type.js';

/**
 * The patch in a body: what kind it is, the Content-Type says.
 *
 * @throws WellspringError `unsupported-media-type`, `malformed-patch`, `body-too-large`, `request-aborted`
 */
export async function readPatchBody(request: HttpRequest, limit: number): Promise<Patch> {
  const type = parseMediaType(request.headers['content-type'] ?? '');
  if (type.name !== jsonPatchType && !isFhirJson(type))
    throw new WellspringError(
      'unsupported-media-type',
      `Incorrect MIME-type. Update request Content-Type header: ${jsonPatchType} or application/fhir+json, in UTF-8.`,
    );
  return readPatch(type.name, await readBody(request, limit));
}

import { WellspringError, type ErrorCode } from '@wellspring/errors';
import { parseResource, validateResource, type Issue, type ParsedResource } from '@wellspring/fhir';
import { readBody, type HttpRequest } from '@wellspring/http';
import { readBinary } from './binary-body.js';
import { isFhirJson, parseMediaType } from './media-type.js';

/** The resource of a create or update, or why it is refused. */
export type BodyOutcome =
  | { readonly ok: true; readonly resource: ParsedResource; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly issues: readonly Issue[] };

/**
 * Reads, parses and validates the resource in a body.
 *
 * What is not JSON and what breaks FHIR's own rules are both 400, as R4 has it ("could not be parsed
 * or failed basic FHIR validation rules", https://hl7.org/fhir/R4/http.html#create); its 422 is for
 * profiles and business rules.
 *
 * A Binary may also come as its content alone.
 *
 * @param type the type in the URL
 * @param id the id in the URL, if it has one: content alone has none
 * @throws WellspringError `unsupported-media-type`, `body-too-large`, `request-aborted`,
 * `resource-type-mismatch`
 */
export async function readResource(
  request: HttpRequest,
  type: string,
  limit: number,
  id?: string,
): Promise<BodyOutcome> {
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
  const issues = validateResource(resource.tree);
  return issues.some(({ severity }) => severity === 'error' || severity === 'fatal')
    ? { ok: false, code: 'invalid-resource', issues }
    : { ok: true, resource, warnings: issues };
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

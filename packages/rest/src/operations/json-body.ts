import { isUtf8 } from 'node:buffer';
import { WellspringError } from '@wellspring/errors';
import { readBody, type HttpRequest } from '@wellspring/http';
import { isFhirJson, parseMediaType } from '../request/media-type.js';

/** A JSON object as it came. */
export type JsonBody = Readonly<Record<string, unknown>>;

/**
 * The JSON object in the body of an operation; undefined where there is no body.
 *
 * @throws WellspringError `unsupported-media-type`, `body-too-large`, `request-aborted`, `malformed-json`
 */
export async function jsonBody(request: HttpRequest, limit: number): Promise<JsonBody | undefined> {
  const body = await readBody(request, limit);
  if (body.length === 0) return undefined;
  if (!isFhirJson(parseMediaType(request.headers['content-type'] ?? '')))
    throw new WellspringError(
      'unsupported-media-type',
      'Incorrect MIME-type. Update request Content-Type header: application/fhir+json or application/json, in UTF-8.',
    );
  const value = isUtf8(body) ? parsed(body.toString('utf8')) : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WellspringError('malformed-json', 'The body must be a JSON object, in UTF-8');
  return value as JsonBody;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

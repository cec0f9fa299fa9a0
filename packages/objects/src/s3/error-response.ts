import { s3Denials, type S3Denial } from '@wellspring/access';
import { catalogue, type ErrorCode } from '@wellspring/errors';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import { element } from './xml-writer.js';

/** How S3 words what no room of its own reports: the catalogue has the names of another surface. */
const elsewhere: Readonly<Partial<Record<ErrorCode, S3Denial>>> = {
  ...s3Denials,
  'body-too-large': { status: 400, code: 'EntityTooLarge' },
  'request-aborted': { status: 400, code: 'RequestTimeout' },
  'internal-error': { status: 500, code: 'InternalError' },
};

/** The HTTP status and S3 code of an error, and its message where S3 has one of its own. */
export function s3Code(code: ErrorCode): S3Denial {
  const { status, exception } = catalogue[code];
  return elsewhere[code] ?? { status, code: exception };
}

/**
 * An error as S3 answers it: XML with code, message, resource and request id, and no body to HEAD.
 * The front uses it, too, for a request to the object store that was not let in.
 *
 * @example
 * return s3ErrorResponse({ code: 'signature-mismatch', message }, request);
 */
export function s3ErrorResponse(
  error: { readonly code: ErrorCode; readonly message: string },
  request: Pick<HttpRequest, 'method' | 'path' | 'requestId'>,
): HttpResponse {
  const { status, code, message = error.message } = s3Code(error.code);
  const headers = { 'x-amz-request-id': request.requestId };
  if (request.method === 'HEAD') return { status, headers };
  const body = element(
    'Error',
    element('Code', code),
    element('Message', message),
    element('Resource', request.path),
    element('RequestId', request.requestId),
  );
  return {
    status,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.text}`,
  };
}
